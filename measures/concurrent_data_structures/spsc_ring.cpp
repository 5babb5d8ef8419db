#include "concurrent_data_structures/spsc_ring.hpp"

#include <boost/lockfree/spsc_queue.hpp>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <queue>

#include "measure/measure.hpp"
#include "measure/polling.hpp"
#include "measure/together.hpp"

namespace {

using number = std::uint64_t;

constexpr std::size_t room = 1024;

// The queue that one writes first.
class locked_queue {
 public:
  bool try_push(number item) {
    std::lock_guard lock{mutex_};
    if (items_.size() == room) return false;
    items_.push(item);
    return true;
  }

  std::optional<number> try_pop() {
    std::lock_guard lock{mutex_};
    if (items_.empty()) return std::nullopt;
    const number item = items_.front();
    items_.pop();
    return item;
  }

 private:
  std::mutex mutex_;
  std::queue<number> items_;  // guarded by mutex_
};

class our_ring : public spsc_ring::ring<number> {
 public:
  our_ring() : spsc_ring::ring<number>{room} {}
};

class boosts_ring {
 public:
  bool try_push(number item) { return items_.push(item); }

  std::optional<number> try_pop() {
    number item = 0;
    if (!items_.pop(item)) return std::nullopt;
    return item;
  }

 private:
  boost::lockfree::spsc_queue<number, boost::lockfree::capacity<room>> items_;
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

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve(
      {argv + 1, argv + argc},
      {{"1 producer, 1 consumer, room for 1024",
        "ns per item",
        {{"std::queue and std::mutex", hand_over<locked_queue>},
         {"boost::lockfree::spsc_queue", hand_over<boosts_ring>},
         {"spsc_ring", hand_over<our_ring>}}}});
}
