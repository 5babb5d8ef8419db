// What cooks do with a rack of pans, for histories of it.
#pragma once

#include <cstdint>
#include <vector>

#include "concurrent_data_structures/lockfree_stack.hpp"
#include "explorer/history.hpp"

namespace lockfree_stack::histories {

using explorer::sequential::does;
using explorer::sequential::operation;

// Anyone pushes and pops. A push may be refused though there is room, as long
// as a pop still has its node.
template <std::uint32_t Capacity>
class pans {
 public:
  using specification = explorer::sequential::stack;
  static constexpr does afterwards = does::take;

  template <typename Choose>
  static operation draw(unsigned, Choose choose) {
    if (choose(2) == 0) return {.what = does::put, .lenient = true};
    return {.what = does::take};
  }

  void apply(operation& o) {
    if (o.what == does::put) {
      o.ok = rack_.try_push(static_cast<int>(o.value));
    } else {
      const auto pan = rack_.try_pop();
      o.ok = pan.has_value();
      o.value = pan.value_or(0);
    }
  }

 private:
  stack<int, Capacity> rack_;
};

// Numbers on a pile. Thread 1 has two of them at first; who has any puts back
// the one that it has had longest.
class numbers {
 public:
  using specification = explorer::sequential::stack;
  static constexpr does afterwards = does::take;
  static constexpr bool has_roles = true;

  template <typename Choose>
  static operation draw(unsigned, Choose choose) {
    if (choose(2) == 0) return {.what = does::put, .lenient = true};
    return {.what = does::take};
  }

  void apply(operation& o) {
    auto& mine = held_[o.thread];
    if (o.what == does::put) {
      o.ok = !mine.empty();
      if (!o.ok) return;
      o.value = mine.front();
      mine.erase(mine.begin());
      pile_.put(static_cast<std::uint32_t>(o.value));
    } else {
      o.value = pile_.take();
      o.ok = o.value != none;
      if (o.ok) mine.push_back(o.value);
    }
  }

 private:
  pile<2> pile_;
  std::vector<std::int64_t> held_[3]{{}, {1, 2}, {}};  // by thread
};

inline void three_calls_each_on_a_pile() {
  explorer::every_history<numbers>(2, 3);
}

inline void two_calls_each_with_one_node() {
  explorer::every_history<pans<1>>(2, 2);
}

inline void three_calls_each_with_one_node() {
  explorer::every_history<pans<1>>(2, 3);
}

inline void two_calls_each_with_two_nodes() {
  explorer::every_history<pans<2>>(2, 2);
}

inline void three_threads_with_two_nodes() {
  explorer::every_history<pans<2>>(3, 1);
}

}  // namespace lockfree_stack::histories
