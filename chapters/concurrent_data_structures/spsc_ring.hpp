// Hand items from one thread to one other, and never make either wait.
#pragma once

#include <atomic>
#include <bit>
#include <boost/lockfree/spsc_queue.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iomanip>
#include <memory>
#include <optional>
#include <ostream>
#include <string_view>
#include <utility>
#include <vector>

namespace spsc_ring {

// The bytes that two cores cannot write at the same time without slowing each
// other down: 64 on x86-64 and most ARM, 128 on Apple's. The standard library's
// constant for it follows -mtune, so two files could disagree on a ring.
inline constexpr std::size_t cache_line = 64;

// ANCHOR: ring
// A queue of at most `capacity` items, at least one, between two threads: one
// producer, one consumer. Both calls are wait-free: they finish in a bounded
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
    if (tail - head_seen_ == capacity_) {
      // Pairs with try_pop's store: the slots before head_ are empty.
      head_seen_ = head_.load(std::memory_order_acquire);
      if (tail - head_seen_ == capacity_) return false;
    }
    std::construct_at(slots_ + (tail & mask_), std::forward<U>(item));
    // Pairs with try_pop's load: the slots before tail_ are filled.
    tail_.store(tail + 1, std::memory_order_release);
    return true;
  }

  // Consumer only. Returns nullopt if empty.
  std::optional<T> try_pop() {
    // Relaxed: no other thread writes head_.
    const std::size_t head = head_.load(std::memory_order_relaxed);
    if (head == tail_seen_) {
      // Pairs with try_push's store: the slots before tail_ are filled.
      tail_seen_ = tail_.load(std::memory_order_acquire);
      if (head == tail_seen_) return std::nullopt;
    }
    T* const slot = slots_ + (head & mask_);
    std::optional<T> item{std::move(*slot)};
    std::destroy_at(slot);
    // Pairs with try_push's load: the slots before head_ are empty.
    head_.store(head + 1, std::memory_order_release);
    return item;
  }

 private:
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

// ANCHOR: run
// Sample number `position` of the tune: a triangle wave.
inline int decode(int position) { return std::abs(position % 100 - 50) * 600; }

// What the sound card has heard.
struct playback {
  int samples = 0;
  std::uint32_t checksum = 0;  // depends on the samples and on their order

  void hear(int sample) {
    ++samples;
    checksum = checksum * 31 + static_cast<std::uint32_t>(sample);
  }
};

// A decoder thread pushes the tune; the sound card, here the caller, pops it. A
// real one would play silence where this one tries again.
template <typename Push, typename Pop>
playback play(int samples, Push push, Pop pop) {
  boost::scoped_thread<> decoder{[&] {
    for (int position = 0; position < samples; ++position)
      while (!push(decode(position))) boost::this_thread::yield();
  }};

  playback heard;
  while (heard.samples < samples) {
    if (const std::optional<int> sample = pop())
      heard.hear(*sample);
    else
      boost::this_thread::yield();
  }
  return heard;
}

inline void report(std::ostream& out, std::string_view way, playback heard) {
  out << std::left << std::setw(28) << way << heard.samples
      << " samples, checksum " << heard.checksum << '\n';
}

// The same tune three times: in one thread, through the ring, through Boost's.
inline void run(std::ostream& out, int samples, int capacity) {
  playback decoded;
  for (int position = 0; position < samples; ++position)
    decoded.hear(decode(position));
  report(out, "no second thread", decoded);

  ring<int> ours(capacity);
  report(out, "ring",
         play(
             samples, [&](int sample) { return ours.try_push(sample); },
             [&] { return ours.try_pop(); }));

  boost::lockfree::spsc_queue<int> boosts(capacity);
  report(out, "boost::lockfree::spsc_queue",
         play(
             samples, [&](int sample) { return boosts.push(sample); },
             [&]() -> std::optional<int> {
               int sample = 0;
               if (!boosts.pop(sample)) return std::nullopt;
               return sample;
             }));
}
// ANCHOR_END: run

// ANCHOR: scenario
// Room for one, so that the second sample has to reuse the slot of the first.
inline void scenario() {
  ring<int> tune(1);
  int pushed = 0;
  boost::scoped_thread<> decoder{[&] {
    for (int attempt = 0; attempt < 2; ++attempt)
      if (tune.try_push(pushed + 1)) ++pushed;
  }};

  int popped = 0;
  const auto play = [&] {
    const auto sample = tune.try_pop();
    if (!sample) return;
    assert(*sample == popped + 1 && "samples come in order, none twice");
    ++popped;
  };
  play();
  play();
  decoder.join();
  play();
  assert(popped == pushed && "what was pushed comes out");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: index_first
// push() announces the sample, then writes it.
class hasty_ring {
 public:
  void push(int sample) {
    const std::size_t tail = tail_.load(std::memory_order_relaxed);
    tail_.store(tail + 1, std::memory_order_release);
    slots_[tail & 1] = sample;
  }

  std::optional<int> try_pop() {
    const std::size_t head = head_.load(std::memory_order_relaxed);
    if (head == tail_.load(std::memory_order_acquire)) return std::nullopt;
    const int sample = slots_[head & 1];
    head_.store(head + 1, std::memory_order_release);
    return sample;
  }

 private:
  std::vector<int> slots_{0, 0};
  std::atomic<std::size_t> head_{0}, tail_{0};
};

inline void index_first() {
  hasty_ring tune;
  boost::scoped_thread<> decoder{[&] { tune.push(1); }};
  if (const auto sample = tune.try_pop())
    assert(*sample == 1 && "a sample that was announced is there");
}
// ANCHOR_END: index_first

// ANCHOR: two_producers
// Two decoders push into the ring that is right for one. It has room for both.
inline void two_producers() {
  ring<int> tune(2);
  boost::scoped_thread<> decoder{[&] { tune.try_push(1); }};
  tune.try_push(2);
  decoder.join();

  int played = 0;
  while (tune.try_pop()) ++played;
  assert(played == 2 && "both pushes succeeded, so both samples are there");
}
// ANCHOR_END: two_producers

}  // namespace broken

}  // namespace spsc_ring
