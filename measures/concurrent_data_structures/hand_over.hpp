// From some threads to others, through a queue that does not wait.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "locked_queue.hpp"
#include "measure/measure.hpp"
#include "measure/polling.hpp"
#include "measure/together.hpp"

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
