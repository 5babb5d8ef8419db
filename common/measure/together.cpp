#include "measure/together.hpp"

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <latch>
#include <thread>

#include "measure/cores.hpp"

namespace measure {
namespace {

using clock = std::chrono::steady_clock;

// Opens the gate when its scope ends, however that comes about.
class gatekeeper {
 public:
  explicit gatekeeper(std::latch& gate) : gate_{gate} {}
  gatekeeper(const gatekeeper&) = delete;
  gatekeeper& operator=(const gatekeeper&) = delete;
  ~gatekeeper() { gate_.count_down(); }

 private:
  std::latch& gate_;
};

}  // namespace

double together(const std::vector<std::function<void()>>& tasks, place where) {
  // Each thread looks at the clock itself: this one may not have a core at the
  // moment when the others begin.
  std::vector<clock::time_point> begin(tasks.size()), end(tasks.size());
  std::latch gate{1};
  bool all_here = false;  // written before the gate opens
  {
    std::vector<std::jthread> threads;
    threads.reserve(tasks.size());
    const gatekeeper keeper{gate};
    for (std::size_t i = 0; i < tasks.size(); ++i)
      threads.emplace_back([&, i] {
        if (where == place::pinned) pin_to_core(i);
        gate.wait();
        if (!all_here) return;
        begin[i] = clock::now();
        tasks[i]();
        end[i] = clock::now();
      });
    all_here = true;
  }
  return std::chrono::duration<double>(std::ranges::max(end) -
                                       std::ranges::min(begin))
      .count();
}

double processor_seconds() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) +
         static_cast<double>(used.tv_nsec) / 1e9;
}

}  // namespace measure
