#include "multithreading/fork_join.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace fork_join;

namespace {

std::string printed(int n, int cut_off, int numbers) {
  std::ostringstream out;
  run(out, n, cut_off, numbers);
  return out.str();
}

// Counts the forks and does one after the other.
struct counting {
  int& forks;

  template <typename One, typename Other>
  void operator()(const One& one, const Other& other) const {
    ++forks;
    one();
    other();
  }
};

}  // namespace

TEST_CASE("fork_join: the numbers of Fibonacci are those of Fibonacci.") {
  const long expected[] = {0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55};
  for (int n = 0; n <= 10; ++n)
    for (const int cut_off : {1, 3, 20}) {
      CAPTURE(n, cut_off);
      REQUIRE(fibonacci(n, cut_off, on_this_thread{}) == expected[n]);
      REQUIRE(fibonacci(n, cut_off, on_all_cores{}) == expected[n]);
    }
}

TEST_CASE("fork_join: up to the cut-off nothing forks.") {
  const auto forks_of = [](int n, int cut_off) {
    int forks = 0;
    fibonacci(n, cut_off, counting{forks});
    return forks;
  };
  CHECK(forks_of(10, 10) == 0);
  CHECK(forks_of(11, 10) == 1);
  CHECK(forks_of(12, 10) == 2);
  CHECK(forks_of(5, 1) == 7);

  int forks = 0;
  std::vector<int> numbers = shuffled(100);
  quick_sort(numbers, 100, counting{forks});
  CHECK(forks == 0);
  numbers = shuffled(101);
  quick_sort(numbers, 100, counting{forks});
  CHECK(forks == 1);
}

TEST_CASE("fork_join: quicksort sorts every order of a few numbers.") {
  for (int size = 0; size <= 6; ++size) {
    std::vector<int> numbers(size);
    for (int i = 0; i < size; ++i) numbers[i] = i * 2 / 3;  // some are equal
    const std::vector<int> expected = numbers;
    do {
      std::vector<int> sorted = numbers;
      quick_sort(sorted, 1, on_all_cores{});
      REQUIRE(sorted == expected);
    } while (std::next_permutation(numbers.begin(), numbers.end()));
  }
}

TEST_CASE("fork_join: quicksort sorts numbers in large amounts.") {
  for (const int size : {4095, 4096, 4097, 100'000}) {
    std::vector<int> numbers = shuffled(size);
    std::vector<int> expected = numbers;
    std::sort(expected.begin(), expected.end());
    quick_sort(numbers, few, on_all_cores{});
    CAPTURE(size);
    REQUIRE(numbers == expected);
  }
}

TEST_CASE("fork_join: sorted, reversed and equal numbers split well.") {
  std::vector<int> sorted(1 << 16);
  std::iota(sorted.begin(), sorted.end(), 0);
  std::vector<int> reversed{sorted.rbegin(), sorted.rend()};
  std::vector<int> equal(1 << 16, 7);
  const auto forks_for = [](std::vector<int> numbers) {
    int forks = 0;
    quick_sort(numbers, 1 << 8, counting{forks});
    CHECK(std::ranges::is_sorted(numbers));
    return forks;
  };
  CHECK(forks_for(sorted) < 512);
  CHECK(forks_for(reversed) < 512);
  CHECK(forks_for(equal) == 1);
}

TEST_CASE("fork_join: an exception of either part reaches the caller.") {
  const auto work = [] {};
  const auto fail = [] { throw std::runtime_error{"lost"}; };
  CHECK_THROWS_AS(on_all_cores{}(fail, work), std::runtime_error);
  CHECK_THROWS_AS(on_all_cores{}(work, fail), std::runtime_error);
}

TEST_CASE("fork_join: a join waits for both parts, at every depth.") {
  std::atomic<int> done = 0;
  const auto leaf = [&] { ++done; };
  const auto branch = [&] { on_all_cores{}(leaf, leaf); };
  for (int round = 1; round <= 1000; ++round) {
    on_all_cores{}(branch, branch);
    REQUIRE(done == 4 * round);
  }
}

TEST_CASE("fork_join: the scenario holds on real threads.") {
  for (int round = 0; round < 100; ++round) scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("fork_join: the same knobs print the same text.") {
  CHECK(printed(10, 5, 1000) ==
        "fibonacci(10) on this thread: 55\n"
        "fibonacci(10) on all cores:   55\n"
        "quicksort of 1000 numbers: in order\n");
  CHECK(printed(20, 1, 1) == printed(20, 1, 1));
  CHECK(shuffled(10) == shuffled(10));
}
