// What an owner and thieves do with a deque, for histories of it.
#pragma once

#include <cstddef>

#include "concurrent_data_structures/work_stealing_deque.hpp"
#include "explorer/history.hpp"

namespace work_stealing_deque::histories {

using explorer::sequential::does;
using explorer::sequential::operation;

// Thread 1 owns it, the others steal, and main takes what is left. The deque
// grows when it holds more than `Room` jobs. A thief who comes away with
// nothing has learned nothing.
template <std::size_t Room>
class jobs {
 public:
  using specification = explorer::sequential::deque;
  static constexpr does afterwards = does::take;
  static constexpr bool has_roles = true;

  template <typename Choose>
  static operation draw(unsigned thread, Choose choose) {
    if (thread != 1) return {.what = does::steal, .lenient = true};
    return {.what = choose(2) == 0 ? does::put : does::take};
  }

  void apply(operation& o) {
    if (o.what == does::put) {
      jobs_.push(static_cast<int>(o.value));
    } else {
      const auto job = o.what == does::take ? jobs_.take() : jobs_.steal();
      o.ok = job.has_value();
      o.value = job.value_or(0);
    }
  }

 private:
  deque<int> jobs_{Room};
};

inline void two_calls_each() { explorer::every_history<jobs<1>>(2, 2); }

inline void three_calls_each() { explorer::every_history<jobs<1>>(2, 3); }

inline void three_calls_each_with_room() {
  explorer::every_history<jobs<4>>(2, 3);
}

inline void two_thieves() { explorer::every_history<jobs<1>>(3, 1); }

}  // namespace work_stealing_deque::histories
