#include "concurrent_data_structures/two_lock_queue.hpp"

#include <mutex>
#include <optional>
#include <queue>

#include "hand_over.hpp"
#include "measure/measure.hpp"

namespace {

class one_lock {
 public:
  bool try_push(number item) {
    const std::lock_guard lock{mutex_};
    items_.push(item);
    return true;
  }

  std::optional<number> try_pop() {
    const std::lock_guard lock{mutex_};
    if (items_.empty()) return std::nullopt;
    const number item = items_.front();
    items_.pop();
    return item;
  }

 private:
  std::mutex mutex_;
  std::queue<number> items_;  // guarded by mutex_
};

class two_locks : public two_lock_queue::queue<number> {
 public:
  bool try_push(number item) {
    push(item);
    return true;
  }
};

// One thread, which takes out what it has just put in.
template <typename Queue>
measure::result alone(std::int64_t operations) {
  Queue queue;
  number sum = 0;
  const double seconds = measure::seconds([&] {
    for (std::int64_t i = 0; i < operations; ++i) {
      queue.try_push(static_cast<number>(i));
      sum += *queue.try_pop();
    }
  });
  return measure::timed(seconds, operations, sum);
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve(
      {argv + 1, argv + argc},
      {{"1 producer, 1 consumer, no bound",
        "ns per item",
        {{"std::queue and std::mutex", hand_over<one_lock, 1>},
         {"two_lock_queue", hand_over<two_locks, 1>}}},
       {"2 producers, 2 consumers, no bound",
        "ns per item",
        {{"std::queue and std::mutex", hand_over<one_lock, 2>},
         {"two_lock_queue", hand_over<two_locks, 2>}}},
       {"1 thread",
        "ns per item",
        {{"std::queue and std::mutex", alone<one_lock>},
         {"two_lock_queue", alone<two_locks>}}}});
}
