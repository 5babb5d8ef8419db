// Objects whose calls are recorded, with results that no order explains. None
// of them has a data race or a failing assertion.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>

#include "explorer/history.hpp"

namespace histories_wrong {

using explorer::sequential::does;
using explorer::sequential::operation;

struct put_or_take {
  template <typename Choose>
  static operation draw(unsigned, Choose choose) {
    return {.what = choose(2) == 0 ? does::put : does::take};
  }
};

// Two threads may look at the same item before one of them removes it.
class looks_then_takes : public put_or_take {
 public:
  using specification = explorer::sequential::queue;

  void apply(operation& o) {
    std::unique_lock lock{mutex_};
    if (o.what == does::put) {
      items_.push_back(o.value);
      return;
    }
    o.ok = !items_.empty();
    if (!o.ok) return;
    o.value = items_.front();
    lock.unlock();
    lock.lock();
    if (!items_.empty()) items_.pop_front();
  }

 private:
  std::mutex mutex_;
  std::deque<std::int64_t> items_;
};

inline void one_item_for_two() {
  explorer::every_history<looks_then_takes>(2, 2);
}

// Takes the item that came last.
class last_first : public put_or_take {
 public:
  using specification = explorer::sequential::queue;
  static constexpr does afterwards = does::take;

  void apply(operation& o) {
    const std::scoped_lock lock{mutex_};
    if (o.what == does::put) {
      items_.push_back(o.value);
    } else if (o.ok = !items_.empty(); o.ok) {
      o.value = items_.back();
      items_.pop_back();
    }
  }

 private:
  std::mutex mutex_;
  std::deque<std::int64_t> items_;
};

inline void stack_for_a_queue() { explorer::every_history<last_first>(1, 2); }

class torn_counter {
 public:
  using specification = explorer::sequential::counter;

  template <typename Choose>
  static operation draw(unsigned, Choose) {
    return {.what = does::add};
  }

  void apply(operation& o) {
    o.was = count_.load();
    count_.store(o.was + o.value);
  }

 private:
  std::atomic<std::int64_t> count_{0};
};

inline void lost_addition() { explorer::every_history<torn_counter>(2, 1); }

// Each part is right, and their sum was never there: one thread has seen the
// second item in its lane, another then finds nothing where the first one is.
class two_lanes {
 public:
  using specification = explorer::sequential::queue;
  static constexpr bool has_roles = true;

  template <typename Choose>
  static operation draw(unsigned thread, Choose) {
    return {.what = thread == 1 ? does::put : does::take};
  }

  void apply(operation& o) {
    if (o.what == does::put) {
      const std::scoped_lock lock{mutex_[next_]};
      lanes_[next_].push_back(o.value);
      next_ = 1 - next_;
      return;
    }
    for (const auto lane : {1, 0}) {
      const std::scoped_lock lock{mutex_[lane]};
      o.ok = !lanes_[lane].empty();
      if (!o.ok) continue;
      o.value = lanes_[lane].front();
      lanes_[lane].pop_front();
      return;
    }
  }

 private:
  std::array<std::mutex, 2> mutex_;
  std::array<std::deque<std::int64_t>, 2> lanes_;
  int next_ = 0;  // the producer's own
};

inline void second_before_first() { explorer::every_history<two_lanes>(2, 2); }

// An item is there for others when its producer puts the next one.
class one_late {
 public:
  using specification = explorer::sequential::queue;
  static constexpr does afterwards = does::take;

  template <typename Choose>
  static operation draw(unsigned, Choose) {
    return {.what = does::put};
  }

  void apply(operation& o) {
    const auto last = o.what == does::put ? kept_.exchange(o.value) : 0;
    if (o.what == does::put) {
      shown_.store(last);
    } else {
      o.value = shown_.exchange(0);
      o.ok = o.value != 0;
    }
  }

 private:
  std::atomic<std::int64_t> kept_{0}, shown_{0};
};

// main takes when it has joined the producer, whose puts come before that.
inline void item_not_there_yet() { explorer::every_history<one_late>(1, 1); }

}  // namespace histories_wrong
