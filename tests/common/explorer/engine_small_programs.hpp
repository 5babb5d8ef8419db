// What searches say of small programs, for the tests of failures.
#pragma once

#include <functional>

#include "catch.hpp"
#include "engine_runner.hpp"

namespace model {

using program = std::function<void()>;

// What the search finds, under every strategy; its races aside.
inline explorer::finding found(const program& p,
                               const explorer::options& asked = {}) {
  for (const auto how :
       {explorer::strategy::plain, explorer::strategy::sleep_sets}) {
    explorer::options other = asked;
    other.how = how;
    CHECK(explore(other, p).failed.what == explore(asked, p).failed.what);
  }
  return explore(asked, p).failed;
}

inline bool proved(const program& p) { return explore(p).proved(); }

inline bool races(const program& p) { return !explore(p).races.empty(); }

}  // namespace model
