// Look again for a few microseconds before going to sleep.
#pragma once

#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <optional>
#include <thread>
#include <utility>

#include "mutex_and_condition.hpp"

namespace fast_channel::spinning {

// ANCHOR: pause
// Tells the core that this thread waits for another: it saves power, and leaves
// the other in peace.
inline void pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// From one look to the next, about 200 nanoseconds on x86-64: long enough for
// the others to get several items ahead, so that a cache line that comes over
// brings more than one. Every wait is as long as the one before: waits that
// grow feed on themselves when two threads answer each other, because each
// one's delay lengthens the other's wait.
inline void pause_between_looks() {
  for (int pauses = 0; pauses < 8; ++pauses) pause();
}

// How long to look before going to sleep.
struct patience {
  int looks = 25;  // about five microseconds on x86-64
  int yields = 8;  // then let others run, who may be those we wait for
};
inline constexpr patience none{.looks = 0, .yields = 0};

// For lack of a better glance.
struct hope {
  bool operator()() const { return true; }
};

// Calls `attempt` until it returns true, which this returns, or patience ends.
// A failed attempt may disturb those it waits for. So from the second on it has
// to be worth it at a glance: that one may err, and should read only what the
// others write to end the wait.
template <typename Attempt, typename Glance = hope>
bool poll(patience limit, Attempt attempt, Glance worth_it = {}) {
  if (attempt()) return true;
  for (int looks = 0; looks < limit.looks + limit.yields; ++looks) {
    if (looks < limit.looks)
      pause_between_looks();
    else
      std::this_thread::yield();
    if (worth_it() && attempt()) return true;
  }
  return false;
}

// For a loop that waits for another thread's next instructions: it may be
// stopped in their midst, so pausing for ever is no way.
class hesitation {
 public:
  void operator()() {
    if (++times_ < 64)
      pause();
    else
      std::this_thread::yield();
  }

 private:
  int times_ = 0;
};
// ANCHOR_END: pause

// ANCHOR: channel
// The channel with a lock, and eyes: send() and receive() sleep only when
// looking has not helped.
template <typename T>
class channel {
 public:
  explicit channel(std::size_t capacity, patience limit = {})
      : items_{capacity}, patience_{limit} {}

  // Waits for room.
  void send(T item) {
    if (!poll(patience_, [&] { return items_.try_send(std::move(item)); }))
      items_.send(std::move(item));
  }

  // Waits for an item.
  T receive() {
    std::optional<T> item;
    const auto look = [&] {
      item = items_.try_receive();
      return item.has_value();
    };
    return poll(patience_, look) ? std::move(*item) : items_.receive();
  }

 private:
  mutex_and_condition::channel<T> items_;
  const patience patience_;
};
// ANCHOR_END: channel

// ANCHOR: scenario
// Two readings through one place, and little patience: each side looks, and may
// have to sleep.
inline void scenario() {
  channel<int> readings{1, {.looks = 1, .yields = 0}};
  boost::scoped_thread<> sensor{[&] {
    readings.send(1);
    readings.send(2);
  }};
  const int first = readings.receive();
  const int second = readings.receive();
  assert(first == 1 && second == 2 && "readings arrive in order");
}
// ANCHOR_END: scenario

}  // namespace fast_channel::spinning
