// Guard a few instructions with a lock that does not put threads to sleep.
#pragma once

#include <algorithm>
#include <atomic>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <cassert>
#include <mutex>
#include <ostream>
#include <string_view>
#include <vector>

namespace spinlock {

// ANCHOR: spin_mutex
// Tells the processor that this is a loop that waits. It saves power, and
// leaves more of the core to another hardware thread.
inline void pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// A mutex for a few instructions, neither recursive nor fair. What was done
// before an unlock() happens before a later lock(). It is Lockable:
// std::lock_guard, std::unique_lock and std::scoped_lock take it.
class spin_mutex {
 public:
  void lock() {
    while (!try_lock()) await_unlock();
  }

  // Returns false if it is locked.
  bool try_lock() {
    // Acquire pairs with unlock().
    return !locked_.exchange(true, std::memory_order_acquire);
  }

  // Only by the thread that locked it.
  void unlock() {
    locked_.store(false, std::memory_order_release);  // pairs with try_lock()
  }

 private:
  // Only looks: an exchange would take the cache line from the one who has to
  // write the unlock. Relaxed, since the exchange that follows acquires.
  void await_unlock() const {
    for (int looks = 0; locked_.load(std::memory_order_relaxed); ++looks) {
      if (looks < patience)
        pause();
      else
        boost::this_thread::yield();  // the holder may wait for this very core
    }
  }

  static constexpr int patience = 100;
  std::atomic<bool> locked_{false};
};
// ANCHOR_END: spin_mutex

// ANCHOR: run
struct level {
  int samples = 0, sum = 0, loudest = 0;
};

// What a mixing desk shows: three numbers that belong together. Every member
// may be called from any thread at any time.
template <typename Mutex>
class level_meter {
 public:
  void hear(int loudness) {
    const std::lock_guard<Mutex> lock{mutex_};
    ++shown_.samples;
    shown_.sum += loudness;
    shown_.loudest = std::max(shown_.loudest, loudness);
  }

  level read() {
    const std::lock_guard<Mutex> lock{mutex_};
    return shown_;
  }

 private:
  Mutex mutex_;
  level shown_;  // guarded by mutex_
};

// Every channel of the desk has a thread that reports each of its samples.
template <typename Mutex>
void play(std::ostream& out, std::string_view name, int channels, int samples) {
  level_meter<Mutex> meter;
  {
    std::vector<boost::scoped_thread<>> playing;
    for (int channel = 1; channel <= channels; ++channel)
      playing.emplace_back([&meter, channel, samples] {
        for (int sample = 0; sample < samples; ++sample)
          meter.hear(sample * 7 % (10 * channel));
      });
  }
  const auto [heard, sum, loudest] = meter.read();
  out << name << heard << " samples, mean " << sum / heard << ", loudest "
      << loudest << '\n';
}

inline void run(std::ostream& out, int channels, int samples) {
  play<spin_mutex>(out, "spin_mutex   ", channels, samples);
  play<boost::mutex>(out, "boost::mutex ", channels, samples);
}
// ANCHOR_END: run

// ANCHOR: peterson
// Peterson's lock, for two threads that are called 0 and 1. Stores and loads
// are enough for it, as long as both threads agree on their order.
template <std::memory_order store = std::memory_order_seq_cst,
          std::memory_order load = std::memory_order_seq_cst>
class peterson_mutex {
 public:
  void lock(int me) {
    wants_[me].store(true, store);
    turn_.store(1 - me, store);  // after you
    while (wants_[1 - me].load(load)) {
      // Acquire: the other may have been inside, and be back already.
      if (turn_.load(std::memory_order_acquire) == me) return;
      pause();
    }
  }

  void unlock(int me) {
    wants_[me].store(false, std::memory_order_release);  // pairs with lock()
  }

 private:
  std::atomic<bool> wants_[2] = {false, false};
  std::atomic<int> turn_{0};
};
// ANCHOR_END: peterson

// One goes in once, and the other as often as told.
template <typename Mutex>
void enter_both(int times) {
  Mutex mutex;
  int inside = 0;
  const auto enter = [&](int me) {
    mutex.lock(me);
    ++inside;
    mutex.unlock(me);
  };
  {
    boost::scoped_thread<> other{[&] {
      for (int time = 0; time < times; ++time) enter(1);
    }};
    enter(0);
  }
  assert(inside == 1 + times && "each was alone inside");
}

inline void peterson() { enter_both<peterson_mutex<>>(2); }

// ANCHOR: scenario
// Two channels play a sample each, and the desk looks at the meter meanwhile.
inline void scenario() {
  level_meter<spin_mutex> meter;
  level meanwhile;
  {
    boost::scoped_thread<> channel{[&] { meter.hear(10); }};
    boost::scoped_thread<> other_channel{[&] { meter.hear(10); }};
    meanwhile = meter.read();
  }
  assert(meanwhile.sum == 10 * meanwhile.samples && "nothing is half done");
  const level last = meter.read();
  assert(last.samples == 2 && "each was alone inside");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: look_then_set
// Between the look and the store there is room for another thread.
inline void look_then_set() {
  std::atomic<bool> locked = false;
  int inside = 0;
  const auto enter = [&] {
    while (locked.load(std::memory_order_acquire)) pause();
    locked.store(true, std::memory_order_release);
    ++inside;
    locked.store(false, std::memory_order_release);
  };
  {
    boost::scoped_thread<> channel{enter};
    boost::scoped_thread<> other_channel{enter};
  }
  assert(inside == 2 && "each was alone inside");
}
// ANCHOR_END: look_then_set

// ANCHOR: relaxed_unlock
// One thread at a time is inside. But nothing carries over what it wrote.
inline void relaxed_unlock() {
  std::atomic<bool> locked = false;
  int inside = 0;
  const auto enter = [&] {
    while (locked.exchange(true, std::memory_order_acquire)) pause();
    ++inside;
    locked.store(false, std::memory_order_relaxed);
  };
  {
    boost::scoped_thread<> channel{enter};
    boost::scoped_thread<> other_channel{enter};
  }
  assert(inside == 2 && "each was alone inside");
}
// ANCHOR_END: relaxed_unlock

// ANCHOR: peterson_released
// Each store is released, each load acquires. Both threads may still read what
// was there before the other's stores.
inline void peterson_released() {
  enter_both<
      peterson_mutex<std::memory_order_release, std::memory_order_acquire>>(1);
}
// ANCHOR_END: peterson_released

// ANCHOR: locks_twice
// Resets the meter and then shows it. Each step locks, and one calls the other.
inline void locks_twice() {
  spin_mutex mutex;
  int loudest = 40;
  const auto show = [&] {
    const std::lock_guard<spin_mutex> lock{mutex};
    return loudest;
  };
  const auto reset = [&] {
    const std::lock_guard<spin_mutex> lock{mutex};
    loudest = 0;
    show();
  };
  boost::scoped_thread<> channel{reset};
}
// ANCHOR_END: locks_twice

}  // namespace broken

}  // namespace spinlock
