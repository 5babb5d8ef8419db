#include "concurrent_data_structures/triple_buffer.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>

#include "measure/crowd.hpp"
#include "measure/measure.hpp"

namespace {

template <std::size_t Pixels>
using picture = std::array<std::uint32_t, Pixels>;

// A camera calls take(number), a screen look(), which returns the number of the
// latest picture or of an earlier one.

// Both sides copy while they hold the lock.
template <std::size_t Pixels>
class copied {
 public:
  void take(std::uint32_t number) {
    mine_.fill(number);
    const std::lock_guard lock{mutex_};
    latest_ = mine_;
  }

  std::uint32_t look() {
    {
      const std::lock_guard lock{mutex_};
      shown_ = latest_;
    }
    return shown_.back();
  }

 private:
  std::mutex mutex_;
  picture<Pixels> latest_{};  // guarded by mutex_
  alignas(64) picture<Pixels> mine_{};
  alignas(64) picture<Pixels> shown_{};
};

// The three slots of the recipe, and a lock for the one between.
template <std::size_t Pixels>
class swapped {
 public:
  void take(std::uint32_t number) {
    slots_[mine_].pixels.fill(number);
    const std::lock_guard lock{mutex_};
    std::swap(mine_, between_);
    is_new_ = true;
  }

  std::uint32_t look() {
    {
      const std::lock_guard lock{mutex_};
      if (std::exchange(is_new_, false)) std::swap(shown_, between_);
    }
    return slots_[shown_].pixels.back();
  }

 private:
  struct alignas(64) slot {
    picture<Pixels> pixels{};
  };
  std::array<slot, 3> slots_;
  std::mutex mutex_;
  unsigned between_ = 1;  // guarded by mutex_
  bool is_new_ = false;   // guarded by mutex_
  alignas(64) unsigned mine_ = 0;
  alignas(64) unsigned shown_ = 2;
};

template <std::size_t Pixels>
class ours {
 public:
  void take(std::uint32_t number) {
    film_.draft().fill(number);
    film_.publish();
  }

  std::uint32_t look() {
    film_.refresh();
    return film_.latest().back();
  }

 private:
  triple_buffer::buffer<picture<Pixels>> film_;
};

// The camera takes pictures, while the screen looks as often as it can.
template <typename Film>
measure::result take(std::int64_t operations) {
  Film film;
  const auto look = [&] { measure::keep(film.look()); };
  return measure::crowd_beside(look, 1, operations, [&](int) {
    for (std::int64_t i = 1; i <= operations; ++i)
      film.take(static_cast<std::uint32_t>(i));
    return operations;
  });
}

// The screen looks, while the camera takes pictures as fast as it can.
template <typename Film>
measure::result look(std::int64_t operations) {
  Film film;
  std::uint32_t number = 0;
  const auto take = [&] { film.take(++number); };
  return measure::crowd_beside(take, 1, operations, [&](int) {
    std::uint32_t last = 0;
    std::uint64_t in_order = 0;
    for (std::int64_t i = 0; i < operations; ++i) {
      const std::uint32_t seen = film.look();
      if (seen >= std::exchange(last, seen)) ++in_order;
    }
    return in_order;
  });
}

constexpr std::size_t small = 16;
constexpr std::size_t large = 16'384;

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve(
      {argv + 1, argv + argc},
      {{"The producer, values of 64 bytes",
        "ns per publish",
        {{"std::mutex, copied under it", take<copied<small>>},
         {"std::mutex, swapped under it", take<swapped<small>>},
         {"triple_buffer", take<ours<small>>}}},
       {"The consumer, values of 64 bytes",
        "ns per refresh",
        {{"std::mutex, copied under it", look<copied<small>>},
         {"std::mutex, swapped under it", look<swapped<small>>},
         {"triple_buffer", look<ours<small>>}}},
       {"The producer, values of 64 KiB",
        "ns per publish",
        {{"std::mutex, copied under it", take<copied<large>>},
         {"std::mutex, swapped under it", take<swapped<large>>},
         {"triple_buffer", take<ours<large>>}}},
       {"The consumer, values of 64 KiB",
        "ns per refresh",
        {{"std::mutex, copied under it", look<copied<large>>},
         {"std::mutex, swapped under it", look<swapped<large>>},
         {"triple_buffer", look<ours<large>>}}}});
}
