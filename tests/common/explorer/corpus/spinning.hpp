// Loops that wait without sleeping: those that end, and those that do not.
#pragma once

#include <atomic>
#include <boost/thread/thread.hpp>
#include <cassert>
#include <mutex>
#include <thread>

#include "together.hpp"

namespace spinning {

template <typename Pause>
void flag_awaited(Pause pause) {
  std::atomic<bool> ready{false};
  int value = 0;
  int seen = 0;
  together(
      [&] {
        value = 7;
        ready.store(true, std::memory_order_release);
      },
      [&] {
        while (!ready.load(std::memory_order_acquire)) pause();
        seen = value;
      });
  assert(seen == 7);
}
inline void tight_loop() {
  flag_awaited([] {});
}
inline void std_yield() {
  flag_awaited([] { std::this_thread::yield(); });
}
inline void boost_yield() {
  flag_awaited([] { boost::this_thread::yield(); });
}

inline void spin_lock() {
  std::atomic_flag held;
  int count = 0;
  const auto add = [&] {
    while (held.test_and_set(std::memory_order_acquire)) {
    }
    ++count;
    held.clear(std::memory_order_release);
  };
  together(add, add);
  assert(count == 2);
}

inline void ticket_lock() {
  std::atomic<int> next{0};
  std::atomic<int> served{0};
  int count = 0;
  const auto add = [&] {
    const int mine = next.fetch_add(1, std::memory_order_relaxed);
    while (served.load(std::memory_order_acquire) != mine)
      std::this_thread::yield();
    ++count;
    served.store(mine + 1, std::memory_order_release);
  };
  together(add, add, add);
  assert(count == 3);
}

// Peterson's algorithm: G. L. Peterson, "Myths about the mutual exclusion
// problem", 1981.
inline void peterson() {
  std::atomic<bool> wants[2] = {false, false};
  std::atomic<int> last{0};
  int count = 0;
  const auto add = [&](int self) {
    wants[self].store(true);
    last.store(self);
    while (wants[1 - self].load() && last.load() == self) {
    }
    ++count;
    wants[self].store(false);
  };
  together([&] { add(0); }, [&] { add(1); });
  assert(count == 2);
}

// Tries a few times, and then goes on without.
inline void gives_up_after_a_while() {
  std::atomic<bool> ready{false};
  bool seen = false;
  together([&] { ready.store(true); },
           [&] {
             for (int tries = 0; tries < 20 && !seen; ++tries)
               seen = ready.load();
           });
  assert(ready.load());
}

// Tries a few times, and then sleeps.
inline void spins_then_waits() {
  std::atomic<int> ready{0};
  int value = 0;
  int seen = 0;
  together<std::thread>(
      [&] {
        value = 7;
        ready.store(1);
        ready.notify_one();
      },
      [&] {
        for (int tries = 0; tries < 20; ++tries)
          if (ready.load() != 0) break;
        ready.wait(0);
        seen = value;
      });
  assert(seen == 7);
}

inline void try_lock_in_a_loop() {
  std::mutex mutex;
  int count = 0;
  const auto add = [&] {
    while (!mutex.try_lock()) std::this_thread::yield();
    ++count;
    mutex.unlock();
  };
  together(add, add);
  assert(count == 2);
}

// From here on every program has a mistake in it.

inline void flag_never_set() {
  std::atomic<bool> ready{false};
  together([&] {
    while (!ready.load()) {
    }
  });
}

inline void flag_never_set_yielding() {
  std::atomic<bool> ready{false};
  together([&] {
    while (!ready.load()) std::this_thread::yield();
  });
}

// The flag is taken back; who looks in time sees it, who is late never does.
inline void flag_taken_back() {
  std::atomic<bool> ready{false};
  together(
      [&] {
        ready.store(true);
        ready.store(false);
      },
      [&] {
        while (!ready.load()) std::this_thread::yield();
      });
}

// However rarely, the patience of a bounded loop comes to its end.
inline void patience_taken_for_success() {
  std::atomic<bool> ready{false};
  bool seen = false;
  together([&] { ready.store(true); },
           [&] {
             for (int tries = 0; tries < 20 && !seen; ++tries)
               seen = ready.load();
           });
  assert(seen);
}

inline void spins_for_each_other() {
  std::atomic<int> first{0};
  std::atomic<int> second{0};
  together(
      [&] {
        while (second.load() == 0) {
        }
        first.store(1);
      },
      [&] {
        while (first.load() == 0) {
        }
        second.store(1);
      });
}

inline void spin_lock_not_released() {
  std::atomic_flag held;
  const auto hold = [&] {
    while (held.test_and_set()) {
    }
  };
  together(hold, hold);
}

// Peterson's algorithm with its two stores in the wrong order.
inline void peterson_reversed() {
  std::atomic<bool> wants[2] = {false, false};
  std::atomic<int> last{0};
  int count = 0;
  const auto add = [&](int self) {
    last.store(self);
    wants[self].store(true);
    while (wants[1 - self].load() && last.load() == self) {
    }
    ++count;
    wants[self].store(false);
  };
  together([&] { add(0); }, [&] { add(1); });
  assert(count == 2);
}

inline void spin_lock_relaxed() {
  std::atomic_flag held;
  int count = 0;
  const auto add = [&] {
    while (held.test_and_set(std::memory_order_relaxed)) {
    }
    ++count;
    held.clear(std::memory_order_relaxed);
  };
  together(add, add);
  assert(count == 2);
}

// Each looks before it takes: both may see the lock free.
inline void spin_lock_in_two_steps() {
  std::atomic<bool> held{false};
  int count = 0;
  const auto add = [&] {
    while (held.load()) {
    }
    held.store(true);
    ++count;
    held.store(false);
  };
  together(add, add);
  assert(count == 2);
}

// Both make way, for ever, if they keep step.
inline void after_you() {
  std::atomic<bool> wants[2] = {false, false};
  const auto enter = [&](int self) {
    wants[self].store(true);
    while (wants[1 - self].load()) {
      wants[self].store(false);
      std::this_thread::yield();
      wants[self].store(true);
    }
    wants[self].store(false);
  };
  together([&] { enter(0); }, [&] { enter(1); });
}

}  // namespace spinning
