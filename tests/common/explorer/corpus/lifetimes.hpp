// Memory that is given back: at the right time, too early, twice.
#pragma once

#include <atomic>
#include <boost/smart_ptr/make_shared.hpp>
#include <boost/smart_ptr/shared_ptr.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>
#include <cassert>
#include <cstdlib>
#include <cstring>
#include <latch>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "together.hpp"

namespace lifetimes {

inline void deleted_after_the_join() {
  auto* const number = new int{0};
  together([&] { *number = 7; });
  const int seen = *number;
  delete number;
  assert(seen == 7);
}

// The last owner, whoever it is, deletes.
template <typename Pointer>
void last_owner_deletes(Pointer pointer) {
  int seen[2] = {};
  {
    std::thread first{[own = pointer, &seen] { seen[0] = *own; }};
    std::thread second{[own = std::move(pointer), &seen] { seen[1] = *own; }};
    first.join();
    second.join();
  }
  assert(seen[0] == 7 && seen[1] == 7);
}
inline void std_shared_ptr() { last_owner_deletes(std::make_shared<int>(7)); }
inline void boost_shared_ptr() {
  last_owner_deletes(boost::make_shared<int>(7));
}

inline void weak_ptr_asks_first() {
  auto owner = std::make_shared<int>(7);
  const std::weak_ptr<int> watch{owner};
  int seen = 0;
  together<std::thread>([&] { owner.reset(); },
                        [&] {
                          if (const auto own = watch.lock()) seen = *own;
                        });
  assert(seen == 0 || seen == 7);
}

inline void unique_ptr_handed_over() {
  boost::mutex mutex;
  std::unique_ptr<int> place;
  int seen = 0;
  together(
      [&] {
        auto own = std::make_unique<int>(7);
        const boost::lock_guard<boost::mutex> guard{mutex};
        place = std::move(own);
      },
      [&] {
        std::unique_ptr<int> own;
        {
          const boost::lock_guard<boost::mutex> guard{mutex};
          own = std::move(place);
        }
        if (own) seen = *own;
      });
  assert(seen == 0 || seen == 7);
}

inline void malloc_and_free() {
  std::atomic<int*> place{nullptr};
  int seen = 0;
  together(
      [&] {
        auto* own = static_cast<int*>(std::malloc(sizeof(int)));
        *own = 7;
        place.store(own);
      },
      [&] {
        int* own = place.exchange(nullptr);
        if (own == nullptr) return;
        seen = *own;
        std::free(own);
      });
  std::free(place.load());
  assert(seen == 0 || seen == 7);
}

// Storage that was given back may be handed out again: a new life, in which
// the accesses of the old one do not count.
inline void storage_used_again() {
  const auto work = [](int& out) {
    for (int round = 0; round < 2; ++round) {
      const auto own = std::make_unique<int>(round);
      out += *own;
    }
  };
  int sums[2] = {};
  together([&] { work(sums[0]); }, [&] { work(sums[1]); });
  assert(sums[0] == 1 && sums[1] == 1);
}

inline void atomic_shared_ptr() {
  std::atomic<std::shared_ptr<int>> current{std::make_shared<int>(1)};
  int seen = 0;
  together<std::thread>([&] { current.store(std::make_shared<int>(2)); },
                        [&] {
                          const auto own = current.load();
                          seen = *own;
                        });
  assert(seen == 1 || seen == 2);
}

// From here on every program has a mistake in it.

inline void deleted_while_read() {
  auto* const number = new int{7};
  int seen = 0;
  together([&] { seen = *number; }, [&] { delete number; });
  assert(seen == 7);
}

// All steps are ordered by the lock, and the pointer is out of date.
inline void kept_beyond_the_lock() {
  boost::mutex mutex;
  auto owner = std::make_unique<int>(7);
  int seen = 0;
  together(
      [&] {
        int* stale = nullptr;
        {
          const boost::lock_guard<boost::mutex> guard{mutex};
          stale = owner.get();
        }
        const boost::lock_guard<boost::mutex> guard{mutex};
        if (stale != nullptr) seen = *stale;
      },
      [&] {
        const boost::lock_guard<boost::mutex> guard{mutex};
        owner.reset();
      });
  assert(seen == 0 || seen == 7);
}

// The pointer into the vector does not survive its growth.
inline void pointer_into_a_vector() {
  std::mutex mutex;
  std::vector<int> numbers{7};
  int seen = 0;
  together(
      [&] {
        mutex.lock();
        const int* first = numbers.data();
        mutex.unlock();
        mutex.lock();
        seen = *first;
        mutex.unlock();
      },
      [&] {
        mutex.lock();
        numbers.push_back(8);
        mutex.unlock();
      });
  assert(seen == 7);
}

inline void written_after_free() {
  auto* const own = static_cast<int*>(std::malloc(sizeof(int)));
  std::latch freed{1};
  together<std::thread>(
      [&] {
        std::free(own);
        freed.count_down();
      },
      [&] {
        freed.wait();
        *own = 7;
      });
}

inline void element_of_a_deleted_array() {
  auto* const numbers = new int[4]{};
  std::latch deleted{1};
  int seen = 0;
  together<std::thread>(
      [&] {
        delete[] numbers;
        deleted.count_down();
      },
      [&] {
        deleted.wait();
        seen = numbers[3];
      });
  assert(seen == 0);
}

// Both find themselves responsible.
template <typename Delete>
void both_delete(Delete destroy) {
  boost::mutex mutex;
  together(
      [&] {
        const boost::lock_guard<boost::mutex> guard{mutex};
        destroy();
      },
      [&] {
        const boost::lock_guard<boost::mutex> guard{mutex};
        destroy();
      });
}
inline void deleted_twice() {
  auto* const number = new int{7};
  both_delete([&] { delete number; });
}
inline void array_deleted_twice() {
  auto* const numbers = new int[4]{};
  both_delete([&] { delete[] numbers; });
}
inline void freed_twice() {
  auto* const number = static_cast<int*>(std::malloc(sizeof(int)));
  both_delete([&] { std::free(number); });
}

// The test and the deletion are two steps.
inline void deleted_twice_by_chance() {
  std::atomic<int*> shared{new int{7}};
  const auto drop = [&] {
    int* const mine = shared.load();
    if (mine == nullptr) return;
    shared.store(nullptr);
    delete mine;
  };
  together(drop, drop);
}

// After both have counted down, both may find that nobody is left.
inline void counted_in_two_steps() {
  std::atomic<int> users{2};
  auto* const number = new int{7};
  const auto let_go = [&] {
    users.fetch_sub(1);
    if (users.load() == 0) delete number;
  };
  together(let_go, let_go);
}

// Atomic accesses need a living object, too.
inline void atomic_on_a_freed_object() {
  auto* const flag = new std::atomic<int>{0};
  std::latch deleted{1};
  together<std::thread>(
      [&] {
        delete flag;
        deleted.count_down();
      },
      [&] {
        deleted.wait();
        flag->store(1);
      });
}

// Writes four bytes at an address that the compiler does not know.
inline void write_at(char* address) {
  char* volatile hidden = address;
  *reinterpret_cast<int*>(static_cast<char*>(hidden)) = 7;
}

inline void up_to_the_last_byte() {
  const auto odd = std::make_unique<char[]>(12);
  const auto even = std::make_unique<char[]>(16);
  together([&] { write_at(odd.get() + 8); },
           [&] { write_at(even.get() + 12); });
}

inline void far_behind_an_array() {
  const auto four = std::make_unique<int[]>(4);
  together([&] { write_at(reinterpret_cast<char*>(four.get() + 6)); });
}

inline void one_behind_an_array() {
  const auto five = std::make_unique<int[]>(5);
  together([&] { write_at(reinterpret_cast<char*>(five.get() + 5)); });
}

inline void before_an_array() {
  const auto four = std::make_unique<int[]>(4);
  together([&] { write_at(reinterpret_cast<char*>(four.get() - 1)); });
}

inline void half_behind_a_block() {
  const auto six = std::make_unique<char[]>(6);
  together([&] { write_at(six.get() + 4); });
}

inline void behind_a_block_without_bytes() {
  const auto nothing = std::make_unique<char[]>(0);
  together([&] { write_at(nothing.get()); });
}

inline void atomic_behind_an_array() {
  const auto two = std::make_unique<std::atomic<int>[]>(2);
  std::atomic<int>* volatile first = two.get();
  together([&] { first[2].store(1, std::memory_order_relaxed); });
}

inline void copied_beyond_an_array() {
  const auto from = std::make_unique<char[]>(40);
  const auto to = std::make_unique<char[]>(33);
  together([&] { std::memcpy(to.get(), from.get(), 40); });
}

// The array has room for what was counted when it was made.
inline void smaller_in_one_order() {
  std::atomic<int> count{1};
  int* tickets = nullptr;
  together([&] { tickets = new int[static_cast<unsigned>(count.load())]; },
           [&] { count.store(2); });
  for (int i = 0; i < count.load(); ++i) tickets[i] = i;
  delete[] tickets;
}

}  // namespace lifetimes
