// Objects whose calls are recorded: each is linearizable.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <utility>

#include "explorer/history.hpp"

namespace histories {

using explorer::sequential::does;
using explorer::sequential::operation;

struct put_or_take {
  template <typename Choose>
  static operation draw(unsigned, Choose choose) {
    return {.what = choose(2) == 0 ? does::put : does::take};
  }
};

// One mutex, held for the whole of each call.
class locked_queue : public put_or_take {
 public:
  using specification = explorer::sequential::queue;
  static constexpr does afterwards = does::take;

  void apply(operation& o) {
    const std::scoped_lock lock{mutex_};
    if (o.what == does::put) {
      items_.push_back(o.value);
    } else if (o.ok = !items_.empty(); o.ok) {
      o.value = items_.front();
      items_.pop_front();
    }
  }

 private:
  std::mutex mutex_;
  std::deque<std::int64_t> items_;
};

inline void queue_under_one_mutex() {
  explorer::every_history<locked_queue>(2, 2);
}

inline void queue_of_three_threads() {
  explorer::every_history<locked_queue>(3, 1);
}

// Nothing orders the calls of two threads, and nothing has to.
class relaxed_counter {
 public:
  using specification = explorer::sequential::counter;
  static constexpr does meanwhile = does::get;

  template <typename Choose>
  static operation draw(unsigned, Choose choose) {
    return {.what = choose(2) == 0 ? does::add : does::get};
  }

  void apply(operation& o) {
    if (o.what == does::add) {
      o.was = count_.fetch_add(o.value, std::memory_order_relaxed);
    } else {
      o.value = count_.load(std::memory_order_relaxed);
    }
  }

 private:
  std::atomic<std::int64_t> count_{0};
};

inline void counter_in_one_atomic() {
  explorer::every_history<relaxed_counter>(2, 2);
}

// The producer is thread 1, and the consumer is thread 2.
class cell {
 public:
  using specification = explorer::sequential::bounded_queue<1>;
  static constexpr bool has_roles = true;

  template <typename Choose>
  static operation draw(unsigned thread, Choose) {
    return {.what = thread == 1 ? does::put : does::take};
  }

  void apply(operation& o) {
    const bool full = full_.load(std::memory_order_acquire);
    o.ok = o.what == does::put ? !full : full;
    if (!o.ok) return;
    if (full) o.value = item_;
    if (!full) item_ = o.value;
    full_.store(!full, std::memory_order_release);
  }

 private:
  std::atomic<bool> full_{false};
  std::int64_t item_ = 0;
};

// An item is there for others when its producer puts the next one.
class one_late {
 public:
  using specification = explorer::sequential::queue;
  static constexpr bool has_roles = true;

  template <typename Choose>
  static operation draw(unsigned thread, Choose) {
    return {.what = thread == 1 ? does::put : does::take};
  }

  void apply(operation& o) {
    if (o.what == does::put) {
      shown_.store(std::exchange(kept_, o.value));
    } else {
      o.value = shown_.exchange(0);
      o.ok = o.value != 0;
    }
  }

 private:
  std::int64_t kept_ = 0;  // the producer's own
  std::atomic<std::int64_t> shown_{0};
};

// The consumer may find nothing long after the put has returned, but nothing
// tells it that it has: later in time is not after.
inline void nobody_can_tell() { explorer::every_history<one_late>(2, 1); }

inline void cell_between_two() { explorer::every_history<cell>(2, 3); }

}  // namespace histories
