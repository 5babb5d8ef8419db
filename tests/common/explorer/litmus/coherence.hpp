// Coherence: the operations on one location come in one order. Each test claims
// that the outcome which gives it its name never comes about.
#pragma once

#include <cassert>

#include "litmus.hpp"

namespace coherence {

using namespace litmus;

inline void corr() {
  shared s;
  run([&] { s.x.store(1, rlx); },
      [&] {
        s.a = s.x.load(rlx);
        s.b = s.x.load(rlx);
      });
  assert(!(s.a == 1 && s.b == 0));
}
inline void corr_two_readers() {
  shared s;
  run([&] { s.x.store(1, rlx); }, [&] { s.x.store(2, rlx); },
      [&] {
        s.a = s.x.load(rlx);
        s.b = s.x.load(rlx);
      },
      [&] {
        s.c = s.x.load(rlx);
        s.d = s.x.load(rlx);
      });
  assert(!(s.a == 1 && s.b == 2 && s.c == 2 && s.d == 1));
}
inline void corw1() {
  shared s;
  run([&] {
    s.a = s.x.load(rlx);
    s.x.store(1, rlx);
  });
  assert(s.a != 1);
}
inline void corw2() {
  shared s;
  run([&] { s.x.store(1, rlx); },
      [&] {
        s.a = s.x.load(rlx);
        s.x.store(2, rlx);
      });
  assert(!(s.a == 1 && s.x.load(rlx) == 1));
}
inline void cowr() {
  shared s;
  run(
      [&] {
        s.x.store(1, rlx);
        s.a = s.x.load(rlx);
      },
      [&] { s.x.store(2, rlx); });
  assert(s.a != 0);
}
inline void coww() {
  shared s;
  run([&] {
    s.x.store(1, rlx);
    s.x.store(2, rlx);
  });
  assert(s.x.load(rlx) == 2);
}
inline void rmw_atomicity() {
  shared s;
  run([&] { s.a = s.x.fetch_add(1, rlx); },
      [&] { s.b = s.x.fetch_add(1, rlx); });
  assert(s.a + s.b == 1 && s.x.load(rlx) == 2);
}

}  // namespace coherence
