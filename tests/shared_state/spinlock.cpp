#include "shared_state/spinlock.hpp"

#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <latch>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "catch.hpp"

using spinlock::level_meter;
using spinlock::spin_mutex;

namespace {

// Runs `work(number)` in threads that start at the same moment.
template <typename Work>
void together(int threads, Work work) {
  std::latch start(threads);
  std::vector<boost::scoped_thread<>> workers;
  for (int number = 0; number < threads; ++number)
    workers.emplace_back([&start, &work, number] {
      start.arrive_and_wait();
      work(number);
    });
}

// What another thread finds when it tries to lock.
bool is_free(spin_mutex& mutex) {
  bool free = false;
  boost::scoped_thread<> other{[&] {
    free = mutex.try_lock();
    if (free) mutex.unlock();
  }};
  other.join();
  return free;
}

std::string printed(int channels, int samples) {
  std::ostringstream out;
  spinlock::run(out, channels, samples);
  return out.str();
}

}  // namespace

TEST_CASE("spinlock: a lock is free, then taken, then free again.") {
  spin_mutex mutex;
  CHECK(is_free(mutex));
  mutex.lock();
  CHECK_FALSE(is_free(mutex));
  mutex.unlock();
  CHECK(is_free(mutex));
}

TEST_CASE("spinlock: a try that succeeds locks, one that fails does not.") {
  spin_mutex mutex;
  CHECK(mutex.try_lock());
  CHECK_FALSE(mutex.try_lock());
  CHECK_FALSE(is_free(mutex));
  mutex.unlock();
  CHECK(is_free(mutex));
}

TEST_CASE("spinlock: a guard unlocks when an exception leaves its scope.") {
  spin_mutex mutex;
  const auto fail = [&] {
    const std::lock_guard<spin_mutex> lock{mutex};
    throw std::runtime_error{"no signal"};
  };
  CHECK_THROWS_AS(fail(), std::runtime_error);
  CHECK(is_free(mutex));
}

TEST_CASE("spinlock: a lock is one byte, and is not copied.") {
  STATIC_REQUIRE(sizeof(spin_mutex) == 1);
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<spin_mutex>);
  STATIC_REQUIRE_FALSE(std::is_move_constructible_v<spin_mutex>);
}

TEST_CASE("spinlock: whoever waits goes on once the lock is free.") {
  spin_mutex mutex;
  std::atomic<bool> inside = false;
  bool early = false;
  mutex.lock();
  {
    boost::scoped_thread<> waiter{[&] {
      const std::lock_guard<spin_mutex> lock{mutex};
      inside = true;
    }};
    boost::this_thread::sleep_for(boost::chrono::milliseconds{5});
    early = inside;
    mutex.unlock();
  }
  CHECK_FALSE(early);
  CHECK(inside);
}

TEST_CASE("spinlock: one thread at a time is inside.") {
  const int threads = GENERATE(2, 16);  // 16: more than there may be cores
  const int rounds = 400'000 / threads;
  spin_mutex mutex;
  std::atomic<int> inside = 0;
  std::atomic<bool> met = false;
  int counted = 0;  // guarded by mutex
  together(threads, [&](int) {
    for (int round = 0; round < rounds; ++round) {
      const std::lock_guard<spin_mutex> lock{mutex};
      if (++inside > 1) met = true;
      ++counted;
      --inside;
    }
  });
  CHECK_FALSE(met);
  CHECK(counted == threads * rounds);
}

TEST_CASE("spinlock: who tries and who waits exclude each other as well.") {
  constexpr int rounds = 200'000;
  spin_mutex mutex;
  int counted = 0;  // guarded by mutex
  int expected[2] = {0, rounds};
  together(2, [&](int thread) {
    for (int round = 0; round < rounds; ++round) {
      if (thread == 0) {
        if (!mutex.try_lock()) continue;
        ++expected[0];
      } else {
        mutex.lock();
      }
      ++counted;
      mutex.unlock();
    }
  });
  CHECK(counted == expected[0] + expected[1]);
}

TEST_CASE("spinlock: two locks are taken in either order without deadlock.") {
  constexpr int rounds = 5'000;
  spin_mutex left, right;
  int counted = 0;  // guarded by both
  together(2, [&](int thread) {
    for (int round = 0; round < rounds; ++round) {
      const std::scoped_lock lock{thread == 0 ? left : right,
                                  thread == 0 ? right : left};
      ++counted;
    }
  });
  CHECK(counted == 2 * rounds);
}

TEST_CASE("spinlock: a meter shows count, sum and peak of one moment.") {
  constexpr int samples = 100'000;
  level_meter<spin_mutex> meter;
  bool torn = false;
  together(2, [&](int thread) {
    for (int sample = 1; sample <= samples; ++sample) {
      if (thread == 0) {
        meter.hear(sample % 10 == 0 ? 30 : 3);
      } else {
        const auto seen = meter.read();
        const int loud = seen.samples / 10;
        torn = torn || seen.sum != 3 * seen.samples + 27 * loud ||
               seen.loudest != (loud > 0           ? 30
                                : seen.samples > 0 ? 3
                                                   : 0);
      }
    }
  });
  CHECK_FALSE(torn);
  CHECK(meter.read().samples == samples);
}

TEST_CASE("spinlock: Peterson's lock lets one of two threads in at a time.") {
  spinlock::peterson_mutex<> mutex;
  int entered = 0;
  const auto enter_often = [&](int me) {
    for (int times = 0; times < 200; ++times) {
      mutex.lock(me);
      ++entered;
      mutex.unlock(me);
    }
  };
  {
    boost::scoped_thread<> other{[&] { enter_often(1); }};
    enter_often(0);
  }
  CHECK(entered == 400);
}

TEST_CASE("spinlock: the scenario holds on real threads.") {
  for (int times = 0; times < 50; ++times) spinlock::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("spinlock: the same knobs print the same text.") {
  CHECK(printed(2, 10) ==
        "spin_mutex   20 samples, mean 6, loudest 16\n"
        "boost::mutex 20 samples, mean 6, loudest 16\n");
  CHECK(printed(16, 1) ==
        "spin_mutex   16 samples, mean 0, loudest 0\n"
        "boost::mutex 16 samples, mean 0, loudest 0\n");
}
