// Sleep and yield: a chance for others, and no more.
#pragma once

#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/thread.hpp>
#include <cassert>
#include <chrono>
#include <thread>

#include "together.hpp"

namespace sleeping {

// Whoever sleeps longer need not be later: every order has to be right.
inline void order_left_open() {
  std::atomic<int> last{0};
  together(
      [&] {
        std::this_thread::sleep_for(std::chrono::microseconds{1});
        last.store(1);
      },
      [&] {
        boost::this_thread::sleep_for(boost::chrono::microseconds{1});
        last.store(2);
      });
  const int winner = last.load();
  assert(winner == 1 || winner == 2);
}

// A clock does not run backwards, and a sleep is seen to have passed.
inline void time_passes() {
  bool passed = false;
  together([&] {
    const auto before = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
    const auto after = std::chrono::steady_clock::now();
    passed = after - before >= std::chrono::milliseconds{1};
  });
  assert(passed);
}

inline void slept_until() {
  bool passed = false;
  together([&] {
    const auto soon =
        std::chrono::steady_clock::now() + std::chrono::milliseconds{1};
    std::this_thread::sleep_until(soon);
    passed = std::chrono::steady_clock::now() >= soon;
  });
  assert(passed);
}

// From here on every program has a mistake in it.

inline void sleeps_instead_of_waiting() {
  int value = 0;
  int seen = 0;
  together([&] { value = 7; },
           [&] {
             std::this_thread::sleep_for(std::chrono::milliseconds{50});
             seen = value;
           });
  assert(seen == 7);
}

// No data race: the result alone is wrong.
inline void longer_sleep_taken_for_later() {
  std::atomic<int> value{0};
  int seen = 0;
  together([&] { value.store(7); },
           [&] {
             std::this_thread::sleep_for(std::chrono::milliseconds{50});
             seen = value.load();
           });
  assert(seen == 7);
}

inline void boost_sleep_taken_for_later() {
  std::atomic<int> value{0};
  int seen = 0;
  together([&] { value.store(7); },
           [&] {
             boost::this_thread::sleep_for(boost::chrono::milliseconds{50});
             seen = value.load();
           });
  assert(seen == 7);
}

inline void yields_instead_of_waiting() {
  std::atomic<int> value{0};
  int seen = 0;
  together([&] { value.store(7); },
           [&] {
             std::this_thread::yield();
             seen = value.load();
           });
  assert(seen == 7);
}

}  // namespace sleeping
