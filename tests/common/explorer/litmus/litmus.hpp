// What the litmus tests of weak memory are written with.
#pragma once

#include <atomic>
#include <thread>

namespace litmus {

using order = std::memory_order;
constexpr order rlx = std::memory_order_relaxed;
constexpr order acq = std::memory_order_acquire;
constexpr order rel = std::memory_order_release;
constexpr order ar = std::memory_order_acq_rel;
constexpr order sc = std::memory_order_seq_cst;

// Everything that the threads of a test use: locations, and what was read.
struct shared {
  std::atomic<int> x{0}, y{0}, z{0};
  int a = -1, b = -1, c = -1, d = -1;
};

template <typename... Bodies>
void run(Bodies... bodies) {
  std::thread threads[] = {std::thread{bodies}...};
  for (auto& thread : threads) thread.join();
}

}  // namespace litmus
