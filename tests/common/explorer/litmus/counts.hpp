// Programs whose number of interleavings is known in closed form: operations on
// one atomic depend on each other, so that none may be left out.
#pragma once

#include <atomic>
#include <cassert>
#include <mutex>
#include <thread>

namespace counts {

// Each of the threads, which come to an end in any order.
template <typename... Bodies>
void together(Bodies... bodies) {
  std::thread threads[] = {std::thread{bodies}...};
  for (auto& thread : threads) thread.join();
}

inline void one_by_one() {
  std::atomic<int> number{0};
  const auto add = [&] { number.fetch_add(1); };
  together(add, add);
  assert(number == 2);
}

// (3 + 3)! / (3! 3!)
inline void two_by_three() {
  std::atomic<int> number{0};
  const auto add = [&] {
    for (int i = 0; i < 3; ++i) number.fetch_add(1);
  };
  together(add, add);
  assert(number == 6);
}

// (3 + 3 + 3)! / (3! 3! 3!)
inline void three_by_three() {
  std::atomic<int> number{0};
  const auto add = [&] {
    for (int i = 0; i < 3; ++i) number.fetch_add(1);
  };
  together(add, add, add);
  assert(number == 9);
}

// Nothing that two threads do depends on the other: one execution is enough.
inline void each_its_own() {
  struct alignas(64) apart {
    std::atomic<int> number{0};
  } numbers[3];
  together([&] { numbers[0].number.store(1); },
           [&] { numbers[1].number.store(1); },
           [&] { numbers[2].number.store(1); });
}

// Three philosophers who take the lower fork first: the orders in which three
// neighbours take three forks, without the one in which all wait.
inline void ordered_philosophers() {
  std::mutex forks[3];
  const auto dine = [&](int lower, int higher) {
    const std::lock_guard first{forks[lower]};
    const std::lock_guard second{forks[higher]};
  };
  together([&] { dine(0, 1); }, [&] { dine(1, 2); }, [&] { dine(0, 2); });
}

// 3! orders of three critical sections.
inline void three_turns() {
  std::mutex turn;
  int number = 0;
  const auto add = [&] {
    const std::lock_guard lock{turn};
    ++number;
  };
  together(add, add, add);
  assert(number == 3);
}

}  // namespace counts
