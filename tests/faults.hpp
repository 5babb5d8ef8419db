// Makes the machine fail on purpose: memory runs out, threads are refused. Also
// tells how much memory is in use.
//
// Linked into every chapter's test program. Nothing fails unless asked to.
// Thread-safety: any thread may allocate or start threads meanwhile; one thread
// at a time asks for faults.
#pragma once

#include <algorithm>
#include <boost/thread/exceptions.hpp>
#include <new>

namespace faults {

// What operator new has given and delete not yet taken back, over all threads.
long bytes_in_use();

// Enough for a leak of a byte for each to be seen. A sanitizer takes its time.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr int many = 100'000;
#else
inline constexpr int many = 10'000'000;
#endif

// Does `work` with 0, 1 and so on, `many` times. Returns by how many bytes the
// memory in use has grown between two of them at most.
template <typename Work>
long growth_over_many(Work work) {
  const long before = bytes_in_use();
  long most = before;
  for (int i = 0; i < many; ++i) {
    work(i);
    most = std::max(most, bytes_in_use());
  }
  return most - before;
}

// While it lives, the allocation with the given number fails with
// std::bad_alloc, counted from 1 over all threads, and so do all later ones.
class no_memory_from {
 public:
  explicit no_memory_from(long allocation);
  ~no_memory_from();
  no_memory_from(const no_memory_from&) = delete;
  no_memory_from& operator=(const no_memory_from&) = delete;

  // Whether the program came that far.
  bool happened() const;
};

// While it lives, starting the thread with the given number fails, counted from
// 1, and so does every later one.
class no_thread_from {
 public:
  explicit no_thread_from(long thread);
  ~no_thread_from();
  no_thread_from(const no_thread_from&) = delete;
  no_thread_from& operator=(const no_thread_from&) = delete;

  bool happened() const;
};

// Does `work` with the first allocation failing, then with the second, and so
// on until it needs no more. Returns how often it failed. Only std::bad_alloc
// may come out of `work`.
template <typename Work>
long run_out_of_memory_everywhere(Work work) {
  for (long allocation = 1;; ++allocation) {
    const no_memory_from here{allocation};
    try {
      work();
    } catch (const std::bad_alloc&) {
      continue;
    }
    if (!here.happened()) return allocation - 1;
  }
}

// The same with threads. Only boost::thread_resource_error may come out.
template <typename Work>
long refuse_threads_everywhere(Work work) {
  for (long thread = 1;; ++thread) {
    const no_thread_from here{thread};
    try {
      work();
    } catch (const boost::thread_resource_error&) {
      continue;
    }
    if (!here.happened()) return thread - 1;
  }
}

}  // namespace faults
