// Failures whose answers are asked for twice, and replayed: of each way in
// which a thread may be stopped, one.
#pragma once

#include <atomic>
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <cassert>
#include <chrono>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>

namespace failures {

inline void torn_increment() {
  std::atomic<int> number{0};
  const auto add = [&] { number.store(number.load() + 1); };
  std::thread a{add};
  std::thread b{add};
  a.join();
  b.join();
  assert(number == 2);
}

// And its cure.
inline void ordered_increment() {
  std::atomic<int> number{0};
  const auto add = [&] { ++number; };
  std::thread a{add};
  std::thread b{add};
  a.join();
  b.join();
  assert(number == 2);
}

inline void plain_increment() {
  int number = 0;
  {
    boost::scoped_thread<> a{[&] { ++number; }};
    boost::scoped_thread<> b{[&] { ++number; }};
  }
  assert(number == 2);
}

inline void opposite_orders() {
  std::mutex left, right;
  std::thread a{[&] {
    const std::lock_guard first{left};
    const std::lock_guard second{right};
  }};
  std::thread b{[&] {
    const std::lock_guard first{right};
    const std::lock_guard second{left};
  }};
  a.join();
  b.join();
}

inline void believed_wake_up() {
  boost::mutex mutex;
  boost::condition_variable arrival;
  bool arrived = false;
  boost::scoped_thread<> waiter{[&] {
    boost::unique_lock<boost::mutex> lock{mutex};
    if (!arrived) arrival.wait(lock);
    assert(arrived);
  }};
  {
    boost::unique_lock<boost::mutex> lock{mutex};
    arrived = true;
  }
  arrival.notify_one();
}

// The interruption may come before the wait, in it, or not at all.
inline void interrupted_too_late() {
  boost::mutex mutex;
  boost::condition_variable never;
  bool interrupted = false;
  boost::thread waiter{[&] {
    boost::unique_lock<boost::mutex> lock{mutex};
    try {
      never.wait(lock);
    } catch (const boost::thread_interrupted&) {
      interrupted = true;
    }
  }};
  waiter.interrupt();
  waiter.join();
  assert(!interrupted);
}

inline void lock_in_time() {
  std::timed_mutex mutex;
  std::thread other{[&] { const std::lock_guard lock{mutex}; }};
  const bool locked = mutex.try_lock_for(std::chrono::seconds{1});
  if (locked) mutex.unlock();
  other.join();
  assert(locked);
}

// A global and its memory survive from one execution to the next, unless the
// explorer puts them back.
inline std::string kept = "a text that does not fit into the object";
inline void text_kept() {
  assert(kept == "a text that does not fit into the object");
  kept.front() = 'A';
  std::atomic<int> turn{0};
  std::thread a{[&] { turn = 1; }};
  turn = 2;
  a.join();
}

// Does without the second thread, if there is none to be had.
inline void increment_with_any_help() {
  std::atomic<int> count{0};
  try {
    std::thread helper{[&] { ++count; }};
    helper.join();
  } catch (const std::system_error&) {
    ++count;
  }
  assert(count.load() == 1);
}

// Starts two threads, and forgets the first if there is no second.
inline void first_left_alone() {
  std::thread first{[] {}};
  std::thread second{[] {}};
  first.join();
  second.join();
}

}  // namespace failures
