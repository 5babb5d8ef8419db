// Split a problem into parts that split in turn, and solve them on all cores.
#pragma once

#include <tbb/parallel_invoke.h>

#include <algorithm>
#include <array>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <ostream>
#include <span>
#include <utility>
#include <vector>

namespace fork_join {

// ANCHOR: fork_join
// Forks and joins: does both, at the same time if a core is free, and returns
// when both are done. A core that waits here works on other forks meanwhile.
// Passes on an exception of either.
struct on_all_cores {
  template <typename One, typename Other>
  void operator()(const One& one, const Other& other) const {
    tbb::parallel_invoke(one, other);
  }
};

struct on_this_thread {
  template <typename One, typename Other>
  void operator()(const One& one, const Other& other) const {
    one();
    other();
  }
};
// ANCHOR_END: fork_join

// ANCHOR: fibonacci
// The n-th Fibonacci number, by far too much work: a tree of calls.
inline long fibonacci(int n) {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

// The same. Up to `cut_off`, at least 1, it does not fork.
template <typename Both>
long fibonacci(int n, int cut_off, const Both& both) {
  if (n <= cut_off) return fibonacci(n);

  long one = 0;
  long other = 0;
  both([&] { one = fibonacci(n - 1, cut_off, both); },
       [&] { other = fibonacci(n - 2, cut_off, both); });
  return one + other;  // both have been joined: their results are ours to read
}
// ANCHOR_END: fibonacci

// ANCHOR: quick_sort
// The middle one of the first, the middle and the last element: numbers that
// are sorted already split well.
inline int pivot_of(std::span<const int> numbers) {
  const int first = numbers.front();
  const int last = numbers.back();
  const int middle = numbers[numbers.size() / 2];
  return std::max(std::min(first, last),
                  std::min(std::max(first, last), middle));
}

// Hoare's quicksort (1962). Up to `cut_off` numbers, at least one, are left to
// std::sort.
template <typename Both>
void quick_sort(std::span<int> numbers, std::size_t cut_off, const Both& both) {
  if (numbers.size() <= cut_off) {
    std::sort(numbers.begin(), numbers.end());
    return;
  }
  const int pivot = pivot_of(numbers);
  const auto less_end = std::partition(numbers.begin(), numbers.end(),
                                       [=](int each) { return each < pivot; });
  const auto equal_end = std::partition(
      less_end, numbers.end(), [=](int each) { return each == pivot; });
  // At least one number is the pivot, so each part is smaller than the whole,
  // and no number is in both.
  both(
      [&] {
        quick_sort({numbers.begin(), less_end}, cut_off, both);
      },
      [&] {
        quick_sort({equal_end, numbers.end()}, cut_off, both);
      });
}

// So few numbers are sorted before another core would wake up.
inline constexpr std::size_t few = 4096;
// ANCHOR_END: quick_sort

// ANCHOR: run
// The same at every call.
inline std::vector<int> shuffled(int how_many) {
  std::vector<int> numbers;
  unsigned luck = 1;
  for (int i = 0; i < how_many; ++i) {
    luck = luck * 1664525u + 1013904223u;
    numbers.push_back(static_cast<int>(luck >> 8));
  }
  return numbers;
}

inline void run(std::ostream& out, int n, int cut_off, int numbers) {
  out << "fibonacci(" << n << ") on this thread: " << fibonacci(n)
      << "\nfibonacci(" << n
      << ") on all cores:   " << fibonacci(n, cut_off, on_all_cores{}) << '\n';

  std::vector<int> sorted = shuffled(numbers);
  quick_sort(sorted, few, on_all_cores{});
  out << "quicksort of " << numbers << " numbers: "
      << (std::ranges::is_sorted(sorted) ? "in order" : "not in order") << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// Starts a thread for one of the two, in any case.
struct on_two_threads {
  template <typename One, typename Other>
  void operator()(const One& one, const Other& other) const {
    const boost::scoped_thread<> helper{[&] { one(); }};
    other();
  }
};

// Threads of our own that start others sort four numbers, and then compute one.
inline void scenario() {
  std::array<int, 4> numbers{3, 1, 4, 2};
  quick_sort(numbers, 1, on_two_threads{});
  const bool sorted = numbers == std::array{1, 2, 3, 4};
  assert(sorted && "every number is in its place");
  const long third = fibonacci(3, 1, on_two_threads{});
  assert(third == 2 && "both results are there when they are added");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: adds_before_the_join
// fibonacci(2): adds the results in the scope that joins at its end.
inline void adds_before_the_join() {
  long one = 0;
  long sum = 0;
  {
    const boost::scoped_thread<> helper{[&] { one = 1; }};
    const long other = 0;
    sum = one + other;
  }
  assert(sum == 1 && "both results are there when they are added");
}
// ANCHOR_END: adds_before_the_join

// ANCHOR: parts_overlap
// One number too many for a part: the two parts meet in the middle one.
inline void parts_overlap() {
  int numbers[] = {3, 2, 1};
  const auto sort_two = [](int& one, int& other) {
    if (other < one) std::swap(one, other);
  };
  on_two_threads{}([&] { sort_two(numbers[0], numbers[1]); },
                   [&] { sort_two(numbers[1], numbers[2]); });
  const int sum = numbers[0] + numbers[1] + numbers[2];
  assert(sum == 6 && "the numbers are those of before");
}
// ANCHOR_END: parts_overlap

// ANCHOR: lock_across_the_join
// Holds a lock while it waits for work that needs the same lock.
inline void lock_across_the_join() {
  boost::mutex mutex;
  int parts = 0;  // guarded by mutex
  const boost::lock_guard<boost::mutex> lock{mutex};
  ++parts;
  {
    const boost::scoped_thread<> helper{[&] {
      const boost::lock_guard<boost::mutex> its_lock{mutex};
      ++parts;
    }};
  }
  assert(parts == 2 && "both parts are done");
}
// ANCHOR_END: lock_across_the_join

}  // namespace broken

}  // namespace fork_join
