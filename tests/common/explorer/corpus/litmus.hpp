// The classical litmus tests: what threads may see of each other's writes if
// memory is sequentially consistent. Names and shapes as in J. Alglave,
// L. Maranget, M. Tautschnig, "Herding cats", TOPLAS 2014.
//
// forbidden_<test>_<values> holds in every interleaving; reachable_... claims
// what one interleaving refutes. All values that are left out are forbidden.
#pragma once

#include <atomic>
#include <cassert>
#include <thread>

#include "together.hpp"

namespace litmus {

// What the last test saw, one decimal digit for each value.
inline int outcome = 0;

inline void never(int seen, int excluded) {
  outcome = seen;
  assert(seen != excluded && "this outcome has been excluded");
}

inline int store_buffering() {
  std::atomic<int> x{0};
  std::atomic<int> y{0};
  int a = 0, b = 0;
  together<std::thread>(
      [&] {
        x.store(1);
        a = y.load();
      },
      [&] {
        y.store(1);
        b = x.load();
      });
  return 10 * a + b;
}
inline void forbidden_sb_00() { never(store_buffering(), 0); }
inline void reachable_sb_01() { never(store_buffering(), 1); }
inline void reachable_sb_10() { never(store_buffering(), 10); }
inline void reachable_sb_11() { never(store_buffering(), 11); }

inline int message_passing() {
  std::atomic<int> x{0};
  std::atomic<int> y{0};
  int a = 0, b = 0;
  together<std::thread>(
      [&] {
        x.store(1);
        y.store(1);
      },
      [&] {
        a = y.load();
        b = x.load();
      });
  return 10 * a + b;
}
inline void reachable_mp_00() { never(message_passing(), 0); }
inline void reachable_mp_01() { never(message_passing(), 1); }
inline void forbidden_mp_10() { never(message_passing(), 10); }
inline void reachable_mp_11() { never(message_passing(), 11); }

inline int load_buffering() {
  std::atomic<int> x{0};
  std::atomic<int> y{0};
  int a = 0, b = 0;
  together<std::thread>(
      [&] {
        a = x.load();
        y.store(1);
      },
      [&] {
        b = y.load();
        x.store(1);
      });
  return 10 * a + b;
}
inline void reachable_lb_00() { never(load_buffering(), 0); }
inline void reachable_lb_01() { never(load_buffering(), 1); }
inline void reachable_lb_10() { never(load_buffering(), 10); }
inline void forbidden_lb_11() { never(load_buffering(), 11); }

inline int two_plus_two_writes() {
  std::atomic<int> x{0};
  std::atomic<int> y{0};
  together<std::thread>(
      [&] {
        x.store(1);
        y.store(2);
      },
      [&] {
        y.store(1);
        x.store(2);
      });
  return 10 * x.load() + y.load();
}
inline void forbidden_w22_11() { never(two_plus_two_writes(), 11); }
inline void reachable_w22_12() { never(two_plus_two_writes(), 12); }
inline void reachable_w22_21() { never(two_plus_two_writes(), 21); }
inline void reachable_w22_22() { never(two_plus_two_writes(), 22); }

inline int write_to_read_causality() {
  std::atomic<int> x{0};
  std::atomic<int> y{0};
  int a = 0, b = 0, c = 0;
  together<std::thread>([&] { x.store(1); },
                        [&] {
                          a = x.load();
                          y.store(1);
                        },
                        [&] {
                          b = y.load();
                          c = x.load();
                        });
  return 100 * a + 10 * b + c;
}
inline void reachable_wrc_000() { never(write_to_read_causality(), 0); }
inline void reachable_wrc_001() { never(write_to_read_causality(), 1); }
inline void reachable_wrc_010() { never(write_to_read_causality(), 10); }
inline void reachable_wrc_011() { never(write_to_read_causality(), 11); }
inline void reachable_wrc_100() { never(write_to_read_causality(), 100); }
inline void reachable_wrc_101() { never(write_to_read_causality(), 101); }
inline void forbidden_wrc_110() { never(write_to_read_causality(), 110); }
inline void reachable_wrc_111() { never(write_to_read_causality(), 111); }

inline int coherent_reads() {
  std::atomic<int> x{0};
  int a = 0, b = 0;
  together<std::thread>(
      [&] {
        x.store(1);
        x.store(2);
      },
      [&] {
        a = x.load();
        b = x.load();
      });
  return 10 * a + b;
}
inline void reachable_corr_00() { never(coherent_reads(), 0); }
inline void reachable_corr_01() { never(coherent_reads(), 1); }
inline void reachable_corr_02() { never(coherent_reads(), 2); }
inline void forbidden_corr_10() { never(coherent_reads(), 10); }
inline void reachable_corr_11() { never(coherent_reads(), 11); }
inline void reachable_corr_12() { never(coherent_reads(), 12); }
inline void forbidden_corr_20() { never(coherent_reads(), 20); }
inline void forbidden_corr_21() { never(coherent_reads(), 21); }
inline void reachable_corr_22() { never(coherent_reads(), 22); }

inline int store_then_read() {
  std::atomic<int> x{0};
  std::atomic<int> y{0};
  int a = 0;
  together<std::thread>(
      [&] {
        x.store(1);
        y.store(1);
      },
      [&] {
        y.store(2);
        a = x.load();
      });
  return 10 * a + y.load();
}
inline void reachable_r_01() { never(store_then_read(), 1); }
inline void forbidden_r_02() { never(store_then_read(), 2); }
inline void reachable_r_11() { never(store_then_read(), 11); }
inline void reachable_r_12() { never(store_then_read(), 12); }

inline int two_increments() {
  std::atomic<int> x{0};
  int a = 0, b = 0;
  together<std::thread>([&] { a = x.fetch_add(1); },
                        [&] { b = x.fetch_add(1); });
  return 10 * a + b;
}
inline void forbidden_add_00() { never(two_increments(), 0); }
inline void reachable_add_01() { never(two_increments(), 1); }
inline void reachable_add_10() { never(two_increments(), 10); }
inline void forbidden_add_11() { never(two_increments(), 11); }

inline int three_increments() {
  std::atomic<int> x{0};
  int a = 0, b = 0, c = 0;
  together<std::thread>([&] { a = x.fetch_add(1); },
                        [&] { b = x.fetch_add(1); },
                        [&] { c = x.fetch_add(1); });
  return 100 * a + 10 * b + c;
}
inline void reachable_add3_012() { never(three_increments(), 12); }
inline void reachable_add3_021() { never(three_increments(), 21); }
inline void reachable_add3_102() { never(three_increments(), 102); }
inline void reachable_add3_120() { never(three_increments(), 120); }
inline void reachable_add3_201() { never(three_increments(), 201); }
inline void reachable_add3_210() { never(three_increments(), 210); }
inline void forbidden_add3_001() { never(three_increments(), 1); }
inline void forbidden_add3_110() { never(three_increments(), 110); }
inline void forbidden_add3_222() { never(three_increments(), 222); }

inline int independent_reads() {
  std::atomic<int> x{0};
  std::atomic<int> y{0};
  int a = 0, b = 0, c = 0, d = 0;
  together<std::thread>([&] { x.store(1); }, [&] { y.store(1); },
                        [&] {
                          a = x.load();
                          b = y.load();
                        },
                        [&] {
                          c = y.load();
                          d = x.load();
                        });
  return 1000 * a + 100 * b + 10 * c + d;
}
inline void reachable_iriw_0000() { never(independent_reads(), 0); }
inline void reachable_iriw_0001() { never(independent_reads(), 1); }
inline void reachable_iriw_0010() { never(independent_reads(), 10); }
inline void reachable_iriw_0011() { never(independent_reads(), 11); }
inline void reachable_iriw_0100() { never(independent_reads(), 100); }
inline void reachable_iriw_0101() { never(independent_reads(), 101); }
inline void reachable_iriw_0110() { never(independent_reads(), 110); }
inline void reachable_iriw_0111() { never(independent_reads(), 111); }
inline void reachable_iriw_1000() { never(independent_reads(), 1000); }
inline void reachable_iriw_1001() { never(independent_reads(), 1001); }
inline void forbidden_iriw_1010() { never(independent_reads(), 1010); }
inline void reachable_iriw_1011() { never(independent_reads(), 1011); }
inline void reachable_iriw_1100() { never(independent_reads(), 1100); }
inline void reachable_iriw_1101() { never(independent_reads(), 1101); }
inline void reachable_iriw_1110() { never(independent_reads(), 1110); }
inline void reachable_iriw_1111() { never(independent_reads(), 1111); }

}  // namespace litmus
