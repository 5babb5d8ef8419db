// Atomics: what they make indivisible, and what they order.
#pragma once

#include <atomic>
#include <boost/atomic/atomic.hpp>
#include <boost/atomic/fences.hpp>
#include <boost/memory_order.hpp>
#include <cassert>
#include <cstdint>
#include <thread>

#include "together.hpp"

namespace atomics {

template <typename Atomic>
void two_increments() {
  Atomic count{0};
  together([&] { count.fetch_add(1); }, [&] { count.fetch_add(1); });
  assert(count.load() == 2);
}
inline void std_one_byte() { two_increments<std::atomic<std::uint8_t>>(); }
inline void std_two_bytes() { two_increments<std::atomic<std::int16_t>>(); }
inline void std_four_bytes() { two_increments<std::atomic<int>>(); }
inline void std_eight_bytes() { two_increments<std::atomic<std::int64_t>>(); }
inline void boost_one_byte() { two_increments<boost::atomic<std::uint8_t>>(); }
inline void boost_four_bytes() { two_increments<boost::atomic<int>>(); }
inline void boost_eight_bytes() {
  two_increments<boost::atomic<std::int64_t>>();
}

template <typename Atomic>
void every_operation() {
  Atomic number{8};
  int kept = 0;
  together([&] { number.fetch_sub(1); }, [&] { number.fetch_sub(2); });
  kept = number.fetch_and(4);
  assert(kept == 5);
  kept = number.fetch_or(3);
  assert(kept == 4);
  kept = number.fetch_xor(1);
  assert(kept == 7);
  kept = number.exchange(9);
  assert(kept == 6 && number.load() == 9);
}
inline void std_every_operation() { every_operation<std::atomic<int>>(); }
inline void boost_every_operation() { every_operation<boost::atomic<int>>(); }

template <typename Atomic>
void compare_exchange_loop() {
  Atomic number{1};
  const auto twice = [&] {
    int seen = number.load();
    while (!number.compare_exchange_weak(seen, seen * 2)) {
    }
  };
  together(twice, twice);
  assert(number.load() == 4);
}
inline void std_compare_exchange() {
  compare_exchange_loop<std::atomic<int>>();
}
inline void boost_compare_exchange() {
  compare_exchange_loop<boost::atomic<int>>();
}

inline void pointer_arithmetic() {
  int numbers[3] = {};
  std::atomic<int*> next{numbers};
  together([&] { *next.fetch_add(1) = 1; }, [&] { *next.fetch_add(1) = 1; });
  assert(numbers[0] == 1 && numbers[1] == 1 && numbers[2] == 0);
}

inline void one_of_two_sets_the_flag() {
  std::atomic_flag taken;
  int first[2] = {};
  together([&] { first[0] = taken.test_and_set() ? 0 : 1; },
           [&] { first[1] = taken.test_and_set() ? 0 : 1; });
  assert(first[0] + first[1] == 1);
}

inline void atomic_ref_counts() {
  int count = 0;
  const auto add = [&] { std::atomic_ref<int>{count}.fetch_add(1); };
  together(add, add);
  assert(count == 2);
}

// Publishes with a release, and takes with an acquire.
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
inline void std_published() {
  published<std::atomic<bool>>(std::memory_order_release,
                               std::memory_order_acquire);
}
inline void boost_published() {
  published<boost::atomic<bool>>(boost::memory_order_release,
                                 boost::memory_order_acquire);
}

// A read-modify-write goes on with the release that it read from.
inline void release_sequence() {
  std::atomic<int> stage{0};
  int value = 0;
  int seen = 0;
  together<std::thread>(
      [&] {
        value = 7;
        stage.store(1, std::memory_order_release);
      },
      [&] {
        int one = 1;
        stage.compare_exchange_strong(one, 2, std::memory_order_relaxed);
      },
      [&] {
        if (stage.load(std::memory_order_acquire) == 2) seen = value;
      });
  assert(seen == 0 || seen == 7);
}

inline void published_by_fences() {
  std::atomic<bool> ready{false};
  int value = 0;
  int seen = 0;
  together<std::thread>(
      [&] {
        value = 7;
        std::atomic_thread_fence(std::memory_order_release);
        ready.store(true, std::memory_order_relaxed);
      },
      [&] {
        if (!ready.load(std::memory_order_relaxed)) return;
        std::atomic_thread_fence(std::memory_order_acquire);
        seen = value;
      });
  assert(seen == 0 || seen == 7);
}

// The last to let go cleans up, after all that the others did.
inline void reference_count() {
  std::atomic<int> users{2};
  int parts[2] = {};
  int sum = 0;
  const auto let_go = [&](int self) {
    parts[self] = self + 1;
    if (users.fetch_sub(1, std::memory_order_acq_rel) == 1)
      sum = parts[0] + parts[1];
  };
  together([&] { let_go(0); }, [&] { let_go(1); });
  assert(sum == 3);
}

}  // namespace atomics
