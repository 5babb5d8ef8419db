// Threads that work at the same time, and how long that takes.
#pragma once

#include <chrono>
#include <functional>
#include <vector>

namespace measure {

enum class place {
  pinned,    // thread number i stays on core number i, modulo their number
  anywhere,  // the system decides
};

// Runs each task in a thread of its own and returns the seconds from the moment
// when the first begins to the moment when the last is done. None begins before
// all threads exist. Throws std::system_error if one cannot be started: then no
// task has run. A task that throws ends the program.
double together(const std::vector<std::function<void()>>& tasks,
                place where = place::pinned);

// The seconds that `work` takes, in this thread.
template <typename Work>
double seconds(Work work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  const auto end = std::chrono::steady_clock::now();
  return std::chrono::duration<double>(end - begin).count();
}

// The seconds of processor time that this thread has used so far.
double processor_seconds();

// Has the compiler compute `value`, although nobody uses it.
template <typename T>
void keep(const T& value) {
  asm volatile("" : : "g"(&value) : "memory");
}

}  // namespace measure
