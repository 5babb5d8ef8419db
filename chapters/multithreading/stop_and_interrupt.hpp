// Ask a thread to stop, and have it stop soon, even while it waits.
#pragma once

#include <atomic>
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/exceptions.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_functors.hpp>
#include <boost/thread/thread_only.hpp>
#include <cassert>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <ostream>
#include <queue>
#include <stop_token>
#include <thread>
#include <utility>

namespace stop_and_interrupt {

// ANCHOR: stoppable
// Orders on their way to the kitchen. Any thread may call any member.
class stoppable_orders {
 public:
  void add(int order) {
    const std::lock_guard lock{mutex_};
    orders_.push(order);
    added_.notify_one();
  }

  // Waits for an order, or for a request to stop. Returns nullopt if one was
  // requested and no order is left.
  std::optional<int> next(const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    if (!added_.wait(lock, stop, [&] { return !orders_.empty(); }))
      return std::nullopt;
    const int order = orders_.front();
    orders_.pop();
    return order;
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any added_;
  std::queue<int> orders_;  // guarded by mutex_
};
// ANCHOR_END: stoppable

// ANCHOR: interruptible
// The same in Boost. Any thread may call any member.
class interruptible_orders {
 public:
  void add(int order) {
    const boost::lock_guard<boost::mutex> lock{mutex_};
    orders_.push(order);
    added_.notify_one();
  }

  // Waits for an order. Throws boost::thread_interrupted if this thread is
  // interrupted while it waits: even if an order has come meanwhile.
  int next() {
    boost::unique_lock<boost::mutex> lock{mutex_};
    added_.wait(lock, [&] { return !orders_.empty(); });
    const int order = orders_.front();
    orders_.pop();
    return order;
  }

  // The orders that nobody has taken.
  std::queue<int> take_all() {
    const boost::lock_guard<boost::mutex> lock{mutex_};
    return std::exchange(orders_, {});
  }

 private:
  boost::mutex mutex_;
  boost::condition_variable added_;
  std::queue<int> orders_;  // guarded by mutex_
};

// Interrupts its thread at the end of the scope, and joins it.
using interrupted_thread =
    boost::scoped_thread<boost::interrupt_and_join_if_joinable>;
// ANCHOR_END: interruptible

// ANCHOR: callback
// Waits until the door is closed. A request to stop closes it: an atomic's
// wait knows of no stop.
inline void wait_at(std::atomic<bool>& closed, const std::stop_token& stop) {
  const std::stop_callback close{
      stop, [&] {
        closed.store(true, std::memory_order_release);  // pairs with the wait
        closed.notify_all();
      }};
  closed.wait(false, std::memory_order_acquire);
}
// ANCHOR_END: callback

// ANCHOR: polling
// Looks for a divisor of a number above 1: work that never waits, so it looks
// for the request itself. Returns nullopt if a stop came first.
inline std::optional<long> smallest_divisor(long of,
                                            const std::stop_token& stop) {
  for (long divisor = 2; divisor <= of / divisor; ++divisor) {
    if (of % divisor == 0) return divisor;
    if (divisor % 1024 == 0 && stop.stop_requested()) return std::nullopt;
  }
  return of;
}
// ANCHOR_END: polling

// ANCHOR: run
inline int cooked_until_stopped(int orders) {
  stoppable_orders kitchen;
  int cooked = 0;
  {
    const std::jthread cook{[&](const std::stop_token& stop) {
      while (kitchen.next(stop)) ++cooked;
    }};
    for (int order = 1; order <= orders; ++order) kitchen.add(order);
  }  // requests the stop, and joins
  return cooked;
}

inline int cooked_until_interrupted(int orders) {
  interruptible_orders kitchen;
  int cooked = 0;
  {
    const interrupted_thread cook{[&] {
      try {
        for (;; ++cooked) kitchen.next();
      } catch (const boost::thread_interrupted&) {
        cooked += static_cast<int>(kitchen.take_all().size());
      }
    }};
    for (int order = 1; order <= orders; ++order) kitchen.add(order);
  }  // interrupts, and joins
  return cooked;
}

// Orders come in, and then the kitchen closes.
inline void run(std::ostream& out, int orders) {
  out << "stopped: the cook has cooked " << cooked_until_stopped(orders)
      << " of " << orders << '\n'
      << "interrupted: the cook has cooked " << cooked_until_interrupted(orders)
      << " of " << orders << '\n';

  std::atomic<bool> closed{false};
  {
    const std::jthread porter{
        [&](const std::stop_token& stop) { wait_at(closed, stop); }};
  }
  out << "stopped: the porter has closed the door\n";

  std::stop_source search;
  search.request_stop();
  const bool found =
      smallest_divisor(1'000'000'007, search.get_token()).has_value();
  out << "stopped: the divisor is " << (found ? "found\n" : "not found\n");
}
// ANCHOR_END: run

// ANCHOR: scenario
// Nothing is ordered, and the kitchen closes.
inline void scenario() {
  const int cooked = cooked_until_stopped(0);
  assert(cooked == 0 && "the cook goes home");
}

// An order comes in, and the kitchen closes.
inline void ordered() {
  stoppable_orders kitchen;
  std::optional<int> order;
  {
    const std::jthread cook{
        [&](const std::stop_token& stop) { order = kitchen.next(stop); }};
    kitchen.add(1);
  }
  assert(order == 1 && "what was ordered is cooked, stopped or not");
}

inline void interrupted() {
  const int cooked = cooked_until_interrupted(1);
  assert(cooked == 1 && "what was ordered is cooked, interrupted or not");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: deaf_wait
// The thread has a stop token. Its wait has not.
inline void deaf_wait() {
  std::mutex mutex;
  std::condition_variable added;
  bool ordered = false;  // guarded by mutex
  const std::jthread cook{[&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::unique_lock lock{mutex};
      added.wait(lock, [&] { return ordered; });
    }
  }};
}
// ANCHOR_END: deaf_wait

// ANCHOR: foreign_wait
// Boost interrupts the waits of Boost. This one is of the standard library.
inline void foreign_wait() {
  std::mutex mutex;
  std::condition_variable added;
  bool ordered = false;  // guarded by mutex
  const interrupted_thread cook{[&] {
    std::unique_lock lock{mutex};
    added.wait(lock, [&] { return ordered; });
  }};
}
// ANCHOR_END: foreign_wait

// ANCHOR: order_left_behind
// The interruption ends the thread. Nobody looks for what it leaves.
inline void order_left_behind() {
  interruptible_orders kitchen;
  int cooked = 0;
  {
    const interrupted_thread cook{[&] {
      for (;; ++cooked) kitchen.next();
    }};
    kitchen.add(1);
  }
  assert(cooked == 1 && "what was ordered is cooked");
}
// ANCHOR_END: order_left_behind

// ANCHOR: callback_under_lock
// A callback runs in the thread that requests the stop, at once, with all the
// locks that this thread holds.
inline void callback_under_lock() {
  std::mutex mutex;
  std::stop_source closing;
  bool told = false;  // guarded by mutex
  const std::stop_callback tell{closing.get_token(), [&] {
                                  const std::lock_guard lock{mutex};
                                  told = true;
                                }};
  const std::lock_guard lock{mutex};
  closing.request_stop();
}
// ANCHOR_END: callback_under_lock

}  // namespace broken

}  // namespace stop_and_interrupt
