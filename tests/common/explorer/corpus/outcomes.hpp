// Stores, loads, an exchange, a lock and a try_lock that depend on one another
// so that it is easy to lose some of their 42 outcomes.
//
// The outcomes were enumerated by hand-written search over all interleavings.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>
#include <cassert>

#include "together.hpp"

namespace outcomes {

// Returns what was seen, one decimal digit for each: the order of the two
// critical sections, the load of the first thread, the exchange of the second
// (3 more if its try_lock failed), and the two loads of the third.
inline int tangle() {
  std::atomic<int> x{0};
  std::atomic<int> y{0};
  boost::mutex mutex;
  int order = 0;
  int loaded = 0;
  int exchanged = 0;
  int both = 0;
  together(
      [&] {
        x.store(1);
        loaded = y.load();
        const boost::lock_guard<boost::mutex> guard{mutex};
        order = order * 2 + 1;
      },
      [&] {
        y.store(1);
        exchanged = x.exchange(2);
        if (mutex.try_lock()) {
          order *= 2;
          mutex.unlock();
        } else {
          exchanged += 3;
        }
      },
      [&] {
        both = 10 * x.load();
        both += y.load();
      });
  return 10000 * order + 1000 * loaded + 100 * exchanged + both;
}

inline constexpr std::array known{
    10100, 10101, 10110, 10111, 10121, 10400, 10401, 10410, 10411, 10421, 11000,
    11001, 11011, 11021, 11100, 11101, 11110, 11111, 11121, 11300, 11301, 11311,
    11321, 11400, 11401, 11410, 11411, 11421, 20100, 20101, 20110, 20111, 20121,
    21000, 21001, 21011, 21021, 21100, 21101, 21110, 21111, 21121};

inline void no_other_outcome() {
  const int seen = tangle();
  assert(std::find(known.begin(), known.end(), seen) != known.end());
}

inline void never(int excluded) {
  const int seen = tangle();
  assert(seen != excluded && "this outcome has been excluded");
}

inline void reachable_10100() { never(10100); }
inline void reachable_10101() { never(10101); }
inline void reachable_10110() { never(10110); }
inline void reachable_10111() { never(10111); }
inline void reachable_10121() { never(10121); }
inline void reachable_10400() { never(10400); }
inline void reachable_10401() { never(10401); }
inline void reachable_10410() { never(10410); }
inline void reachable_10411() { never(10411); }
inline void reachable_10421() { never(10421); }
inline void reachable_11000() { never(11000); }
inline void reachable_11001() { never(11001); }
inline void reachable_11011() { never(11011); }
inline void reachable_11021() { never(11021); }
inline void reachable_11100() { never(11100); }
inline void reachable_11101() { never(11101); }
inline void reachable_11110() { never(11110); }
inline void reachable_11111() { never(11111); }
inline void reachable_11121() { never(11121); }
inline void reachable_11300() { never(11300); }
inline void reachable_11301() { never(11301); }
inline void reachable_11311() { never(11311); }
inline void reachable_11321() { never(11321); }
inline void reachable_11400() { never(11400); }
inline void reachable_11401() { never(11401); }
inline void reachable_11410() { never(11410); }
inline void reachable_11411() { never(11411); }
inline void reachable_11421() { never(11421); }
inline void reachable_20100() { never(20100); }
inline void reachable_20101() { never(20101); }
inline void reachable_20110() { never(20110); }
inline void reachable_20111() { never(20111); }
inline void reachable_20121() { never(20121); }
inline void reachable_21000() { never(21000); }
inline void reachable_21001() { never(21001); }
inline void reachable_21011() { never(21011); }
inline void reachable_21021() { never(21021); }
inline void reachable_21100() { never(21100); }
inline void reachable_21101() { never(21101); }
inline void reachable_21110() { never(21110); }
inline void reachable_21111() { never(21111); }
inline void reachable_21121() { never(21121); }

}  // namespace outcomes
