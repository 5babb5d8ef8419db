// Vector clocks: for each thread, how far its past is known.
#pragma once

#include <array>
#include <cstdint>

#include "explorer/engine/operation.hpp"

namespace explorer {

class clock {
 public:
  std::uint32_t& operator[](thread_id t) { return at_[t]; }
  std::uint32_t operator[](thread_id t) const { return at_[t]; }

  void join(const clock& other) {
    for (thread_id t = 0; t < max_threads; ++t) {
      at_[t] = at_[t] < other.at_[t] ? other.at_[t] : at_[t];
    }
  }

 private:
  std::array<std::uint32_t, max_threads> at_{};
};

}  // namespace explorer
