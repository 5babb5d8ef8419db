// What docks and vans do with a queue, for histories of it.
#pragma once

#include <cstddef>

#include "concurrent_data_structures/mpmc_queue.hpp"
#include "explorer/history.hpp"

namespace mpmc_queue::histories {

using explorer::sequential::does;
using explorer::sequential::operation;

// Anyone pushes and pops. A push may be refused though there is room, as long
// as another one holds a slot that it has not filled yet.
template <std::size_t Capacity>
class parcels {
 public:
  using specification = explorer::sequential::queue;
  static constexpr does afterwards = does::take;

  template <typename Choose>
  static operation draw(unsigned, Choose choose) {
    if (choose(2) == 0) return {.what = does::put, .lenient = true};
    return {.what = does::take};
  }

  void apply(operation& o) {
    if (o.what == does::put) {
      o.ok = parcels_.try_push(static_cast<int>(o.value));
    } else {
      const auto parcel = parcels_.try_pop();
      o.ok = parcel.has_value();
      o.value = parcel.value_or(0);
    }
  }

 private:
  bounded_queue<int, Capacity> parcels_;
};

// If "full" meant that there is no room, this would be linearizable.
struct exact_parcels : parcels<1> {
  using specification = explorer::sequential::bounded_queue<1>;

  template <typename Choose>
  static operation draw(unsigned, Choose choose) {
    return {.what = choose(2) == 0 ? does::put : does::take};
  }
};

inline void two_calls_each() { explorer::every_history<parcels<1>>(2, 2); }

inline void three_threads() { explorer::every_history<parcels<2>>(3, 1); }

inline void three_calls_each() { explorer::every_history<parcels<1>>(2, 3); }

inline void refused_though_there_is_room() {
  explorer::every_history<exact_parcels>(2, 2);
}

}  // namespace mpmc_queue::histories
