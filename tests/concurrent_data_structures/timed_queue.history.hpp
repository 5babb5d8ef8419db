// What a help desk does with calls, for histories of it.
#pragma once

#include <boost/chrono/duration.hpp>
#include <cstdint>

#include "concurrent_data_structures/timed_queue.hpp"
#include "explorer/history.hpp"

namespace timed_queue::histories {

using explorer::sequential::does;
using explorer::sequential::operation;

// Anyone pushes and pops, and main closes. With `Waits`, who pops waits for a
// call until then. Time stands still: what is not due stays in the queue.
template <bool Waits>
class calls {
 public:
  using specification = explorer::sequential::timed_queue<Waits>;
  static constexpr does meanwhile = does::close;

  template <typename Choose>
  static operation draw(unsigned, Choose choose) {
    if (choose(2) == 0) return {.what = does::take};
    return {.what = does::insert, .key = std::int64_t{choose(2)}};
  }

  void apply(operation& o) {
    if (o.what == does::insert) {
      const moment due = now + boost::chrono::hours{o.key};
      o.ok = calls_.push(due, static_cast<int>(o.value));
    } else if (o.what == does::take) {
      const auto call = Waits ? calls_.pop() : calls_.try_pop();
      o.ok = call.has_value();
      o.value = call.value_or(0);
    } else {
      o.was = static_cast<std::int64_t>(calls_.close().size());
    }
  }

 private:
  timed_queue<int, stopped_time> calls_;
};

// One pushes, the other pops.
struct one_way : calls<true> {
  static constexpr bool has_roles = true;

  template <typename Choose>
  static operation draw(unsigned thread, Choose choose) {
    if (thread != 1) return {.what = does::take};
    return {.what = does::insert, .key = std::int64_t{choose(2)}};
  }
};

inline void two_calls_each() { explorer::every_history<calls<true>>(2, 2); }

inline void two_tries_each() { explorer::every_history<calls<false>>(2, 2); }

inline void three_calls_each() { explorer::every_history<one_way>(2, 3); }

inline void three_threads() { explorer::every_history<calls<true>>(3, 1); }

}  // namespace timed_queue::histories
