// Hand over the latest value, of any size, and never make either side wait.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <cassert>
#include <cstddef>
#include <ostream>
#include <type_traits>
#include <vector>

namespace triple_buffer {

// The bytes that two cores cannot write at the same time without slowing each
// other down: 64 on x86-64 and most ARM, 128 on Apple's.
inline constexpr std::size_t cache_line = 64;

// ANCHOR: buffer
// The latest value that one producer has published, for one consumer. Three
// slots: the producer fills one, the consumer looks at one, and the third lies
// between them. Every call is wait-free. A value is neither copied nor moved.
template <typename T>
class buffer {
  static_assert(std::is_default_constructible_v<T>,
                "until the first publish() the consumer looks at a T{}");

 public:
  // Producer only: the slot to fill. It holds what the producer or nobody has
  // written there before, and is the producer's until publish().
  T& draft() { return slots_[draft_].value; }

  // Producer only. A value that the consumer has not looked at is lost. What
  // happened before happens before the refresh() that brings the value.
  void publish() {
    // Release pairs with refresh(): the slot is filled. Acquire pairs with
    // refresh() as well: the consumer has done with the slot that comes back.
    draft_ =
        number(between_.exchange(draft_ | is_new, std::memory_order_acq_rel));
  }

  // Consumer only. Returns whether there is a newer value to look at.
  bool refresh() {
    // Relaxed: only asks whether the exchange is worth it.
    if ((between_.load(std::memory_order_relaxed) & is_new) == 0) return false;
    // Acquire and release pair with publish(), see there.
    latest_ = number(between_.exchange(latest_, std::memory_order_acq_rel));
    return true;
  }

  // Consumer only: the value that the last refresh() brought, or T{}. It does
  // not change until the next one.
  const T& latest() const { return slots_[latest_].value; }

 private:
  static constexpr unsigned is_new = 4;  // not yet seen by the consumer
  static constexpr unsigned number(unsigned state) { return state & 3; }

  struct alignas(cache_line) slot {
    T value{};
  };

  std::array<slot, 3> slots_;
  alignas(cache_line) unsigned draft_ = 0;                // the producer's slot
  alignas(cache_line) std::atomic<unsigned> between_{1};  // the slot between
  alignas(cache_line) unsigned latest_ = 2;               // the consumer's slot
};
// ANCHOR_END: buffer

// ANCHOR: run
// What a camera takes: all pixels of one picture have its number.
struct picture {
  std::vector<int> pixels;
};

// What somebody who watched the screen can say.
struct viewer {
  bool whole = true;
  bool in_order = true;
  int last = 0;

  void watch(const picture& shown) {
    const int number = shown.pixels.front();
    whole = whole && std::ranges::all_of(shown.pixels, [&](int pixel) {
              return pixel == number;
            });
    in_order = in_order && number > last;
    last = number;
  }
};

// A camera takes pictures, a screen, here the caller, shows the latest.
inline void run(std::ostream& out, int pictures, int pixels) {
  buffer<picture> film;
  boost::scoped_thread<> camera{[&] {
    for (int number = 1; number <= pictures; ++number) {
      film.draft().pixels.assign(pixels, number);
      film.publish();
    }
  }};

  viewer seen;
  while (seen.last < pictures) {
    if (film.refresh())
      seen.watch(film.latest());
    else
      boost::this_thread::yield();
  }

  const auto answer = [](bool yes) { return yes ? "yes" : "no"; };
  out << pictures << " pictures of " << pixels << " pixels:\n"
      << "  each one shown was whole: " << answer(seen.whole) << '\n'
      << "  each was newer than the one before: " << answer(seen.in_order)
      << '\n'
      << "  the last one shown: " << seen.last << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// Three pictures, so that each slot comes back to the camera and is used again.
inline void scenario() {
  buffer<int> film;
  boost::scoped_thread<> camera{[&] {
    for (int number = 1; number <= 3; ++number) {
      film.draft() = number;
      film.publish();
    }
  }};

  int shown = film.latest();
  assert(shown == 0 && "nothing is shown before the first refresh");
  const auto look = [&] {
    const bool refreshed = film.refresh();
    const int number = film.latest();
    assert((refreshed ? number > shown : number == shown) &&
           "a refresh brings something newer, or changes nothing");
    shown = number;
  };
  look();
  look();
  camera.join();
  look();
  assert(shown == 3 && "the last picture is shown in the end");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: slot_back_too_early
// One direction is right: release, fill, acquire, look. Nothing says to the
// camera that the screen has done with the slot which comes back.
inline void slot_back_too_early() {
  std::array<int, 3> slots{};
  std::atomic<int> between{1};
  boost::scoped_thread<> camera{[&] {
    int draft = 0;
    for (int number = 1; number <= 3; ++number) {
      slots[draft] = number;
      draft = between.exchange(draft, std::memory_order_release);
    }
  }};
  int latest = 2;
  assert(slots[latest] == 0 && "the screen keeps its slot until it refreshes");
  latest = between.exchange(latest, std::memory_order_acquire);
  assert(slots[latest] <= 3);
}
// ANCHOR_END: slot_back_too_early

// ANCHOR: two_slots
// With two slots, the camera has nowhere to go while the screen looks.
inline void two_slots() {
  struct picture {
    int top = 0, bottom = 0;
  } first, second;
  std::atomic<int> newest{1};
  boost::scoped_thread<> camera{[&] {
    for (int number = 1; number <= 2; ++number) {
      const int shown = newest.load(std::memory_order_acquire);
      (shown == 1 ? second : first) = {number, number};
      newest.store(3 - shown, std::memory_order_release);
    }
  }};
  const int shown = newest.load(std::memory_order_acquire);
  const picture& watched = shown == 1 ? first : second;
  const int top = watched.top;
  const int bottom = watched.bottom;
  assert(top == bottom && "the picture does not change while it is shown");
}
// ANCHOR_END: two_slots

}  // namespace broken

}  // namespace triple_buffer
