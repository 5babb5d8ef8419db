// Find the two lines that race, in a program that mostly works.
#pragma once

#include <algorithm>
#include <atomic>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <ostream>
#include <vector>

namespace find_a_race {

// ANCHOR: gauge
// The highest level of a river that any of its sensors has seen, in cm.
// Every member may be called from any thread at any time.
class gauge {
 public:
  void record(int level) {
    boost::lock_guard<boost::mutex> lock{mutex_};
    highest_ = std::max(highest_, level);
  }

  // 0 if nothing was recorded.
  int highest() const {
    boost::lock_guard<boost::mutex> lock{mutex_};
    return highest_;
  }

 private:
  mutable boost::mutex mutex_;
  int highest_ = 0;  // guarded by mutex_
};

// The same without a lock. The level stands for itself and publishes nothing
// else, so `relaxed` is enough.
class lock_free_gauge {
 public:
  void record(int level) {
    int seen = highest_.load(std::memory_order_relaxed);
    while (seen < level && !highest_.compare_exchange_weak(
                               seen, level, std::memory_order_relaxed)) {
    }
  }

  int highest() const { return highest_.load(std::memory_order_relaxed); }

 private:
  std::atomic<int> highest_ = 0;
};
// ANCHOR_END: gauge

// ANCHOR: run
// Sensors along a river record a flood: each sees the level rise and fall.
inline void run(std::ostream& out, int sensors, int readings) {
  gauge river;
  {
    std::vector<boost::scoped_thread<>> along;
    for (int sensor = 1; sensor <= sensors; ++sensor)
      along.emplace_back([&river, sensor, readings] {
        for (int hour = 0; hour < readings; ++hour)
          river.record(sensor * std::min(hour, readings - 1 - hour));
      });
  }
  out << sensors * readings << " readings, the highest: " << river.highest()
      << " cm\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two sensors, and the lower reading may come last.
template <typename Gauge>
void flood() {
  Gauge river;
  {
    boost::scoped_thread<> sensor{[&] { river.record(310); }};
    boost::scoped_thread<> other_sensor{[&] { river.record(420); }};
  }
  assert(river.highest() == 420 && "the highest reading stays");
}

inline void scenario() {
  flood<gauge>();
  flood<lock_free_gauge>();
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: looks_without_the_lock
// Most readings are not the highest, so the lock seems worth avoiding.
class hasty_gauge {
 public:
  void record(int level) {
    if (level <= highest_) return;
    boost::lock_guard<boost::mutex> lock{mutex_};
    highest_ = level;
  }

  int highest() const { return highest_; }

 private:
  boost::mutex mutex_;
  int highest_ = 0;
};

inline void looks_without_the_lock() { flood<hasty_gauge>(); }
// ANCHOR_END: looks_without_the_lock

// ANCHOR: ordered_by_accident
// The level has no lock. But both sensors count their readings under one.
inline void ordered_by_accident() {
  boost::mutex mutex;
  int readings = 0;  // guarded by mutex
  int level = 0;
  const auto count = [&] {
    boost::lock_guard<boost::mutex> lock{mutex};
    ++readings;
  };
  boost::scoped_thread<> sensor{[&] {
    level = 310;
    count();
  }};
  boost::scoped_thread<> other_sensor{[&] {
    count();
    level = 420;
  }};
}
// ANCHOR_END: ordered_by_accident

// ANCHOR: atomic_and_wrong
// The level is atomic now, and what looks for data races is content.
class atomic_gauge {
 public:
  void record(int level) {
    if (level > highest_.load(std::memory_order_relaxed))
      highest_.store(level, std::memory_order_relaxed);
  }

  int highest() const { return highest_.load(std::memory_order_relaxed); }

 private:
  std::atomic<int> highest_ = 0;
};

inline void atomic_and_wrong() { flood<atomic_gauge>(); }
// ANCHOR_END: atomic_and_wrong

}  // namespace broken

}  // namespace find_a_race
