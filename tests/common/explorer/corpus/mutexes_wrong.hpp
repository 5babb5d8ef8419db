// Mutexes that are forgotten, mixed up, held too long, or held by another.
#pragma once

#include <boost/chrono/duration.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/recursive_mutex.hpp>
#include <boost/thread/thread.hpp>
#include <cassert>
#include <latch>
#include <memory>
#include <mutex>
#include <thread>

#include "together.hpp"

namespace mutexes_wrong {

inline void one_side_locks() {
  boost::mutex mutex;
  int count = 0;
  together(
      [&] {
        const boost::lock_guard<boost::mutex> guard{mutex};
        ++count;
      },
      [&] { ++count; });
  assert(count == 2);
}

inline void two_mutexes_for_one_counter() {
  std::mutex first;
  std::mutex second;
  int count = 0;
  const auto add = [&](std::mutex& mutex) {
    const std::lock_guard guard{mutex};
    ++count;
  };
  together([&] { add(first); }, [&] { add(second); });
  assert(count == 2);
}

// Every access is under the lock, but not the read together with the write.
inline void unlocks_in_between() {
  std::mutex mutex;
  int count = 0;
  const auto add = [&] {
    mutex.lock();
    const int seen = count;
    mutex.unlock();
    mutex.lock();
    count = seen + 1;
    mutex.unlock();
  };
  together(add, add);
  assert(count == 2);
}

template <typename Mutex>
void takes_opposite_orders() {
  Mutex first;
  Mutex second;
  const auto take = [](Mutex& one, Mutex& other) {
    one.lock();
    other.lock();
    other.unlock();
    one.unlock();
  };
  together([&] { take(first, second); }, [&] { take(second, first); });
}
inline void boost_abba() { takes_opposite_orders<boost::mutex>(); }
inline void std_abba() { takes_opposite_orders<std::mutex>(); }
inline void recursive_abba() {
  takes_opposite_orders<boost::recursive_mutex>();
}

inline void circle_of_philosophers() {
  boost::mutex forks[3];
  const auto eat = [&](int left, int right) {
    const boost::lock_guard<boost::mutex> one{forks[left]};
    const boost::lock_guard<boost::mutex> other{forks[right]};
  };
  together([&] { eat(0, 1); }, [&] { eat(1, 2); }, [&] { eat(2, 0); });
}

template <typename Mutex>
void locks_again() {
  Mutex mutex;
  together([&] {
    mutex.lock();
    mutex.lock();
    mutex.unlock();
    mutex.unlock();
  });
}
inline void boost_mutex_locked_twice() { locks_again<boost::mutex>(); }
inline void std_mutex_locked_twice() { locks_again<std::mutex>(); }

// Unlocked once less than locked.
inline void recursion_not_undone() {
  std::recursive_mutex mutex;
  together(
      [&] {
        mutex.lock();
        mutex.lock();
        mutex.unlock();
      },
      [&] {
        mutex.lock();
        mutex.unlock();
      });
}

inline void thread_ends_with_the_lock() {
  auto mutex = std::make_unique<boost::mutex>();
  together([&] { mutex->lock(); });
  mutex->lock();
}

inline void try_lock_ignored() {
  boost::mutex mutex;
  int count = 0;
  const auto add = [&] {
    const bool locked = mutex.try_lock();
    ++count;
    if (locked) mutex.unlock();
  };
  together(add, add);
  assert(count == 2);
}

inline void try_lock_always_succeeds() {
  boost::mutex mutex;
  bool refused = false;
  together(
      [&] {
        mutex.lock();
        mutex.unlock();
      },
      [&] {
        refused = !mutex.try_lock();
        if (!refused) mutex.unlock();
      });
  assert(!refused);
}

inline void time_out_ignored() {
  boost::timed_mutex mutex;
  int count = 0;
  const auto add = [&] {
    const bool locked = mutex.try_lock_for(boost::chrono::milliseconds{1});
    ++count;
    if (locked) mutex.unlock();
  };
  together(add, add);
  assert(count == 2);
}

inline void unlocks_for_another() {
  std::mutex mutex;
  mutex.lock();
  together<std::thread>([&] { mutex.unlock(); });
}

inline void unlocks_twice() {
  boost::mutex mutex;
  together([&] {
    const boost::lock_guard<boost::mutex> guard{mutex};
    mutex.unlock();
  });
}

// unique_lock knows that it holds nothing, and throws.
inline void unique_lock_unlocked_twice() {
  boost::mutex mutex;
  together([&] {
    boost::unique_lock<boost::mutex> lock{mutex};
    lock.unlock();
    lock.unlock();
  });
}

// The last holder destroys what it holds.
inline void destroyed_by_its_holder() {
  auto mutex = std::make_unique<boost::mutex>();
  together([&] {
    mutex->lock();
    mutex.reset();
  });
}

template <typename Mutex>
void destroyed_while_held() {
  auto mutex = std::make_unique<Mutex>();
  std::latch locked{1};
  std::latch destroyed{1};
  std::thread holder{[&, held = mutex.get()] {
    held->lock();
    locked.count_down();
    destroyed.wait();
  }};
  locked.wait();
  mutex.reset();
  destroyed.count_down();
  holder.join();
}
inline void boost_destroyed_while_held() {
  destroyed_while_held<boost::mutex>();
}
// Its destructor does nothing: only the storage goes.
inline void std_destroyed_while_held() { destroyed_while_held<std::mutex>(); }

inline void of_an_object_that_is_not_there() {
  boost::mutex* nobodys = nullptr;
  together([&] { boost::lock_guard<boost::mutex> lock{*nobodys}; });
}

}  // namespace mutexes_wrong
