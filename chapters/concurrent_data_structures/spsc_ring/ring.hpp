// A queue between two threads, without a lock.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cassert>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

namespace spsc_ring {

// The bytes that two cores cannot write at the same time without slowing each
// other down: 64 on x86-64 and most ARM, 128 on Apple's. The standard library's
// constant for it follows -mtune, so two files could disagree on a ring.
inline constexpr std::size_t cache_line = 64;

// ANCHOR: ring
// A queue of at most `capacity` items, at least one, between two threads: one
// producer, one consumer. All calls are wait-free: they finish in a bounded
// number of steps, whatever the other thread does. What the producer did before
// a push happens before the pop of that item returns.
template <typename T>
class ring {
 public:
  explicit ring(std::size_t capacity)
      : capacity_{capacity},
        mask_{std::bit_ceil(capacity) - 1},
        slots_{std::allocator<T>{}.allocate(mask_ + 1)} {
    assert(capacity > 0 && "a ring needs room for one item");
  }

  // Only when both threads are done with the ring. Destroys what is left.
  ~ring() {
    while (try_pop()) continue;
    std::allocator<T>{}.deallocate(slots_, mask_ + 1);
  }

  // Producer only. Returns false if full: `item` is untouched.
  template <typename U>
  bool try_push(U&& item) {
    // Relaxed: no other thread writes tail_.
    const std::size_t tail = tail_.load(std::memory_order_relaxed);
    if (room(tail, 1) == 0) return false;
    std::construct_at(slots_ + (tail & mask_), std::forward<U>(item));
    // Pairs with arrived's load: the slots before tail_ are filled.
    tail_.store(tail + 1, std::memory_order_release);
    return true;
  }

  // Consumer only. Returns nullopt if empty.
  std::optional<T> try_pop() {
    // Relaxed: no other thread writes head_.
    const std::size_t head = head_.load(std::memory_order_relaxed);
    if (arrived(head, 1) == 0) return std::nullopt;
    T* const slot = slots_ + (head & mask_);
    std::optional<T> item{std::move(*slot)};
    std::destroy_at(slot);
    // Pairs with room's load: the slots before head_ are empty.
    head_.store(head + 1, std::memory_order_release);
    return item;
  }

  // Producer only. Moves as many items as there is room for, the first ones,
  // and returns how many: the others are untouched.
  std::size_t push_some(std::span<T> items) {
    static_assert(std::is_nothrow_move_constructible_v<T>,
                  "an item that fails would take the batch along");
    const std::size_t tail = tail_.load(std::memory_order_relaxed);
    const std::size_t count = room(tail, items.size());
    for (std::size_t i = 0; i < count; ++i)
      std::construct_at(slots_ + ((tail + i) & mask_), std::move(items[i]));
    // Once for all of them; pairs with arrived's load.
    if (count > 0) tail_.store(tail + count, std::memory_order_release);
    return count;
  }

  // Consumer only. Moves what has come to the first of `places`, as far as they
  // go, and returns how many items that is.
  std::size_t pop_some(std::span<T> places) {
    static_assert(std::is_nothrow_move_assignable_v<T>,
                  "an item that fails would take the batch along");
    const std::size_t head = head_.load(std::memory_order_relaxed);
    const std::size_t count = arrived(head, places.size());
    for (std::size_t i = 0; i < count; ++i) {
      T* const slot = slots_ + ((head + i) & mask_);
      places[i] = std::move(*slot);
      std::destroy_at(slot);
    }
    // Once for all of them; pairs with room's load.
    if (count > 0) head_.store(head + count, std::memory_order_release);
    return count;
  }

 private:
  // How many of `wanted` items there is room for. Looks at head_ only if the
  // last look was not good enough.
  std::size_t room(std::size_t tail, std::size_t wanted) {
    if (capacity_ - (tail - head_seen_) < wanted)
      // Pairs with the consumer's stores: the slots before head_ are empty.
      head_seen_ = head_.load(std::memory_order_acquire);
    return std::min(wanted, capacity_ - (tail - head_seen_));
  }

  // How many of `wanted` items there are.
  std::size_t arrived(std::size_t head, std::size_t wanted) {
    if (tail_seen_ - head < wanted)
      // Pairs with the producer's stores: the slots before tail_ are filled.
      tail_seen_ = tail_.load(std::memory_order_acquire);
    return std::min(wanted, tail_seen_ - head);
  }

  const std::size_t capacity_;
  const std::size_t mask_;  // the number of slots is a power of two
  T* const slots_;          // those from head_ up to tail_ hold items

  // Both count up for ever. An unsigned difference is right even when they wrap
  // around, and so is the slot, since their range is a multiple of the slots.
  alignas(cache_line) std::atomic<std::size_t> tail_{0};  // producer writes
  std::size_t head_seen_ = 0;  // the producer's last look at head_
  alignas(cache_line) std::atomic<std::size_t> head_{0};  // consumer writes
  std::size_t tail_seen_ = 0;  // the consumer's last look at tail_
};
// ANCHOR_END: ring

}  // namespace spsc_ring
