// Sleep until something changes, and cost those who change it one load.
#pragma once

#include <atomic>
#include <boost/intrusive/list.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>

#include "spinning.hpp"

namespace fast_channel::parking {

// ANCHOR: sleeper
// One sleep of one thread.
class sleeper {
 public:
  // Ends the sleep, even one that has not begun.
  void wake() {
    std::lock_guard lock{mutex_};
    woken_ = true;
    alarm_.notify_one();
  }

  // Returns false if the time came first. Without `end` there is no such time.
  bool sleep(std::optional<std::chrono::steady_clock::time_point> end = {}) {
    std::unique_lock lock{mutex_};
    const auto woken = [&] { return woken_; };
    if (end) return alarm_.wait_until(lock, *end, woken);
    alarm_.wait(lock, woken);
    return true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable alarm_;
  bool woken_ = false;  // guarded by mutex_
};
// ANCHOR_END: sleeper

// ANCHOR: waiting_room
// Where threads sleep until something changes.
// Who waits: enter, look again, sleep. Who changes: change, then wake. For each
// change, one thread is woken, the one that waits longest.
// An eventcount, as Dmitry Vyukov named it, with a queue instead of a counter,
// so that one thread can wait in several rooms.
class waiting_room {
 public:
  // One sleeper's place in one room's queue, from its first to its last line.
  class place : public boost::intrusive::list_base_hook<> {
   public:
    place(waiting_room& room, sleeper& whose) : room_{room}, whose_{whose} {
      std::lock_guard lock{room_.mutex_};
      room_.queue_.push_back(*this);
      // Sequentially consistent: pairs with wake_one's load. Either it sees us,
      // or our next look sees the change.
      room_.waiting_.fetch_add(1, std::memory_order_seq_cst);
    }
    ~place() { leave(); }
    place(const place&) = delete;
    place& operator=(const place&) = delete;

    // Returns true if the room has woken us: it will not wake another for that
    // change. So who leaves without a look at it says wake_one().
    bool leave() {
      std::lock_guard lock{room_.mutex_};
      if (is_linked()) room_.remove(*this);
      return woken_;
    }

   private:
    friend waiting_room;
    waiting_room& room_;
    sleeper& whose_;
    bool woken_ = false;  // guarded by room_.mutex_
  };

  // Call it after each change, if the change was made by a sequentially
  // consistent operation that the waiting thread's look would see.
  void wake_one() {
    // Pairs with place's fetch_add.
    if (waiting_.load(std::memory_order_seq_cst) == 0) return;
    std::lock_guard lock{mutex_};
    if (!queue_.empty()) wake_first();
  }

  void wake_all() {
    std::lock_guard lock{mutex_};
    while (!queue_.empty()) wake_first();
  }

  // Calls `attempt` until it returns true, and sleeps where looking for a while
  // does not help. `attempt` must see what happened before wake_one().
  template <typename Attempt, typename Glance = spinning::hope>
  void wait(spinning::patience limit, Attempt attempt, Glance worth_it = {}) {
    while (!spinning::poll(limit, attempt, worth_it)) {
      sleeper me;
      place mine{*this, me};
      if (attempt()) {
        if (mine.leave()) wake_one();
        return;
      }
      me.sleep();
    }
  }

 private:
  void wake_first() {
    place& first = queue_.front();
    first.woken_ = true;
    remove(first);
    // Under the lock: once it is released, the sleeper may be gone.
    first.whose_.wake();
  }

  void remove(place& which) {
    queue_.erase(queue_.iterator_to(which));
    // Relaxed: who sees the old number locks the mutex and finds nobody.
    waiting_.fetch_sub(1, std::memory_order_relaxed);
  }

  std::mutex mutex_;
  boost::intrusive::list<place> queue_;  // guarded by mutex_
  std::atomic<int> waiting_{0};  // places in queue_; written with mutex_
};
// ANCHOR_END: waiting_room

// ANCHOR: scenario
// Readings that are only counted: the least that one can wait for.
class counter {
 public:
  void add() {
    // Sequentially consistent, as wake_one demands; pairs with take's load.
    count_.fetch_add(1, std::memory_order_seq_cst);
  }

  bool take() {
    // Sequentially consistent: pairs with add.
    int count = count_.load(std::memory_order_seq_cst);
    while (count > 0)
      // Relaxed: the load has looked, and the readings carry nothing.
      if (count_.compare_exchange_strong(count, count - 1,
                                         std::memory_order_relaxed))
        return true;
    return false;
  }

 private:
  std::atomic<int> count_{0};
};

// Two loggers wait, two readings come.
inline void scenario() {
  counter readings;
  waiting_room arrival;
  const auto log = [&] {
    arrival.wait(spinning::none, [&] { return readings.take(); });
  };
  boost::scoped_thread<> logger{log};
  boost::scoped_thread<> other_logger{log};
  for (int reading = 0; reading < 2; ++reading) {
    readings.add();
    arrival.wake_one();
  }
  logger.join();
  other_logger.join();
  assert(!readings.take() && "each reading is logged once");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: no_second_look
// Looks, finds nothing, and goes to bed.
inline void no_second_look() {
  counter readings;
  waiting_room arrival;
  boost::scoped_thread<> logger{[&] {
    if (readings.take()) return;
    sleeper me;
    waiting_room::place mine{arrival, me};
    me.sleep();
  }};
  readings.add();
  arrival.wake_one();
}
// ANCHOR_END: no_second_look

// ANCHOR: wake_up_kept
// Like waiting_room::wait, but for what a thread does that finds a reading at
// its second look.
inline void log_and_keep_the_wake_up(counter& readings, waiting_room& arrival) {
  while (!readings.take()) {
    sleeper me;
    waiting_room::place mine{arrival, me};
    if (readings.take()) return;
    me.sleep();
  }
}

inline void wake_up_kept() {
  counter readings;
  waiting_room arrival;
  const auto log = [&] { log_and_keep_the_wake_up(readings, arrival); };
  boost::scoped_thread<> logger{log};
  boost::scoped_thread<> other_logger{log};
  for (int reading = 0; reading < 2; ++reading) {
    readings.add();
    arrival.wake_one();
  }
}
// ANCHOR_END: wake_up_kept

}  // namespace broken

}  // namespace fast_channel::parking
