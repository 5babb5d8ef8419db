// Programs with more than one outcome. Each execution notes its own; the search
// that leaves interleavings out must note the same set as the plain one.
#pragma once

#include <atomic>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "explorer/front_end/explorer.hpp"

namespace outcomes {

constexpr auto relaxed = std::memory_order_relaxed;

// Locks, a try_lock and atomics together. Reductions that take a failed
// try_lock for independent of the lock lose outcomes here.
inline void try_lock_and_readers() {
  std::atomic<int> x{0}, y{0};
  boost::mutex mutex;
  int order = 0, first = 0, second = 0, third = 0;
  {
    boost::scoped_thread<> a{[&] {
      x.store(1, relaxed);
      first = y.load(relaxed);
      const boost::lock_guard<boost::mutex> lock{mutex};
      order = order * 2 + 1;
    }};
    boost::scoped_thread<> b{[&] {
      y.store(1, relaxed);
      second = x.exchange(2, relaxed);
      if (mutex.try_lock()) {
        order = order * 2;
        mutex.unlock();
      } else {
        second += 3;
      }
    }};
    boost::scoped_thread<> c{[&] {
      third = x.load(relaxed) + 3 * y.load(relaxed);
      const boost::lock_guard<boost::mutex> lock{mutex};
      order = order * 3 + 1;
    }};
  }
  explorer::note_outcome(first + 2 * second + 12 * third + 84 * order);
}

inline void try_lock_and_reader() {
  std::atomic<int> x{0}, y{0};
  boost::mutex mutex;
  int order = 0, first = 0, second = 0, third = 0;
  {
    boost::scoped_thread<> a{[&] {
      x.store(1, relaxed);
      first = y.load(relaxed);
      const boost::lock_guard<boost::mutex> lock{mutex};
      order = order * 2 + 1;
    }};
    boost::scoped_thread<> b{[&] {
      y.store(1, relaxed);
      second = x.exchange(2, relaxed);
      if (mutex.try_lock()) {
        order = order * 2;
        mutex.unlock();
      } else {
        second += 3;
      }
    }};
    boost::scoped_thread<> c{
        [&] { third = x.load(relaxed) + 3 * y.load(relaxed); }};
  }
  explorer::note_outcome(first + 2 * second + 12 * third + 84 * order);
}

inline void store_buffering() {
  std::atomic<int> x{0}, y{0};
  int first = 0, second = 0;
  std::thread a{[&] {
    x.store(1);
    first = y.load();
  }};
  std::thread b{[&] {
    y.store(1);
    second = x.load();
  }};
  a.join();
  b.join();
  explorer::note_outcome(first + 2 * second);
}

inline void independent_reads() {
  std::atomic<int> x{0}, y{0};
  int seen[4] = {};
  std::thread threads[] = {std::thread{[&] { x.store(1); }},
                           std::thread{[&] { y.store(1); }}, std::thread{[&] {
                             seen[0] = x.load();
                             seen[1] = y.load();
                           }},
                           std::thread{[&] {
                             seen[2] = y.load();
                             seen[3] = x.load();
                           }}};
  for (auto& thread : threads) thread.join();
  explorer::note_outcome(seen[0] + 2 * seen[1] + 4 * seen[2] + 8 * seen[3]);
}

inline void two_plus_two_writes() {
  std::atomic<int> x{0}, y{0};
  std::thread a{[&] {
    x.store(1);
    y.store(2);
  }};
  std::thread b{[&] {
    y.store(1);
    x.store(2);
  }};
  a.join();
  b.join();
  explorer::note_outcome(x + 4 * y);
}

// A notification that comes too early is lost, and the wait times out; or it
// is the wait that comes too late.
inline void timed_wait() {
  std::mutex mutex;
  std::condition_variable arrival;
  int result = 0;
  std::thread waiter{[&] {
    std::unique_lock lock{mutex};
    result = arrival.wait_for(lock, std::chrono::seconds{1}) ==
                     std::cv_status::timeout
                 ? 1
                 : 2;
  }};
  std::thread notifier{[&] {
    const std::lock_guard lock{mutex};
    arrival.notify_one();
    result += 4;
  }};
  waiter.join();
  notifier.join();
  explorer::note_outcome(result);
}

}  // namespace outcomes
