// The queue that one writes first: what all others are compared with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <queue>

using number = std::uint64_t;

inline constexpr std::size_t places = 1024;

class locked_queue {
 public:
  bool try_push(number item) {
    std::lock_guard lock{mutex_};
    if (items_.size() == places) return false;
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
