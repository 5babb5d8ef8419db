// Threads that sleep until an atomic changes.
#pragma once

#include <atomic>
#include <cassert>
#include <cstdint>
#include <thread>

#include "together.hpp"

namespace waiting {

// An int is waited on in place; other types share a pool of counters.
template <typename Value>
void waits_for_a_change() {
  std::atomic<Value> stage{0};
  int value = 0;
  int seen = 0;
  together<std::thread>(
      [&] {
        value = 7;
        stage.store(1);
        stage.notify_one();
      },
      [&] {
        stage.wait(0);
        seen = value;
      });
  assert(seen == 7);
}
inline void on_an_int() { waits_for_a_change<int>(); }
inline void on_a_byte() { waits_for_a_change<std::uint8_t>(); }
inline void on_eight_bytes() { waits_for_a_change<std::uint64_t>(); }

inline void on_a_flag() {
  std::atomic_flag ready;
  int value = 0;
  int seen = 0;
  together<std::thread>(
      [&] {
        value = 7;
        ready.test_and_set();
        ready.notify_one();
      },
      [&] {
        ready.wait(false);
        seen = value;
      });
  assert(seen == 7);
}

inline void two_waiters_notified() {
  std::atomic<int> stage{0};
  together<std::thread>([&] { stage.wait(0); }, [&] { stage.wait(0); },
                        [&] {
                          stage.store(1);
                          stage.notify_all();
                        });
  assert(stage.load() == 1);
}

// A mutex of three states: 0 free, 1 held, 2 held and waited for.
class futex_mutex {
 public:
  void lock() {
    int seen = 0;
    if (state_.compare_exchange_strong(seen, 1)) return;
    while (state_.exchange(2) != 0) state_.wait(2);
  }
  void unlock() {
    if (state_.exchange(0) == 2) state_.notify_one();
  }

 private:
  std::atomic<int> state_{0};
};

inline void mutex_made_of_waiting() {
  futex_mutex mutex;
  int count = 0;
  const auto add = [&] {
    mutex.lock();
    ++count;
    mutex.unlock();
  };
  together<std::thread>(add, add);
  assert(count == 2);
}

// From here on every program has a mistake in it.

inline void nobody_notifies() {
  std::atomic<int> stage{0};
  together<std::thread>([&] { stage.store(1); }, [&] { stage.wait(0); });
}

inline void notified_before_the_store() {
  std::atomic<int> stage{0};
  together<std::thread>(
      [&] {
        stage.notify_one();
        stage.store(1);
      },
      [&] { stage.wait(0); });
}

inline void one_notified_of_two() {
  std::atomic<int> stage{0};
  together<std::thread>([&] { stage.wait(0); }, [&] { stage.wait(0); },
                        [&] {
                          stage.store(1);
                          stage.notify_one();
                        });
}

// Who looks late sees the old value again, and sleeps on.
inline void there_and_back() {
  std::atomic<int> stage{0};
  together<std::thread>(
      [&] {
        stage.store(1);
        stage.notify_one();
        stage.store(0);
      },
      [&] { stage.wait(0); });
}

inline void relaxed_wait_orders_nothing() {
  std::atomic<int> stage{0};
  int value = 0;
  int seen = 0;
  together<std::thread>(
      [&] {
        value = 7;
        stage.store(1, std::memory_order_relaxed);
        stage.notify_one();
      },
      [&] {
        stage.wait(0, std::memory_order_relaxed);
        seen = value;
      });
  assert(seen == 7);
}

// Forgets that somebody may be waiting.
inline void mutex_that_never_notifies() {
  std::atomic<int> state{0};
  const auto use = [&] {
    while (state.exchange(1) != 0) state.wait(1);
    state.store(0);
  };
  together<std::thread>(use, use);
}

}  // namespace waiting
