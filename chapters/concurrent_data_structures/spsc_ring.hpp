// Hand items from one thread to one other, and never make either wait.
#pragma once

#include <array>
#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iomanip>
#include <optional>
#include <ostream>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "spsc_ring/ring.hpp"

namespace spsc_ring {

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

// ANCHOR: batches
// Three samples in batches, where there is room for two.
inline void batches() {
  ring<int> tune(2);
  std::size_t pushed = 0;
  boost::scoped_thread<> decoder{[&] {
    std::array<int, 3> decoded{1, 2, 3};
    pushed = tune.push_some(decoded);
    pushed += tune.push_some(std::span{decoded}.subspan(pushed));
  }};

  std::size_t popped = 0;
  const auto play = [&] {
    std::array<int, 2> block{};
    const std::size_t count = tune.pop_some(block);
    for (const int sample : std::span{block}.first(count)) {
      ++popped;
      assert(sample == static_cast<int>(popped) && "samples come in order");
    }
  };
  play();
  play();
  decoder.join();
  play();
  assert(popped == pushed && "what was pushed comes out");
}
// ANCHOR_END: batches

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
