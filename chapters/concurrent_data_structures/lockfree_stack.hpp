// Take first what was put back last, from many threads, without a lock.
#pragma once

#include <atomic>
#include <boost/lockfree/stack.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <ostream>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace lockfree_stack {

// 64 bytes on x86-64 and most ARM: what two cores write lies that far apart.
inline constexpr std::size_t cache_line = 64;

// ANCHOR: pile
inline constexpr std::uint32_t none = 0;

// A pile of numbers from 1 to `Most`, each on it at most once. Every member may
// be called from any thread at any time and is lock-free: a thread may have to
// try again, but only because another one got through. What a thread did before
// it puts a number happens before the take() that returns it.
template <std::uint32_t Most>
class pile {
 public:
  void put(std::uint32_t number) {
    top seen = top_.load(std::memory_order_relaxed);
    do {
      // Relaxed: published by the exchange.
      below_[number].store(seen.number, std::memory_order_relaxed);
      // Release pairs with the acquires in take().
    } while (!top_.compare_exchange_weak(seen, {number, seen.tag},
                                         std::memory_order_release,
                                         std::memory_order_relaxed));
  }

  // Returns `none` if empty.
  std::uint32_t take() {
    // Acquire, here and in the exchange, pairs with the exchange in put().
    top seen = top_.load(std::memory_order_acquire);
    while (seen.number != none) {
      // If the number has been taken since, and put elsewhere, this may be
      // wrong. Then the tag has changed, and the exchange fails.
      const auto next = below_[seen.number].load(std::memory_order_relaxed);
      if (top_.compare_exchange_weak(seen, {next, seen.tag + 1},
                                     std::memory_order_acquire))
        break;
    }
    return seen.number;
  }

 private:
  // Which number is on top, and how many have been taken. Both change in one
  // exchange, so a number that went away and came back is noticed. Aligned, or
  // clang calls a library that may lock.
  struct alignas(std::uint64_t) top {
    std::uint32_t number = none;
    std::uint32_t tag = 0;
  };
  static_assert(std::atomic<top>::is_always_lock_free);

  alignas(cache_line) std::atomic<top> top_{};
  alignas(cache_line) std::atomic<std::uint32_t> below_[Most + 1]{};
};
// ANCHOR_END: pile

// ANCHOR: stack
// A stack of at most `Capacity` items, with the promises of a pile.
template <typename T, std::uint32_t Capacity>
class stack {
  static_assert(Capacity > 0, "a stack needs room for one item");
  static_assert(std::is_nothrow_move_constructible_v<T>,
                "an item that fails to move out of its node would be lost");

 public:
  stack() {
    for (std::uint32_t node = Capacity; node > 0; --node) free_.put(node);
  }

  // Returns false, and leaves `item` untouched, if every node is in use: by an
  // item, or by another call under way.
  template <typename U>
  bool try_push(U&& item) {
    const std::uint32_t node = free_.take();
    if (node == none) return false;
    try {
      nodes_[node].emplace(std::forward<U>(item));
    } catch (...) {
      free_.put(node);
      throw;
    }
    filled_.put(node);
    return true;
  }

  // Returns nullopt if empty.
  std::optional<T> try_pop() {
    const std::uint32_t node = filled_.take();
    if (node == none) return std::nullopt;
    std::optional<T> item{std::move(*nodes_[node])};
    nodes_[node].reset();
    free_.put(node);
    return item;
  }

 private:
  pile<Capacity> filled_, free_;
  std::optional<T> nodes_[Capacity + 1];  // each of who has taken its number
};
// ANCHOR_END: stack

// ANCHOR: run
constexpr int most_pans = 16;

// How many dishes come out of a kitchen where every cook takes a pan for each
// dish and puts it back. As many pans as cooks, so one is always there.
template <typename Take, typename Put>
int cook(int dishes, int cooks, Take take, Put put) {
  std::vector<int> cooked_in(cooks);  // by pan, counted by who has the pan
  for (int pan = 0; pan < cooks; ++pan) put(pan);
  {
    std::vector<boost::scoped_thread<>> kitchen;
    kitchen.reserve(cooks);
    for (int cook = 0; cook < cooks; ++cook)
      kitchen.emplace_back([&] {
        for (int dish = 0; dish < dishes; ++dish) {
          std::optional<int> pan;
          while (!(pan = take())) boost::this_thread::yield();
          ++cooked_in[*pan];
          put(*pan);
        }
      });
  }
  return std::accumulate(cooked_in.begin(), cooked_in.end(), 0);
}

// A kitchen takes the pan that was put back last, since it is still warm.
inline void run(std::ostream& out, int dishes, int cooks) {
  stack<int, most_pans> rack;
  for (const int pan : {1, 2, 3}) rack.try_push(pan);
  out << "put back 1, 2, 3; taken:";
  while (const auto pan = rack.try_pop()) out << ' ' << *pan;

  boost::lockfree::stack<int, boost::lockfree::capacity<most_pans>> boosts;
  const int cooked = cook(
      dishes, cooks, [&] { return rack.try_pop(); },
      [&](int pan) { rack.try_push(pan); });
  const int cooked_with_boosts = cook(
      dishes, cooks,
      [&]() -> std::optional<int> {
        int pan = 0;
        if (!boosts.pop(pan)) return std::nullopt;
        return pan;
      },
      [&](int pan) { boosts.push(pan); });
  out << '\n'
      << cooks << " cooks, " << cooks << " pans, " << dishes
      << " dishes for each cook:\n"
      << "  stack                   " << cooked << " dishes cooked\n"
      << "  boost::lockfree::stack  " << cooked_with_boosts
      << " dishes cooked\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// Pan 2 lies on pan 1. One cook takes a pan, while the other takes both and
// puts pan 2 back. At last, all pans are counted.
template <typename Rack>
void share() {
  Rack rack;
  rack.put(1);
  rack.put(2);
  std::uint32_t taken = none;
  boost::scoped_thread<> cook{[&] { taken = rack.take(); }};
  const std::uint32_t first = rack.take();
  const std::uint32_t second = rack.take();
  if (first != none) rack.put(first);
  cook.join();

  int pans[3]{};
  ++pans[taken];
  ++pans[second];
  while (const std::uint32_t left = rack.take()) ++pans[left];
  assert(pans[1] == 1 && pans[2] == 1 && "each pan is in one place");
}

inline void scenario() { share<pile<2>>(); }
// ANCHOR_END: scenario

// ANCHOR: items
// One cook pops an item while the other pops and pushes. What is read from a
// node is what its owner wrote there.
inline void items() {
  stack<int, 2> rack;
  rack.try_push(1);
  rack.try_push(10);
  int popped = 0;  // every item is a digit of its own
  boost::scoped_thread<> cook{[&] { popped = rack.try_pop().value_or(0); }};
  const auto mine = rack.try_pop();
  const bool room = rack.try_push(100);
  cook.join();
  assert(room && "who has popped an item has room for another");
  popped += mine.value_or(0);
  while (const auto item = rack.try_pop()) popped += *item;
  assert(popped == 111 && "each item is popped once");
}
// ANCHOR_END: items

namespace broken {

// ANCHOR: aba
// The same pile without a tag: only the number on top is compared.
class untagged_pile {
 public:
  void put(std::uint32_t number) {
    std::uint32_t seen = top_.load(std::memory_order_relaxed);
    do below_[number].store(seen, std::memory_order_relaxed);
    while (!top_.compare_exchange_strong(
        seen, number, std::memory_order_release, std::memory_order_relaxed));
  }

  std::uint32_t take() {
    std::uint32_t seen = top_.load(std::memory_order_acquire);
    while (seen != none) {
      const auto next = below_[seen].load(std::memory_order_relaxed);
      if (top_.compare_exchange_strong(seen, next, std::memory_order_acquire))
        break;
    }
    return seen;
  }

 private:
  std::atomic<std::uint32_t> top_{none};
  std::atomic<std::uint32_t> below_[3]{};
};

inline void aba() { share<untagged_pile>(); }
// ANCHOR_END: aba

}  // namespace broken

}  // namespace lockfree_stack
