// What threads do with nodes that hazard pointers free, for histories of them.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "concurrent_data_structures/hazard_pointers.hpp"
#include "explorer/history.hpp"

namespace hazard_pointers::histories {

using explorer::sequential::does;
using explorer::sequential::operation;

// A board that anyone reads and replaces, as in the recipe: a register. One
// retirement in `Batch` reclaims.
template <int Threads, int Batch>
class board {
 public:
  using specification = explorer::sequential::atomic_register;

  board() {
    for (auto& each : hazards_) each.emplace(of_);
  }
  ~board() { delete current_.load(std::memory_order_relaxed); }

  template <typename Choose>
  static operation draw(unsigned, Choose choose) {
    return {.what = choose(2) == 0 ? does::exchange : does::get};
  }

  void apply(operation& o) {
    if (o.what == does::exchange) {
      page* const old =
          current_.exchange(new page{o.value}, std::memory_order_seq_cst);
      o.was = old->version;
      of_.retire(old);
    } else {
      hazard_pointer& mine = *hazards_[o.thread];
      o.value = mine.protect(current_)->version;
      mine.reset_protection();
    }
  }

 private:
  struct page : retirable {
    explicit page(std::int64_t number) : version{number} {}
    std::int64_t version;
  };

  domain of_{Threads + 1, Batch};
  std::optional<hazard_pointer> hazards_[Threads + 1];
  std::atomic<page*> current_{new page{0}};
};

// Treiber's stack with nodes from the heap, which hazard pointers make
// possible.
class node_stack {
 public:
  explicit node_stack(domain& of) : of_{of} {}

  void push(int value) {
    node* const added = new node;
    added->value = value;
    added->below = top_.load(std::memory_order_relaxed);
    while (!top_.compare_exchange_weak(added->below, added,
                                       std::memory_order_release,
                                       std::memory_order_relaxed))
      continue;
  }

  std::optional<int> pop(hazard_pointer& hazard) {
    for (;;) {
      node* seen = hazard.protect(top_);
      if (!seen) return std::nullopt;
      if (top_.compare_exchange_strong(seen, seen->below,
                                       std::memory_order_seq_cst)) {
        const int value = seen->value;
        hazard.reset_protection();
        of_.retire(seen);
        return value;
      }
    }
  }

 private:
  struct node : retirable {
    int value;
    node* below;
  };

  domain& of_;
  std::atomic<node*> top_{nullptr};
};

// Anyone pushes and pops.
template <int Threads, int Batch>
class stack {
 public:
  using specification = explorer::sequential::stack;
  static constexpr does afterwards = does::take;

  stack() {
    for (auto& each : hazards_) each.emplace(of_);
  }

  template <typename Choose>
  static operation draw(unsigned, Choose choose) {
    return {.what = choose(2) == 0 ? does::put : does::take};
  }

  void apply(operation& o) {
    if (o.what == does::put) {
      numbers_.push(static_cast<int>(o.value));
    } else {
      const auto number = numbers_.pop(*hazards_[o.thread]);
      o.ok = number.has_value();
      o.value = number.value_or(0);
    }
  }

 private:
  domain of_{Threads + 1, Batch};
  std::optional<hazard_pointer> hazards_[Threads + 1];
  node_stack numbers_{of_};
};

// One replaces, the other reads.
struct office_and_traveller : board<2, 1> {
  static constexpr bool has_roles = true;

  template <typename Choose>
  static operation draw(unsigned thread, Choose) {
    return {.what = thread == 1 ? does::exchange : does::get};
  }
};

// One pushes, the other pops.
struct one_way : stack<2, 1> {
  static constexpr bool has_roles = true;

  template <typename Choose>
  static operation draw(unsigned thread, Choose) {
    return {.what = thread == 1 ? does::put : does::take};
  }
};

// Each call takes a hazard pointer anew: there is one for everyone, however
// often they come and go.
class comers {
 public:
  using specification = explorer::sequential::atomic_register;

  template <typename Choose>
  static operation draw(unsigned, Choose) {
    return {.what = does::get};
  }

  void apply(operation& o) {
    const hazard_pointer mine{of_};
    o.value = 0;
  }

 private:
  domain of_{2};
};

inline void board_two_calls_each() {
  explorer::every_history<board<2, 1>>(2, 2);
}

inline void board_three_calls_each() {
  explorer::every_history<office_and_traveller>(2, 3);
}

inline void board_three_threads() {
  explorer::every_history<board<3, 3>>(3, 1);
}

inline void stack_two_calls_each() {
  explorer::every_history<stack<2, 1>>(2, 2);
}

inline void stack_three_calls_each() { explorer::every_history<one_way>(2, 3); }

inline void stack_three_threads() {
  explorer::every_history<stack<3, 1>>(3, 1);
}

inline void two_who_come_and_go() { explorer::every_history<comers>(2, 3); }

}  // namespace hazard_pointers::histories
