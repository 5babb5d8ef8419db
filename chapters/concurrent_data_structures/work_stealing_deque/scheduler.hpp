// Share out work that makes more work, and leave no thread idle.
#pragma once

#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <vector>

#include "concurrent_data_structures/work_stealing_deque/deque.hpp"

namespace work_stealing_deque {

// ANCHOR: scheduler
// Does `first` and all tasks that come of it in `workers` threads, of which the
// caller is one. Returns when all are done, and then what they did is visible.
//
// work(task, add) does one task. It may call add(task) for what comes of it,
// from the same thread. After an exception no further task is begun, and run()
// throws the first one.
template <typename Task, typename Work>
class scheduler {
 public:
  scheduler(int workers, const Work& work) : work_{work}, deques_(workers) {}

  // Once.
  void run(Task first) {
    deques_[0].push(first);
    {
      std::vector<boost::scoped_thread<>> others;
      others.reserve(deques_.size());
      for (std::size_t self = 1; self < deques_.size(); ++self)
        others.emplace_back([this, self] { help(self); });
      help(0);
    }
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  // First what is at hand, then what others have; until no task is left.
  void help(std::size_t self) {
    for (;;) {
      while (const auto task = deques_[self].take()) perform(*task, self);
      const auto stolen = steal_for(self);
      if (!stolen) return;
      perform(*stolen, self);
    }
  }

  // Returns nullopt when all is done.
  std::optional<Task> steal_for(std::size_t self) {
    // Relaxed: the joins in run() make visible what the tasks did.
    while (unfinished_.load(std::memory_order_relaxed) > 0) {
      for (std::size_t i = 1; i < deques_.size(); ++i) {
        auto& other = deques_[(self + i) % deques_.size()];
        if (other.seems_empty()) continue;
        if (const auto task = other.steal()) return task;
      }
      boost::this_thread::yield();
    }
    return std::nullopt;
  }

  void perform(Task task, std::size_t self) {
    try {
      // Relaxed: a task that is begun all the same does no harm.
      if (!failed_.load(std::memory_order_relaxed))
        work_(task, [this, self](Task more) { add(more, self); });
    } catch (...) {
      if (!failed_.exchange(true, std::memory_order_relaxed))
        failure_ = std::current_exception();
    }
    // Relaxed, see steal_for.
    unfinished_.fetch_sub(1, std::memory_order_relaxed);
  }

  void add(Task more, std::size_t self) {
    // Before a thief can have done it. Relaxed: the task under way counts too.
    unfinished_.fetch_add(1, std::memory_order_relaxed);
    try {
      deques_[self].push(more);
    } catch (...) {
      unfinished_.fetch_sub(1, std::memory_order_relaxed);
      throw;
    }
  }

  const Work& work_;
  std::vector<deque<Task>> deques_;
  std::atomic<std::int64_t> unfinished_{1};  // tasks, those under way included
  std::atomic<bool> failed_{false};
  std::exception_ptr failure_;  // written by who set failed_, before the joins
};
// ANCHOR_END: scheduler

}  // namespace work_stealing_deque
