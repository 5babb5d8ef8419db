#include "concurrent_data_structures/work_stealing_deque.hpp"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "measure/measure.hpp"
#include "measure/together.hpp"

namespace {

// A task that makes two smaller ones, until nothing is left of it.
using task = std::int64_t;

// The scheduler that one writes first: a list of tasks, and one lock for all.
class locked_tasks {
 public:
  locked_tasks(int, task first) : tasks_{first} {}

  void add(int, task more) {
    std::lock_guard lock{mutex_};
    tasks_.push_back(more);
  }

  std::optional<task> next(int) {
    std::lock_guard lock{mutex_};
    if (tasks_.empty()) return std::nullopt;
    const task newest = tasks_.back();
    tasks_.pop_back();
    return newest;
  }

 private:
  std::mutex mutex_;
  std::vector<task> tasks_;  // guarded by mutex_
};

class stolen_tasks {
 public:
  stolen_tasks(int workers, task first) : deques_(workers) {
    deques_[0].push(first);
  }

  void add(int worker, task more) { deques_[worker].push(more); }

  std::optional<task> next(int worker) {
    if (const auto mine = deques_[worker].take()) return mine;
    for (auto& deque : deques_)
      if (!deque.seems_empty())
        if (const auto theirs = deque.steal()) return theirs;
    return std::nullopt;
  }

 private:
  std::vector<work_stealing_deque::deque<task>> deques_;
};

// A tree of tasks: one of n does a little, and splits the n - 1 that are left.
template <typename Tasks, int Workers>
measure::result work_off(std::int64_t operations) {
  Tasks tasks{Workers, operations};
  std::atomic<std::int64_t> left{operations};
  const auto work = [&](int worker) {
    std::int64_t done = 0;
    while (left.load(std::memory_order_acquire) > 0) {
      const auto size = tasks.next(worker);
      if (!size) {
        if (done > 0) left.fetch_sub(done, std::memory_order_release);
        done = 0;
        std::this_thread::yield();
        continue;
      }
      const task half = (*size - 1) / 2;
      if (*size - 1 - half > 0) tasks.add(worker, *size - 1 - half);
      if (half > 0) tasks.add(worker, half);
      ++done;
    }
  };
  double seconds = 0;
  if constexpr (Workers == 1)
    seconds = measure::together({[&] { work(0); }});
  else
    seconds = measure::together({[&] { work(0); }, [&] { work(1); }});
  return measure::timed(seconds, operations,
                        static_cast<std::uint64_t>(
                            left.load(std::memory_order_relaxed) + operations));
}

template <int Workers>
std::vector<measure::way> ways() {
  return {{"std::vector and std::mutex", work_off<locked_tasks, Workers>},
          {"work_stealing_deque", work_off<stolen_tasks, Workers>}};
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve(
      {argv + 1, argv + argc},
      {{"1 worker, tasks that only make tasks", "ns per task", ways<1>()},
       {"2 workers, tasks that only make tasks", "ns per task", ways<2>()}});
}
