// Condition variables that are waited on as they should be.
#pragma once

#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/recursive_mutex.hpp>
#include <boost/thread/thread.hpp>
#include <cassert>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <thread>
#include <utility>

#include "together.hpp"

namespace conditions {

template <typename Condition, typename Mutex, typename Lock>
void waits_for_a_flag() {
  Mutex mutex;
  Condition changed;
  bool ready = false;
  int value = 0;
  int seen = 0;
  together(
      [&] {
        Lock lock{mutex};
        changed.wait(lock, [&] { return ready; });
        seen = value;
      },
      [&] {
        value = 7;
        {
          const Lock lock{mutex};
          ready = true;
        }
        changed.notify_one();
      });
  assert(seen == 7);
}
inline void boost_condition() {
  waits_for_a_flag<boost::condition_variable, boost::mutex,
                   boost::unique_lock<boost::mutex>>();
}
inline void std_condition() {
  waits_for_a_flag<std::condition_variable, std::mutex,
                   std::unique_lock<std::mutex>>();
}
inline void boost_condition_any() {
  waits_for_a_flag<boost::condition_variable_any, boost::mutex,
                   boost::unique_lock<boost::mutex>>();
}
inline void std_condition_any() {
  waits_for_a_flag<std::condition_variable_any, std::mutex,
                   std::unique_lock<std::mutex>>();
}
inline void recursive_mutex_and_condition_any() {
  waits_for_a_flag<boost::condition_variable_any, boost::recursive_mutex,
                   boost::unique_lock<boost::recursive_mutex>>();
}
inline void shared_mutex_and_condition_any() {
  waits_for_a_flag<std::condition_variable_any, std::shared_mutex,
                   std::unique_lock<std::shared_mutex>>();
}

// The notifier holds the lock while it notifies.
inline void notified_under_the_lock() {
  boost::mutex mutex;
  boost::condition_variable changed;
  bool ready = false;
  together(
      [&] {
        boost::unique_lock<boost::mutex> lock{mutex};
        while (!ready) changed.wait(lock);
      },
      [&] {
        const boost::lock_guard<boost::mutex> guard{mutex};
        ready = true;
        changed.notify_one();
      });
  assert(ready);
}

inline void all_waiters_are_woken() {
  std::mutex mutex;
  std::condition_variable changed;
  bool ready = false;
  const auto wait = [&] {
    std::unique_lock lock{mutex};
    changed.wait(lock, [&] { return ready; });
  };
  together(wait, wait, [&] {
    const std::lock_guard guard{mutex};
    ready = true;
    changed.notify_all();
  });
  assert(ready);
}

// A place with room for one item; two items go through it.
inline void two_items_through_one_place() {
  boost::mutex mutex;
  boost::condition_variable room;
  boost::condition_variable arrival;
  std::optional<int> place;
  int received[2] = {};
  together(
      [&] {
        for (const int item : {1, 2}) {
          boost::unique_lock<boost::mutex> lock{mutex};
          room.wait(lock, [&] { return !place; });
          place = item;
          arrival.notify_one();
        }
      },
      [&] {
        for (int& item : received) {
          boost::unique_lock<boost::mutex> lock{mutex};
          arrival.wait(lock, [&] { return place.has_value(); });
          item = *place;
          place.reset();
          room.notify_one();
        }
      });
  assert(received[0] == 1 && received[1] == 2);
}

template <typename Condition, typename Mutex, typename Lock, typename Duration>
void time_out_tells_the_truth() {
  Mutex mutex;
  Condition changed;
  bool ready = false;
  bool told = false;
  bool was = false;
  together(
      [&] {
        Lock lock{mutex};
        told = changed.wait_for(lock, Duration{1}, [&] { return ready; });
        was = ready;
      },
      [&] {
        const Lock lock{mutex};
        ready = true;
        changed.notify_one();
      });
  assert(told == was);
}
inline void boost_time_out() {
  time_out_tells_the_truth<boost::condition_variable, boost::mutex,
                           boost::unique_lock<boost::mutex>,
                           boost::chrono::milliseconds>();
}
inline void std_time_out() {
  time_out_tells_the_truth<std::condition_variable, std::mutex,
                           std::unique_lock<std::mutex>,
                           std::chrono::milliseconds>();
}
inline void std_time_out_any() {
  time_out_tells_the_truth<std::condition_variable_any, std::mutex,
                           std::unique_lock<std::mutex>,
                           std::chrono::milliseconds>();
}

// Nobody notifies: the time-out is the only way on.
inline void only_the_time_out() {
  boost::mutex mutex;
  boost::condition_variable never;
  bool gave_up = false;
  together([&] {
    boost::unique_lock<boost::mutex> lock{mutex};
    gave_up = !never.wait_for(lock, boost::chrono::milliseconds{1},
                              [] { return false; });
  });
  assert(gave_up);
}

inline void deadline() {
  std::mutex mutex;
  std::condition_variable never;
  const auto soon =
      std::chrono::steady_clock::now() + std::chrono::milliseconds{1};
  bool gave_up = false;
  together([&] {
    std::unique_lock lock{mutex};
    while (!gave_up)
      gave_up = never.wait_until(lock, soon) == std::cv_status::timeout;
  });
  assert(gave_up);
}

inline void std_notified_at_thread_exit() {
  std::mutex mutex;
  std::condition_variable over;
  bool ready = false;
  std::thread worker{[&] {
    std::unique_lock lock{mutex};
    ready = true;
    std::notify_all_at_thread_exit(over, std::move(lock));
  }};
  {
    std::unique_lock lock{mutex};
    over.wait(lock, [&] { return ready; });
  }
  worker.join();
  assert(ready);
}

// A lock that is more than a mutex: others may come in before unlock() is over.
class counting_lock {
 public:
  void lock() {
    while (taken_.exchange(true, std::memory_order_acquire)) {
    }
  }
  void unlock() {
    taken_.store(false, std::memory_order_release);
    const std::scoped_lock guard{mutex_};
    ++count_;
  }

 private:
  std::atomic<bool> taken_{false};
  std::mutex mutex_;
  int count_ = 0;
};

inline void boost_any_over_a_counting_lock() {
  waits_for_a_flag<boost::condition_variable_any, counting_lock,
                   std::unique_lock<counting_lock>>();
}

inline void std_any_over_a_counting_lock() {
  waits_for_a_flag<std::condition_variable_any, counting_lock,
                   std::unique_lock<counting_lock>>();
}

}  // namespace conditions
