#include "concurrent_data_structures/spsc_ring.hpp"

#include <algorithm>
#include <array>
#include <boost/lockfree/spsc_queue.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "locked_queue.hpp"
#include "measure/measure.hpp"
#include "measure/polling.hpp"
#include "measure/together.hpp"

namespace {

class our_ring : public spsc_ring::ring<number> {
 public:
  our_ring() : spsc_ring::ring<number>{places} {}
};

class boosts_ring {
 public:
  bool try_push(number item) { return items_.push(item); }

  std::optional<number> try_pop() {
    number item = 0;
    if (!items_.pop(item)) return std::nullopt;
    return item;
  }

  std::size_t push_some(std::span<number> items) {
    return items_.push(items.data(), items.size());
  }
  std::size_t pop_some(std::span<number> places) {
    return items_.pop(places.data(), places.size());
  }

 private:
  boost::lockfree::spsc_queue<number, boost::lockfree::capacity<places>> items_;
};

// One thread hands the numbers from 0 on to another, which adds them up.
template <typename Queue>
measure::result hand_over(std::int64_t operations) {
  Queue queue;
  const auto count = static_cast<number>(operations);
  number sum = 0;
  const double seconds = measure::together({
      [&] {
        for (number next = 0; next < count; ++next)
          measure::poll([&] { return queue.try_push(next); });
      },
      [&] {
        std::optional<number> item;
        for (number received = 0; received < count; ++received) {
          measure::poll([&] { return (item = queue.try_pop()).has_value(); });
          sum += *item;
        }
      },
  });
  return measure::timed(seconds, operations, sum);
}

// The same, `Size` numbers at a time.
template <typename Queue, std::size_t Size>
measure::result hand_over_batches(std::int64_t operations) {
  using batch = std::array<number, Size>;
  Queue queue;
  const auto count = static_cast<number>(operations);
  number sum = 0;
  const double seconds = measure::together({
      [&] {
        batch items{};
        for (number next = 0; next < count;) {
          const auto size = std::min<number>(items.size(), count - next);
          for (number i = 0; i < size; ++i) items[i] = next++;
          std::span left{items.data(), size};
          measure::poll([&] {
            left = left.subspan(queue.push_some(left));
            return left.empty();
          });
        }
      },
      [&] {
        batch items{};
        for (number received = 0; received < count;) {
          std::size_t size = 0;
          measure::poll([&] { return (size = queue.pop_some(items)) > 0; });
          for (const number each : std::span{items}.first(size)) sum += each;
          received += size;
        }
      },
  });
  return measure::timed(seconds, operations, sum);
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve(
      {argv + 1, argv + argc},
      {{"1 producer, 1 consumer, room for 1024",
        "ns per item",
        {{"std::queue and std::mutex", hand_over<locked_queue>},
         {"boost::lockfree::spsc_queue", hand_over<boosts_ring>},
         {"spsc_ring", hand_over<our_ring>}}},
       {"The same, one at a time and in batches",
        "ns per item",
        {{"spsc_ring, one at a time", hand_over<our_ring>},
         {"spsc_ring, 16 at once", hand_over_batches<our_ring, 16>},
         {"spsc_ring, 64 at once", hand_over_batches<our_ring, 64>},
         {"spsc_ring, 256 at once", hand_over_batches<our_ring, 256>},
         {"boost::lockfree::spsc_queue, 64 at once",
          hand_over_batches<boosts_ring, 64>}}}});
}
