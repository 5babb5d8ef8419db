// Wake-ups that come without a cause, too early, to the wrong thread, never.
#pragma once

#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/thread.hpp>
#include <cassert>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include "together.hpp"

namespace conditions_wrong {

// Believes that who is woken has been notified.
template <typename Condition, typename Mutex, typename Lock>
void if_instead_of_while() {
  Mutex mutex;
  Condition changed;
  bool ready = false;
  bool seen = false;
  together(
      [&] {
        Lock lock{mutex};
        if (!ready) changed.wait(lock);
        seen = ready;
      },
      [&] {
        const Lock lock{mutex};
        ready = true;
        changed.notify_one();
      });
  assert(seen);
}
inline void boost_if_instead_of_while() {
  if_instead_of_while<boost::condition_variable, boost::mutex,
                      boost::unique_lock<boost::mutex>>();
}
inline void std_if_instead_of_while() {
  if_instead_of_while<std::condition_variable, std::mutex,
                      std::unique_lock<std::mutex>>();
}
inline void any_if_instead_of_while() {
  if_instead_of_while<std::condition_variable_any, std::mutex,
                      std::unique_lock<std::mutex>>();
}

// Needs no wake-up without a cause: the other taker may be faster.
inline void woken_but_late() {
  boost::mutex mutex;
  boost::condition_variable arrival;
  std::deque<int> items;
  const auto take = [&] {
    boost::unique_lock<boost::mutex> lock{mutex};
    if (items.empty()) arrival.wait(lock);
    assert(!items.empty());
    items.pop_front();
  };
  together(take, take, [&] {
    for (const int item : {1, 2}) {
      const boost::lock_guard<boost::mutex> guard{mutex};
      items.push_back(item);
      arrival.notify_one();
    }
  });
}

// The notification may come before the wait, and is gone.
inline void no_flag() {
  boost::mutex mutex;
  boost::condition_variable changed;
  together(
      [&] {
        boost::unique_lock<boost::mutex> lock{mutex};
        changed.wait(lock);
      },
      [&] { changed.notify_one(); });
}

// Between the look at the flag and the wait, flag and notification go by.
template <typename Condition, typename Mutex, typename Lock>
void flag_set_without_the_lock() {
  Mutex mutex;
  Condition changed;
  std::atomic<bool> ready{false};
  together(
      [&] {
        Lock lock{mutex};
        changed.wait(lock, [&] { return ready.load(); });
      },
      [&] {
        ready.store(true);
        changed.notify_one();
      });
}
inline void boost_flag_set_without_the_lock() {
  flag_set_without_the_lock<boost::condition_variable, boost::mutex,
                            boost::unique_lock<boost::mutex>>();
}
inline void std_flag_set_without_the_lock() {
  flag_set_without_the_lock<std::condition_variable, std::mutex,
                            std::unique_lock<std::mutex>>();
}
inline void any_flag_set_without_the_lock() {
  flag_set_without_the_lock<boost::condition_variable_any, boost::mutex,
                            boost::unique_lock<boost::mutex>>();
}

inline void plain_flag_set_without_the_lock() {
  std::mutex mutex;
  std::condition_variable changed;
  bool ready = false;
  together(
      [&] {
        std::unique_lock lock{mutex};
        changed.wait_for(lock, std::chrono::milliseconds{1},
                         [&] { return ready; });
      },
      [&] {
        ready = true;
        changed.notify_one();
      });
}

inline void nobody_notifies() {
  std::mutex mutex;
  std::condition_variable changed;
  bool ready = false;
  together(
      [&] {
        std::unique_lock lock{mutex};
        changed.wait(lock, [&] { return ready; });
      },
      [&] {
        const std::lock_guard guard{mutex};
        ready = true;
      });
}

inline void one_notified_of_two() {
  boost::mutex mutex;
  boost::condition_variable changed;
  bool ready = false;
  const auto wait = [&] {
    boost::unique_lock<boost::mutex> lock{mutex};
    changed.wait(lock, [&] { return ready; });
  };
  together(wait, wait, [&] {
    const boost::lock_guard<boost::mutex> guard{mutex};
    ready = true;
    changed.notify_one();
  });
}

// Two wait for different things on one condition; the one notification may
// go to the one whom it does not concern.
inline void wrong_one_notified() {
  std::mutex mutex;
  std::condition_variable changed;
  int stage = 0;
  const auto reach = [&](int wanted) {
    std::unique_lock lock{mutex};
    changed.wait(lock, [&] { return stage >= wanted; });
    stage = wanted + 1;
    changed.notify_one();
  };
  together([&] { reach(1); }, [&] { reach(2); },
           [&] {
             const std::lock_guard guard{mutex};
             stage = 1;
             changed.notify_one();
           });
}

inline void no_time_out_expected() {
  boost::mutex mutex;
  boost::condition_variable changed;
  bool ready = false;
  bool told = false;
  together(
      [&] {
        boost::unique_lock<boost::mutex> lock{mutex};
        told = changed.wait_for(lock, boost::chrono::milliseconds{1},
                                [&] { return ready; });
      },
      [&] {
        const boost::lock_guard<boost::mutex> guard{mutex};
        ready = true;
        changed.notify_one();
      });
  assert(told);
}

// Boost 1.74 unlocks and notifies when the last handle of the thread is gone,
// and not when the thread ends: here the handle waits for the notification.
inline void boost_notified_at_thread_exit() {
  boost::mutex mutex;
  boost::condition_variable over;
  bool ready = false;
  boost::thread worker{[&] {
    boost::unique_lock<boost::mutex> lock{mutex};
    ready = true;
    boost::notify_all_at_thread_exit(over, std::move(lock));
  }};
  {
    boost::unique_lock<boost::mutex> lock{mutex};
    over.wait(lock, [&] { return ready; });
  }
  worker.join();
  assert(ready);
}

// A waiter may time out while the other thread holds the lock: it reports a
// time-out although the flag is set by the time that it has the lock again.
inline void std_time_out_means_not_ready() {
  std::mutex mutex;
  std::condition_variable changed;
  bool ready = false;
  bool contradiction = false;
  together(
      [&] {
        std::unique_lock lock{mutex};
        if (ready) return;
        const auto how = changed.wait_for(lock, std::chrono::milliseconds{1});
        contradiction = how == std::cv_status::timeout && ready;
      },
      [&] {
        const std::lock_guard guard{mutex};
        ready = true;
        changed.notify_one();
      });
  assert(!contradiction);
}

inline void boost_time_out_means_not_ready() {
  boost::mutex mutex;
  boost::condition_variable changed;
  bool ready = false;
  bool contradiction = false;
  together(
      [&] {
        boost::unique_lock<boost::mutex> lock{mutex};
        if (ready) return;
        const auto how = changed.wait_for(lock, boost::chrono::milliseconds{1});
        contradiction = how == boost::cv_status::timeout && ready;
      },
      [&] {
        const boost::lock_guard<boost::mutex> guard{mutex};
        ready = true;
        changed.notify_one();
      });
  assert(!contradiction);
}

}  // namespace conditions_wrong
