// What a decoder and a sound card do with a ring, for histories of it.
#pragma once

#include <cstddef>

#include "concurrent_data_structures/spsc_ring.hpp"
#include "explorer/history.hpp"

namespace spsc_ring::histories {

using explorer::sequential::does;
using explorer::sequential::operation;

// Thread 1 pushes, thread 2 pops, and main pops what is left. "Full" and
// "empty" may be out of date while both are at it.
template <std::size_t Capacity>
class tune {
 public:
  using specification = explorer::sequential::bounded_queue<Capacity>;
  static constexpr does afterwards = does::take;
  static constexpr bool has_roles = true;

  template <typename Choose>
  static operation draw(unsigned thread, Choose) {
    return {.what = thread == 1 ? does::put : does::take, .lenient = true};
  }

  void apply(operation& o) {
    if (o.what == does::put) {
      o.ok = tune_.try_push(static_cast<int>(o.value));
    } else {
      const auto sample = tune_.try_pop();
      o.ok = sample.has_value();
      o.value = sample.value_or(0);
    }
  }

 private:
  ring<int> tune_{Capacity};
};

// If they were not.
struct exact_tune : tune<2> {
  template <typename Choose>
  static operation draw(unsigned thread, Choose) {
    return {.what = thread == 1 ? does::put : does::take};
  }
};

inline void two_calls_each_with_one_slot() {
  explorer::every_history<tune<1>>(2, 2);
}

inline void three_calls_each_with_one_slot() {
  explorer::every_history<tune<1>>(2, 3);
}

inline void three_calls_each_with_two_slots() {
  explorer::every_history<tune<2>>(2, 3);
}

inline void full_and_empty_up_to_date() {
  explorer::every_history<exact_tune>(2, 3);
}

}  // namespace spsc_ring::histories
