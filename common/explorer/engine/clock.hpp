// Vector clocks: for each thread, how far its past is known; and how many of
// the sequentially consistent fences are.
#pragma once

#include <array>
#include <cstdint>

#include "explorer/engine/operation.hpp"

namespace explorer {

inline constexpr thread_id fences = max_threads;  // their entry in a clock

class clock {
 public:
  std::uint32_t& operator[](thread_id t) { return at_[t]; }
  std::uint32_t operator[](thread_id t) const { return at_[t]; }

  void join(const clock& other) {
    for (thread_id t = 0; t <= fences; ++t) {
      at_[t] = at_[t] < other.at_[t] ? other.at_[t] : at_[t];
    }
  }

 private:
  std::array<std::uint32_t, max_threads + 1> at_{};
};

}  // namespace explorer
