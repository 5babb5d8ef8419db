// oneTBB runs its tasks where the explorer cannot follow.
#pragma once

#include <tbb/concurrent_hash_map.h>
#include <tbb/parallel_for.h>
#include <tbb/task_group.h>

#include <cassert>

#include "together.hpp"

namespace onetbb {

inline void task_group() {
  int sum = 0;
  tbb::task_group tasks;
  tasks.run([&] { ++sum; });
  tasks.run([&] { ++sum; });
  tasks.wait();
}

inline void parallel_for() {
  int sum = 0;
  tbb::parallel_for(0, 100, [&](int i) { sum += i; });
}

// All in headers, but for memory.
inline void container_alone() {
  tbb::concurrent_hash_map<int, int> map;
  const auto insert = [&] { map.insert({1, 1}); };
  together(insert, insert);
  assert(map.size() == 1);
}

}  // namespace onetbb
