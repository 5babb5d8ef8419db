// What clerks do with a timetable, for histories of it.
#pragma once

#include "concurrent_data_structures/ordered_map.hpp"
#include "explorer/history.hpp"

namespace ordered_map::histories {

using explorer::sequential::does;
using explorer::sequential::operation;

// Anyone inserts and finds, and asks for the first entry from a key on.
class departures {
 public:
  using specification = explorer::sequential::ordered_map;

  template <typename Choose>
  static operation draw(unsigned, Choose choose) {
    constexpr does all[] = {does::insert, does::find, does::next};
    const does what = all[choose(3)];
    return {.what = what, .key = 2 + 3 * choose(2)};
  }

  void apply(operation& o) {
    const int minute = static_cast<int>(o.key);
    if (o.what == does::insert) {
      o.ok = list_.insert(minute, static_cast<int>(o.value)).second;
    } else if (o.what == does::find) {
      const int* const found = list_.find(minute);
      o.ok = found != nullptr;
      o.value = found ? *found : 0;
    } else {
      o.ok = false;
      list_.walk(minute, [&](int key, int value) {
        o.was = key, o.value = value, o.ok = true;
        return false;
      });
    }
  }

 protected:
  skip_list<int, int, 2> list_;  // libstdc++ puts 2 and 5 on both levels
};

// With a train between two others, so that the links to those are different
// ones, on the lowest level alone.
struct far_apart : departures {
  far_apart() { list_.insert(3, 0); }

  template <typename Choose>
  static operation draw(unsigned, Choose choose) {
    const does what = choose(2) == 0 ? does::insert : does::find;
    return {.what = what, .key = 1 + 3 * choose(2)};
  }
};

inline void two_calls_each() { explorer::every_history<departures>(2, 2); }

inline void two_calls_each_far_apart() {
  explorer::every_history<far_apart>(2, 2);
}

inline void three_calls_each_far_apart() {
  explorer::every_history<far_apart>(2, 3);
}

inline void three_threads() { explorer::every_history<departures>(3, 1); }

}  // namespace ordered_map::histories
