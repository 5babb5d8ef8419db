#include "concurrent_data_structures/timed_queue.hpp"

#include <boost/chrono/duration.hpp>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <queue>
#include <random>
#include <utility>
#include <vector>

#include "measure/crowd.hpp"
#include "measure/measure.hpp"

namespace {

using number = std::uint64_t;
using timed_queue::clock, timed_queue::moment;

class heap {
 public:
  bool push(moment due, number call) {
    const std::lock_guard lock{mutex_};
    calls_.emplace(due, call);
    return true;
  }

  std::optional<number> try_pop() {
    const std::lock_guard lock{mutex_};
    if (calls_.empty() || calls_.top().first > clock::now())
      return std::nullopt;
    const number call = calls_.top().second;
    calls_.pop();
    return call;
  }

 private:
  using entry = std::pair<moment, number>;
  std::mutex mutex_;
  // Guarded by mutex_, the earliest on top.
  std::priority_queue<entry, std::vector<entry>, std::greater<>> calls_;
};

using ours = timed_queue::timed_queue<number>;

// Takes the earliest of `waiting` calls, which are all due, and puts off when
// it is due next. Any number of threads does so.
template <typename Queue, int Threads, int Waiting>
measure::result put_off(std::int64_t operations) {
  Queue queue;
  std::minstd_rand draw;
  const moment begin{};
  const auto later = [](std::minstd_rand& from) {
    return boost::chrono::microseconds(from() % 1000);
  };
  for (number call = 0; call < Waiting; ++call)
    queue.push(begin + later(draw), call);
  return measure::crowd(Threads, operations, [&](int mine) {
    std::minstd_rand my_draw(1 + mine);
    moment due = begin;
    number taken = 0;
    for (std::int64_t i = 0; i < operations; ++i) {
      const auto call = queue.try_pop();
      if (!call) continue;
      ++taken;
      due += boost::chrono::nanoseconds{1};
      queue.push(due + later(my_draw), *call);
    }
    return taken;
  });
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve(
      {argv + 1, argv + argc},
      {{"1 thread, 100 items wait",
        "ns per pop and push",
        {{"std::priority_queue and std::mutex", put_off<heap, 1, 100>},
         {"timed_queue", put_off<ours, 1, 100>}}},
       {"1 thread, 10 000 items wait",
        "ns per pop and push",
        {{"std::priority_queue and std::mutex", put_off<heap, 1, 10'000>},
         {"timed_queue", put_off<ours, 1, 10'000>}}},
       {"2 threads, 100 items wait",
        "ns per pop and push",
        {{"std::priority_queue and std::mutex", put_off<heap, 2, 100>},
         {"timed_queue", put_off<ours, 2, 100>}}}});
}
