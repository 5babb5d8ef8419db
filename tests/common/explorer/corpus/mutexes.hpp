// Mutexes that one thread holds at a time: plain, timed, recursive, several.
#pragma once

#include <boost/chrono/duration.hpp>
#include <boost/thread/lock_algorithms.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/recursive_mutex.hpp>
#include <boost/thread/thread.hpp>
#include <cassert>
#include <chrono>
#include <mutex>
#include <thread>
#include <type_traits>

#include "together.hpp"

namespace mutexes {

// Two increments, each under the lock.
template <typename Mutex, typename Thread>
void counts_under_lock() {
  Mutex mutex;
  int count = 0;
  const auto add = [&] {
    mutex.lock();
    ++count;
    mutex.unlock();
  };
  together<Thread>(add, add);
  assert(count == 2);
}
inline void boost_mutex() { counts_under_lock<boost::mutex, boost::thread>(); }
inline void std_mutex() { counts_under_lock<std::mutex, std::thread>(); }
inline void boost_timed_mutex() {
  counts_under_lock<boost::timed_mutex, boost::thread>();
}
inline void std_timed_mutex() {
  counts_under_lock<std::timed_mutex, std::thread>();
}

template <typename Mutex>
void locks_twice() {
  Mutex mutex;
  int count = 0;
  const auto add_two = [&] {
    mutex.lock();
    ++count;
    mutex.lock();
    ++count;
    mutex.unlock();
    mutex.unlock();
  };
  together(add_two, add_two);
  assert(count == 4);
}
inline void boost_recursive_mutex() { locks_twice<boost::recursive_mutex>(); }
inline void std_recursive_mutex() { locks_twice<std::recursive_mutex>(); }
inline void boost_recursive_timed_mutex() {
  locks_twice<boost::recursive_timed_mutex>();
}

// Whoever does not get the lock leaves the counter alone.
template <typename Mutex>
void try_lock_respected() {
  Mutex mutex;
  int count = 0;
  int refused = 0;
  const auto try_to_add = [&](int& mine) {
    if (!mutex.try_lock()) {
      mine = 1;
      return;
    }
    ++count;
    mutex.unlock();
  };
  int mine = 0;
  together([&] { try_to_add(mine); }, [&] { try_to_add(refused); });
  assert(count + mine + refused == 2);
}
inline void boost_try_lock() { try_lock_respected<boost::mutex>(); }
inline void std_try_lock() { try_lock_respected<std::mutex>(); }

template <typename Mutex, typename Duration>
void time_out_respected() {
  Mutex mutex;
  int count = 0;
  int missed[2] = {};
  const auto add = [&](int& gave_up) {
    if (mutex.try_lock_for(Duration{1})) {
      ++count;
      mutex.unlock();
    } else {
      gave_up = 1;
    }
  };
  together([&] { add(missed[0]); }, [&] { add(missed[1]); });
  assert(count + missed[0] + missed[1] == 2);
}
inline void boost_time_out() {
  time_out_respected<boost::timed_mutex, boost::chrono::milliseconds>();
}
inline void std_time_out() {
  time_out_respected<std::timed_mutex, std::chrono::milliseconds>();
}
inline void recursive_time_out() {
  time_out_respected<std::recursive_timed_mutex, std::chrono::milliseconds>();
}

// Both mutexes at once, named in opposite orders.
template <typename Mutex, typename Both>
void locks_both(Both both) {
  Mutex first;
  Mutex second;
  int count = 0;
  together([&] { both(first, second, count); },
           [&] { both(second, first, count); });
  assert(count == 2);
}
inline void std_scoped_lock() {
  locks_both<std::mutex>([](auto& a, auto& b, int& count) {
    const std::scoped_lock lock{a, b};
    ++count;
  });
}
inline void boost_lock() {
  locks_both<boost::mutex>([](auto& a, auto& b, int& count) {
    boost::lock(a, b);
    const boost::lock_guard<boost::mutex> guard{a, boost::adopt_lock};
    const boost::lock_guard<boost::mutex> other{b, boost::adopt_lock};
    ++count;
  });
}

inline void always_in_one_order() {
  boost::mutex first;
  boost::mutex second;
  int count = 0;
  const auto add = [&] {
    const boost::lock_guard<boost::mutex> guard{first};
    const boost::lock_guard<boost::mutex> other{second};
    ++count;
  };
  together(add, add);
  assert(count == 2);
}

// The lock is handed out of a function, and given back once.
inline void lock_moves() {
  boost::mutex mutex;
  int count = 0;
  const auto locked = [&] { return boost::unique_lock<boost::mutex>{mutex}; };
  const auto add = [&] {
    const auto lock = locked();
    ++count;
  };
  together(add, add);
  assert(count == 2);
}

inline void destroyed_after_use() {
  int count = 0;
  {
    std::mutex mutex;
    const auto add = [&] {
      const std::lock_guard guard{mutex};
      ++count;
    };
    together(add, add);
  }
  assert(count == 2);
}

// Each philosopher takes the lower fork first.
inline void ordered_philosophers() {
  boost::mutex forks[3];
  int meals[3] = {};
  const auto eat = [&](int who, int lower, int higher) {
    const boost::lock_guard<boost::mutex> one{forks[lower]};
    const boost::lock_guard<boost::mutex> other{forks[higher]};
    ++meals[who];
  };
  together([&] { eat(0, 0, 1); }, [&] { eat(1, 1, 2); }, [&] { eat(2, 0, 2); });
  assert(meals[0] + meals[1] + meals[2] == 3);
}

}  // namespace mutexes
