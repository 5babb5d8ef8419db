// Replace the lock by a number in every slot that says whose turn it is.
#pragma once

#include <atomic>
#include <bit>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "spinning.hpp"

namespace fast_channel {

// What a call that never waits has to say.
enum class outcome {
  done,
  would_wait,  // nothing happened: full or, when receiving, empty
  closed,      // nothing happened, nor will it: closed or, when receiving,
               // closed and drained
};

}  // namespace fast_channel

namespace fast_channel::ring {

// The bytes that two cores cannot write at the same time without slowing each
// other down: 64 on x86-64 and most ARM, 128 on Apple's.
inline constexpr std::size_t cache_line = 64;

// ANCHOR: queue
// A queue of a bounded number of items, for any number of threads. Every member
// may be called from any thread at any time, and none waits for room or items.
// But it is not lock-free: a thread that is stopped between taking a place and
// filling it holds up those who come to the same place after it.
// First in, first out. What a sender did before a send happens before the
// receive of that item returns.
// After Dmitry Vyukov's bounded MPMC queue, with three changes: `turn` tells a
// full slot from an empty one even if there is one slot only, the calls answer
// "full" and "empty" only when that is so, and it can be closed.
template <typename T>
class queue {
  static_assert(std::is_nothrow_move_constructible_v<T> &&
                    std::is_nothrow_destructible_v<T>,
                "an item that fails on its way would leave a place that is "
                "taken and never filled: send a std::unique_ptr to it");

 public:
  // `least` places, at least one, rounded up to a power of two.
  explicit queue(std::size_t least)
      : mask_{std::bit_ceil(least) - 1},
        slots_{std::make_unique<slot[]>(mask_ + 1)} {
    assert(least > 0 && "a queue needs room for one item");
    // Relaxed: handing the queue to other threads publishes it.
    for (std::uint64_t place = 0; place <= mask_; ++place)
      slots_[place].turn.store(to_fill(place), std::memory_order_relaxed);
  }

  // Only when no thread is inside. Destroys what is left.
  ~queue() {
    std::optional<T> left;
    while (try_receive(left) == outcome::done) continue;
  }

  std::size_t capacity() const { return mask_ + 1; }

  // Leaves `item` untouched unless done.
  outcome try_send(T&& item) {
    // Relaxed: a guess, which the exchange below confirms.
    std::uint64_t tail = tail_.load(std::memory_order_relaxed);
    for (spinning::hesitation hesitate;;) {
      if ((tail & closed) != 0) return outcome::closed;
      slot& mine = slots_[tail & mask_];
      // Pairs with try_receive's store: the item before has left the slot.
      const auto turn = mine.turn.load(std::memory_order_acquire);
      if (turn == to_fill(tail)) {
        // Sequentially consistent for those who wait: see
        // waiting_room::wake_one.
        if (tail_.compare_exchange_weak(tail, tail + 1,
                                        std::memory_order_seq_cst,
                                        std::memory_order_relaxed)) {
          std::construct_at(&mine.item, std::move(item));
          // Pairs with try_receive's load: the item is there.
          mine.turn.store(to_empty(tail), std::memory_order_release);
          return outcome::done;
        }
      } else {
        if (turn < to_fill(tail)) {
          // Sequentially consistent: pairs with try_receive's exchange.
          if (head_.load(std::memory_order_seq_cst) + capacity() == tail)
            return outcome::would_wait;
          hesitate();  // a receiver is about to empty the slot
        }
        tail = tail_.load(std::memory_order_relaxed);
      }
    }
  }

  // Sets `item` if done.
  outcome try_receive(std::optional<T>& item) {
    // Relaxed: a guess, which the exchange below confirms.
    std::uint64_t head = head_.load(std::memory_order_relaxed);
    for (spinning::hesitation hesitate;;) {
      slot& mine = slots_[head & mask_];
      // Pairs with try_send's store: the item is there.
      const auto turn = mine.turn.load(std::memory_order_acquire);
      if (turn == to_empty(head)) {
        if (head_.compare_exchange_weak(head, head + 1,
                                        std::memory_order_seq_cst,
                                        std::memory_order_relaxed)) {
          item.emplace(std::move(mine.item));
          std::destroy_at(&mine.item);
          // Pairs with try_send's load: the item has left the slot.
          mine.turn.store(to_fill(head + capacity()),
                          std::memory_order_release);
          return outcome::done;
        }
      } else {
        if (turn < to_empty(head)) {
          // Sequentially consistent: pairs with try_send's exchange.
          const auto tail = tail_.load(std::memory_order_seq_cst);
          if (tail == head) return outcome::would_wait;
          if (tail == (head | closed)) return outcome::closed;
          hesitate();  // a sender is about to fill the slot
        }
        head = head_.load(std::memory_order_relaxed);
      }
    }
  }

  // For those who poll: would a send, or a receive, find what it needs? A
  // glance that may err, at nothing but the slot that the others have to
  // change. What try_send and try_receive ask to be certain, every other thread
  // writes.
  bool sees_room() const {
    const auto tail = tail_.load(std::memory_order_relaxed);
    return turn_at(tail) == to_fill(tail);
  }
  bool sees_item() const {
    const auto head = head_.load(std::memory_order_relaxed);
    return turn_at(head) == to_empty(head);
  }

  // No send succeeds from now on. What was done before happens before a
  // try_receive that returns closed.
  void close() {
    // Pairs with try_receive's load of tail_.
    tail_.fetch_or(closed, std::memory_order_release);
  }

 private:
  // Place number p, counted from 0 for ever, is in slot p & mask_.
  static std::uint64_t to_fill(std::uint64_t place) { return 2 * place; }
  static std::uint64_t to_empty(std::uint64_t place) { return 2 * place + 1; }

  // Relaxed: nobody believes it before try_send or try_receive has looked.
  std::uint64_t turn_at(std::uint64_t place) const {
    return slots_[place & mask_].turn.load(std::memory_order_relaxed);
  }

  struct slot {
    slot() {}
    ~slot() {}
    std::atomic<std::uint64_t> turn;
    union {
      T item;  // alive while it is a receiver's turn
    };
  };

  static constexpr std::uint64_t closed = std::uint64_t{1} << 63;

  const std::size_t mask_;  // the number of slots is a power of two
  const std::unique_ptr<slot[]> slots_;
  // The next place to fill; its highest bit: closed. So one exchange takes the
  // place and makes sure that the queue is open.
  alignas(cache_line) std::atomic<std::uint64_t> tail_{0};
  alignas(cache_line) std::atomic<std::uint64_t> head_{0};  // next to empty
};
// ANCHOR_END: queue

// ANCHOR: scenario
// One place, two sensors and a logger, who uses the slot a second time.
inline void scenario() {
  queue<int> readings{1};
  outcome first{}, second{};
  boost::scoped_thread<> sensor{[&] { first = readings.try_send(1); }};
  boost::scoped_thread<> other_sensor{[&] { second = readings.try_send(10); }};

  int logged = 0;
  std::optional<int> reading;
  const auto log = [&] {
    if (readings.try_receive(reading) == outcome::done) logged += *reading;
  };
  log();
  sensor.join();
  other_sensor.join();
  log();
  const int sent = (first == outcome::done) + 10 * (second == outcome::done);
  assert(sent > 0 && "it was not full before one of them");
  assert(logged == sent && "each reading that was sent is logged once");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: relaxed_turn
// The turn passes from the sensor to the logger, but nothing passes with it.
inline void relaxed_turn() {
  int slot = 0;
  std::atomic<int> turn{0};  // 0: the sensor's, 1: the logger's
  boost::scoped_thread<> sensor{[&] {
    slot = 7;
    turn.store(1, std::memory_order_relaxed);
  }};
  if (turn.load(std::memory_order_relaxed) == 1)
    assert(slot == 7 && "the turn comes after the reading");
}
// ANCHOR_END: relaxed_turn

}  // namespace broken

}  // namespace fast_channel::ring
