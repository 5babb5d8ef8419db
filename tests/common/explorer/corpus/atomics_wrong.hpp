// Atomics that are taken for more than they are.
#pragma once

#include <atomic>
#include <boost/atomic/atomic.hpp>
#include <boost/memory_order.hpp>
#include <cassert>
#include <thread>

#include "together.hpp"

namespace atomics_wrong {

// Two indivisible operations are not one.
template <typename Atomic>
void load_then_store() {
  Atomic count{0};
  const auto add = [&] { count.store(count.load() + 1); };
  together(add, add);
  assert(count.load() == 2);
}
inline void std_load_then_store() { load_then_store<std::atomic<int>>(); }
inline void boost_load_then_store() { load_then_store<boost::atomic<int>>(); }

inline void checked_then_taken() {
  std::atomic<bool> taken{false};
  int owners[2] = {};
  const auto take = [&](int self) {
    if (taken.load()) return;
    taken.store(true);
    owners[self] = 1;
  };
  together([&] { take(0); }, [&] { take(1); });
  assert(owners[0] + owners[1] == 1);
}

inline void atomic_ref_on_one_side() {
  int count = 0;
  together([&] { std::atomic_ref<int>{count}.fetch_add(1); }, [&] { ++count; });
  assert(count == 2);
}

inline void atomic_ref_load_then_store() {
  int count = 0;
  const auto add = [&] {
    const std::atomic_ref<int> shared{count};
    shared.store(shared.load() + 1);
  };
  together(add, add);
  assert(count == 2);
}

// The exchange is tried once: a weak one may fail without a cause.
inline void weak_exchange_once() {
  std::atomic<int> number{0};
  together([&] {
    int expected = 0;
    number.compare_exchange_weak(expected, 1);
  });
  assert(number.load() == 1);
}

inline void strong_exchange_once() {
  std::atomic<int> count{0};
  const auto add = [&] {
    int seen = count.load();
    count.compare_exchange_strong(seen, seen + 1);
  };
  together(add, add);
  assert(count.load() == 2);
}

template <typename Atomic, typename Order>
void published(Order release, Order acquire) {
  Atomic ready{false};
  int value = 0;
  int seen = 0;
  together(
      [&] {
        value = 7;
        ready.store(true, release);
      },
      [&] {
        if (ready.load(acquire)) seen = value;
      });
  assert(seen == 0 || seen == 7);
}
inline void std_store_relaxed() {
  published<std::atomic<bool>>(std::memory_order_relaxed,
                               std::memory_order_acquire);
}
inline void std_load_relaxed() {
  published<std::atomic<bool>>(std::memory_order_release,
                               std::memory_order_relaxed);
}
inline void boost_store_relaxed() {
  published<boost::atomic<bool>>(boost::memory_order_relaxed,
                                 boost::memory_order_acquire);
}

// A relaxed store, not a read-modify-write, ends the release sequence.
inline void release_sequence_broken() {
  std::atomic<int> stage{0};
  int value = 0;
  int seen = 0;
  together<std::thread>(
      [&] {
        value = 7;
        stage.store(1, std::memory_order_release);
      },
      [&] { stage.store(2, std::memory_order_relaxed); },
      [&] {
        if (stage.load(std::memory_order_acquire) == 2) seen = value;
      });
  assert(seen == 0 || seen == 7);
}

template <bool Release, bool Acquire>
void fenced() {
  std::atomic<bool> ready{false};
  int value = 0;
  int seen = 0;
  together<std::thread>(
      [&] {
        value = 7;
        if constexpr (Release)
          std::atomic_thread_fence(std::memory_order_release);
        ready.store(true, std::memory_order_relaxed);
      },
      [&] {
        if (!ready.load(std::memory_order_relaxed)) return;
        if constexpr (Acquire)
          std::atomic_thread_fence(std::memory_order_acquire);
        seen = value;
      });
  assert(seen == 0 || seen == 7);
}
inline void acquire_fence_alone() { fenced<false, true>(); }
inline void release_fence_alone() { fenced<true, false>(); }

// The acquire fence comes before the load: too early to order what follows.
inline void fence_too_early() {
  std::atomic<bool> ready{false};
  int value = 0;
  int seen = 0;
  together<std::thread>(
      [&] {
        value = 7;
        ready.store(true, std::memory_order_release);
      },
      [&] {
        std::atomic_thread_fence(std::memory_order_acquire);
        if (ready.load(std::memory_order_relaxed)) seen = value;
      });
  assert(seen == 0 || seen == 7);
}

inline void reference_count_relaxed() {
  std::atomic<int> users{2};
  int parts[2] = {};
  int sum = 0;
  const auto let_go = [&](int self) {
    parts[self] = self + 1;
    if (users.fetch_sub(1, std::memory_order_relaxed) == 1)
      sum = parts[0] + parts[1];
  };
  together([&] { let_go(0); }, [&] { let_go(1); });
  assert(sum == 3);
}

// The atomic says that there is a value; the value is stored after.
inline void published_too_early() {
  std::atomic<bool> ready{false};
  int value = 0;
  int seen = 0;
  together(
      [&] {
        ready.store(true);
        value = 7;
      },
      [&] {
        if (ready.load()) seen = value;
      });
  assert(seen == 0 || seen == 7);
}

}  // namespace atomics_wrong
