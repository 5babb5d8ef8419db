// What clerks and carriers do with a queue, for histories of it.
#pragma once

#include "concurrent_data_structures/two_lock_queue.hpp"
#include "explorer/history.hpp"

namespace two_lock_queue::histories {

using explorer::sequential::does;
using explorer::sequential::operation;

// Anyone pushes and pops.
class letters {
 public:
  using specification = explorer::sequential::queue;
  static constexpr does afterwards = does::take;

  template <typename Choose>
  static operation draw(unsigned, Choose choose) {
    return {.what = choose(2) == 0 ? does::put : does::take};
  }

  void apply(operation& o) {
    if (o.what == does::put) {
      letters_.push(static_cast<int>(o.value));
    } else {
      const auto letter = letters_.try_pop();
      o.ok = letter.has_value();
      o.value = letter.value_or(0);
    }
  }

 private:
  queue<int> letters_;
};

inline void two_calls_each() { explorer::every_history<letters>(2, 2); }

inline void three_calls_each() { explorer::every_history<letters>(2, 3); }

inline void three_threads() { explorer::every_history<letters>(3, 1); }

}  // namespace two_lock_queue::histories
