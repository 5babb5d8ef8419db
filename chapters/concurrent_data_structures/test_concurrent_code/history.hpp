// Find out whether what threads observed of a queue is what a queue does.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace test_concurrent_code {

// ANCHOR: history
// What a thread did with a queue of tickets: put one in, or took one, or found
// none. Moments count up; no two calls or returns share one.
struct call {
  enum { put, take } what;
  std::optional<int> ticket;  // nullopt: take() found none
  std::int64_t began, ended;
};

using history = std::vector<call>;

// Could the calls have happened one after the other, each at a moment between
// its begin and its end, such that a queue would have given these results?
// Tries all orders, and none twice. After Wing and Gong (1993) and Lowe (2017).
class linearizability {
 public:
  explicit linearizability(const history& calls)
      : calls_{calls}, placed_(calls.size()) {}

  bool holds() { return place(calls_.size()); }

 private:
  // Can the `left` calls that have no place yet follow those that have?
  bool place(std::size_t left) {
    if (left == 0) return true;
    if (!tried_.emplace(placed_, queue_).second) return false;
    auto first_end = std::numeric_limits<std::int64_t>::max();
    for (std::size_t i = 0; i < calls_.size(); ++i)
      if (!placed_[i]) first_end = std::min(first_end, calls_[i].ended);
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      // Whoever began after another had ended cannot come before it.
      if (placed_[i] || calls_[i].began > first_end) continue;
      const auto before = queue_;
      if (explains(calls_[i])) {
        placed_[i] = true;
        if (place(left - 1)) return true;
        placed_[i] = false;
      }
      queue_ = before;
    }
    return false;
  }

  // Would a queue in this state have given this result? Does the call.
  bool explains(const call& next) {
    if (next.what == call::put) {
      queue_.push_back(*next.ticket);
      return true;
    }
    if (queue_.empty()) return !next.ticket;
    if (next.ticket != queue_.front()) return false;
    queue_.pop_front();
    return true;
  }

  const history& calls_;
  std::vector<bool> placed_;
  std::deque<int> queue_;  // what it holds after the calls that are placed
  std::set<std::pair<std::vector<bool>, std::deque<int>>> tried_;
};

inline bool linearizable(const history& calls) {
  return linearizability{calls}.holds();
}
// ANCHOR_END: history

// ANCHOR: recorder
// One thread's part of a history. Threads share the clock and nothing else.
class recorder {
 public:
  explicit recorder(std::atomic<std::int64_t>& clock) : clock_{clock} {}

  template <typename Queue>
  void put(Queue& queue, int ticket) {
    const auto began = now();
    queue.put(ticket);
    calls_.push_back({call::put, ticket, began, now()});
  }

  template <typename Queue>
  void take(Queue& queue) {
    const auto began = now();
    const auto ticket = queue.take();
    calls_.push_back({call::take, ticket, began, now()});
  }

  const history& calls() const { return calls_; }

 private:
  // Acquire and release: what ended before a call began is known to that call.
  std::int64_t now() { return clock_.fetch_add(1, std::memory_order_acq_rel); }

  std::atomic<std::int64_t>& clock_;
  history calls_;
};
// ANCHOR_END: recorder

}  // namespace test_concurrent_code
