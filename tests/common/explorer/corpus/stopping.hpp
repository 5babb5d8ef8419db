// Threads that are asked to stop.
#pragma once

#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/thread.hpp>
#include <cassert>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

#include "together.hpp"

namespace stopping {

// A jthread asks its thread to stop before it joins.
inline void jthread_stops() {
  bool stopped = false;
  {
    const std::jthread worker{[&](std::stop_token stop) {
      while (!stop.stop_requested()) std::this_thread::yield();
      stopped = true;
    }};
  }
  assert(stopped);
}

// Whoever asks first, the callback runs once.
inline void stop_callback_runs_once() {
  std::stop_source source;
  int runs = 0;
  int first[2] = {};
  const std::stop_callback callback{source.get_token(), [&] { ++runs; }};
  together<std::thread>([&] { first[0] = source.request_stop() ? 1 : 0; },
                        [&] { first[1] = source.request_stop() ? 1 : 0; });
  assert(runs == 1 && first[0] + first[1] == 1);
}

// The destructor of a callback waits until it no longer runs.
inline void stop_callback_ends_with_its_scope() {
  std::stop_source source;
  int runs = 0;
  int seen = 0;
  together<std::thread>(
      [&] {
        {
          const std::stop_callback callback{source.get_token(),
                                            [&] { ++runs; }};
        }
        seen = runs;
      },
      [&] { source.request_stop(); });
  assert(seen == runs);
}

inline void stop_wakes_a_waiter() {
  std::mutex mutex;
  std::condition_variable_any changed;
  bool stopped = false;
  {
    const std::jthread worker{[&](std::stop_token stop) {
      std::unique_lock lock{mutex};
      stopped = !changed.wait(lock, stop, [] { return false; });
    }};
  }
  assert(stopped);
}

inline void interrupt_wakes_a_waiter() {
  boost::mutex mutex;
  boost::condition_variable changed;
  bool interrupted = false;
  boost::thread worker{[&] {
    boost::unique_lock<boost::mutex> lock{mutex};
    try {
      for (;;) changed.wait(lock);
    } catch (const boost::thread_interrupted&) {
      interrupted = true;
    }
  }};
  worker.interrupt();
  worker.join();
  assert(interrupted);
}

inline void interrupt_wakes_a_sleeper() {
  bool interrupted = false;
  boost::thread worker{[&] {
    try {
      for (;;) boost::this_thread::sleep_for(boost::chrono::hours{1});
    } catch (const boost::thread_interrupted&) {
      interrupted = true;
    }
  }};
  worker.interrupt();
  worker.join();
  assert(interrupted);
}

inline void interruption_point() {
  bool interrupted = false;
  boost::thread worker{[&] {
    try {
      for (;;) {
        boost::this_thread::interruption_point();
        boost::this_thread::yield();
      }
    } catch (const boost::thread_interrupted&) {
      interrupted = true;
    }
  }};
  worker.interrupt();
  worker.join();
  assert(interrupted);
}

// An interruption that nobody catches ends the thread, and no more.
inline void interruption_ends_the_thread() {
  boost::thread worker{[] {
    for (;;) {
      boost::this_thread::interruption_point();
      boost::this_thread::yield();
    }
  }};
  worker.interrupt();
  worker.join();
  assert(!worker.joinable());
}

inline void interruption_disabled() {
  bool reached = false;
  boost::thread worker{[&] {
    const boost::this_thread::disable_interruption guard;
    boost::this_thread::interruption_point();
    reached = true;
  }};
  worker.interrupt();
  worker.join();
  assert(reached);
}

inline void atomic_stop_flag() {
  std::atomic<bool> stop{false};
  int rounds = 0;
  together(
      [&] {
        while (!stop.load()) ++rounds;
      },
      [&] { stop.store(true); });
  assert(rounds >= 0);
}

// From here on every program has a mistake in it.

inline void plain_stop_flag() {
  bool stop = false;
  bool seen = false;
  together([&] { seen = stop; }, [&] { stop = true; });
  assert(!seen || stop);
}

// Nobody tells a std::condition_variable of the interruption.
inline void interrupt_does_not_reach_std() {
  std::mutex mutex;
  std::condition_variable changed;
  bool stopped = false;
  boost::thread worker{[&] {
    std::unique_lock lock{mutex};
    changed.wait(lock, [&] { return stopped; });
  }};
  worker.interrupt();
  worker.join();
}

// Requests the stop, but wakes nobody.
inline void stop_not_told_to_the_waiter() {
  std::mutex mutex;
  std::condition_variable changed;
  {
    const std::jthread worker{[&](std::stop_token stop) {
      std::unique_lock lock{mutex};
      changed.wait(lock, [&] { return stop.stop_requested(); });
    }};
  }
}

// The flag is set and notified between the waiter's look and its sleep.
inline void stop_told_without_the_lock() {
  std::mutex mutex;
  std::condition_variable changed;
  std::jthread worker{[&](std::stop_token stop) {
    std::unique_lock lock{mutex};
    changed.wait(lock, [&] { return stop.stop_requested(); });
  }};
  worker.request_stop();
  changed.notify_one();
  worker.join();
}

inline void interruption_taken_for_granted() {
  bool reached = false;
  boost::thread worker{[&] {
    boost::this_thread::interruption_point();
    reached = true;
  }};
  worker.interrupt();
  worker.join();
  assert(!reached);
}

inline void stop_callback_races() {
  std::stop_source source;
  int runs = 0;
  const std::stop_callback callback{source.get_token(), [&] { ++runs; }};
  together<std::thread>([&] { source.request_stop(); }, [&] { ++runs; });
  assert(runs == 2);
}

}  // namespace stopping
