#include "multithreading/parallel_sort.hpp"

#include <algorithm>
#include <functional>
#include <new>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"

using namespace parallel_sort;

namespace {

std::string printed(int runners) {
  std::ostringstream out;
  run(out, runners);
  return out.str();
}

std::vector<runner> stably_sorted(std::vector<runner> all) {
  std::stable_sort(all.begin(), all.end(), faster{});
  return all;
}

const int sizes[] = {0, 1, 2, 3, 100, 4095, 4096, 4097, 8192, 50'000};

}  // namespace

TEST_CASE("parallel_sort: every way sorts, and keeps equal ones in order.") {
  for (const int size : sizes) {
    const std::vector<runner> started = marathon(size);
    const std::vector<runner> expected = stably_sorted(started);
    CAPTURE(size);
    std::vector<runner> all = started;
    by_policy(all);
    REQUIRE(all == expected);
    all = started;
    by_tbb(all);
    REQUIRE(all == expected);
    all = started;
    sort(std::span{all}, faster{});
    REQUIRE(all == expected);
  }
}

TEST_CASE("parallel_sort: with few different times, equal ones keep order.") {
  std::vector<runner> all = marathon(30'000);
  for (const int times : {1, 2, 3}) {
    for (runner& each : all) each.seconds %= times;
    const std::vector<runner> expected = stably_sorted(all);
    std::vector<runner> ours = all;
    sort(std::span{ours}, faster{});
    REQUIRE(ours == expected);
  }
}

TEST_CASE("parallel_sort: parts of every size sort every order.") {
  for (std::size_t piece_size = 2; piece_size <= 4; ++piece_size)
    for (int size = 0; size <= 6; ++size) {
      std::vector<int> numbers(size);
      std::iota(numbers.begin(), numbers.end(), 0);
      const std::vector<int> expected = numbers;
      do {
        std::vector<int> all = numbers;
        std::vector<int> spare(all.size());
        const merge_sort<int, std::less<>, on_all_cores> sorter{
            piece_size, {}, {}};
        sorter.sort(all, spare, false);
        REQUIRE(all == expected);
        all = numbers;
        sorter.sort(all, spare, true);
        REQUIRE(spare == expected);
      } while (std::next_permutation(numbers.begin(), numbers.end()));
    }
}

TEST_CASE("parallel_sort: sorted, reversed and equal numbers are no trouble.") {
  std::vector<int> sorted(40'000);
  std::iota(sorted.begin(), sorted.end(), 0);
  std::vector<int> all = sorted;
  sort(std::span{all}, std::less{});
  CHECK(all == sorted);
  std::reverse(all.begin(), all.end());
  sort(std::span{all}, std::less{});
  CHECK(all == sorted);
  std::vector<int> equal(40'000, 7);
  sort(std::span{equal}, std::less{});
  CHECK(equal == std::vector<int>(40'000, 7));
}

TEST_CASE("parallel_sort: an exception of the comparison reaches the caller.") {
  std::vector<runner> all = marathon(20'000);
  const auto fail = [](const runner& one, const runner& other) {
    if (one.number == 15'000) throw std::runtime_error{"disqualified"};
    return one.seconds < other.seconds;
  };
  CHECK_THROWS_AS(sort(std::span{all}, fail), std::runtime_error);
}

TEST_CASE("parallel_sort: without memory, nothing is sorted nor lost.") {
  const std::vector<runner> started = marathon(20'000);
  std::vector<runner> all = started;
  bool refused = false;
  {
    const faults::no_memory_from here{1};
    try {
      sort(std::span{all}, faster{});
    } catch (const std::bad_alloc&) {
      refused = true;
    }
  }
  CHECK(refused);
  CHECK(all == started);
}

TEST_CASE("parallel_sort: few elements need no memory of ours.") {
  std::vector<runner> all = marathon(piece);
  const std::vector<runner> expected = stably_sorted(all);
  {
    const faults::no_memory_from here{1};
    sort(std::span{all}, faster{});  // std::stable_sort manages without
  }
  CHECK(all == expected);
}

TEST_CASE("parallel_sort: the scenario holds on real threads.") {
  for (int round = 0; round < 100; ++round) scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("parallel_sort: the same knobs print the same text.") {
  CHECK(printed(3) ==
        "std::stable_sort(par): the same list\n"
        "tbb::parallel_sort:    the same list\n"
        "our sort:              the same list\n"
        "winner: number 2, 8200 seconds\n");
  CHECK(printed(20'000) == printed(20'000));
}
