#include "concurrent_data_structures/mpmc_queue.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "locked_queue.hpp"
#include "measure/measure.hpp"
#include "measure/polling.hpp"
#include "measure/together.hpp"

namespace {

using lockfree_queue = mpmc_queue::bounded_queue<number, places>;

// Some threads push the numbers from 0 on, as many pop and add them up.
template <typename Queue, number Pairs>
measure::result hand_over(std::int64_t operations) {
  Queue queue;
  const auto count = static_cast<number>(operations);
  std::vector<number> sums(Pairs);
  std::vector<std::function<void()>> tasks;
  for (number mine = 0; mine < Pairs; ++mine)
    tasks.emplace_back([&, mine] {
      for (number next = mine; next < count; next += Pairs)
        measure::poll([&] { return queue.try_push(next); });
    });
  for (number mine = 0; mine < Pairs; ++mine)
    tasks.emplace_back([&, mine] {
      std::optional<number> item;
      for (number next = mine; next < count; next += Pairs) {
        measure::poll([&] { return (item = queue.try_pop()).has_value(); });
        sums[mine] += *item;
      }
    });
  const double seconds = measure::together(tasks);
  number sum = 0;
  for (const number each : sums) sum += each;
  return measure::timed(seconds, operations, sum);
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve(
      {argv + 1, argv + argc},
      {{"1 producer, 1 consumer, room for 1024",
        "ns per item",
        {{"std::queue and std::mutex", hand_over<locked_queue, 1>},
         {"mpmc_queue", hand_over<lockfree_queue, 1>}}},
       {"2 producers, 2 consumers, room for 1024",
        "ns per item",
        {{"std::queue and std::mutex", hand_over<locked_queue, 2>},
         {"mpmc_queue", hand_over<lockfree_queue, 2>}}}});
}
