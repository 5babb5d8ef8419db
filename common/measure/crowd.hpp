// Threads that all do the same.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <numeric>
#include <vector>

#include "measure/measure.hpp"
#include "measure/together.hpp"

namespace measure {

// Calls work(number), which returns a check, in `threads` threads at the same
// time, whose numbers count from 0. Each does `operations` operations: the cost
// is what one of them takes one thread. The check is the sum of all.
template <typename Work>
result crowd(int threads, std::int64_t operations, Work work,
             place where = place::pinned) {
  std::vector<std::uint64_t> checks(threads);
  std::vector<std::function<void()>> tasks;
  for (int number = 0; number < threads; ++number)
    tasks.emplace_back([&, number] { checks[number] = work(number); });
  const double seconds = together(tasks, where);
  return timed(seconds, operations,
               std::accumulate(checks.begin(), checks.end(), std::uint64_t{0}));
}

// The same, while one thread more calls disturb() again and again, until the
// others are done. The time is theirs: that thread may sleep.
template <typename Work, typename Disturb>
result crowd_beside(Disturb disturb, int threads, std::int64_t operations,
                    Work work) {
  std::vector<std::uint64_t> checks(threads);
  std::vector<double> times(threads);
  std::atomic<int> working{threads};
  std::vector<std::function<void()>> tasks;
  for (int number = 0; number < threads; ++number)
    tasks.emplace_back([&, number] {
      times[number] = seconds([&] { checks[number] = work(number); });
      working.fetch_sub(1, std::memory_order_relaxed);
    });
  tasks.emplace_back([&] {
    while (working.load(std::memory_order_relaxed) > 0) disturb();
  });
  together(tasks);
  return timed(*std::ranges::max_element(times), operations,
               std::accumulate(checks.begin(), checks.end(), std::uint64_t{0}));
}

}  // namespace measure
