#include "multithreading/map_reduce.hpp"

#include <tbb/global_control.h>

#include <numeric>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace map_reduce;

namespace {

std::string printed(int residents) {
  std::ostringstream out;
  run(out, residents);
  return out.str();
}

// None, one, and both sides of where a second core comes in.
const int sizes[] = {0, 1, piece, piece + 1, 6 * piece + 7};

}  // namespace

TEST_CASE("map_reduce: a resident counts for one district.") {
  const std::vector<resident> all{{0, 30}, {2, 50}, {0, 40}};
  const tallies counted = count(all, {});
  CHECK(counted == tallies{{{2, 70}, {0, 0}, {1, 50}, {0, 0}}});
  CHECK(count(all, counted) == tallies{{{4, 140}, {0, 0}, {2, 100}, {0, 0}}});
  CHECK(together(counted, tallies{}) == counted);
  CHECK(together(counted, counted) == count(all, counted));
}

TEST_CASE("map_reduce: all cores count what one thread counts.") {
  for (const int size : sizes) {
    const std::vector<resident> all = town(size);
    CAPTURE(size);
    REQUIRE(by_district(all) == count(all, {}));
  }
}

TEST_CASE("map_reduce: sums of whole numbers are exact in any order.") {
  for (const int size : sizes) {
    std::vector<double> whole(size);
    std::iota(whole.begin(), whole.end(), 1.0);
    const double expected = 0.5 * size * (size + 1.0);
    CAPTURE(size);
    REQUIRE(sum_in_any_order(whole) == expected);
    REQUIRE(sum_in_fixed_order(whole) == expected);
  }
}

TEST_CASE("map_reduce: the fixed order gives the same digits on any cores.") {
  const std::vector<double> paid = taxes(500'000);
  const double expected = sum_in_fixed_order(paid);
  for (const std::size_t cores : {1, 2, 3, 8}) {
    const tbb::global_control most{tbb::global_control::max_allowed_parallelism,
                                   cores};
    for (int round = 0; round < 20; ++round)
      REQUIRE(sum_in_fixed_order(paid) == expected);
  }
}

TEST_CASE("map_reduce: many counts give the same.") {
  const std::vector<resident> all = town(100'000);
  const tallies expected = count(all, {});
  for (int round = 0; round < 100; ++round)
    REQUIRE(by_district(all) == expected);
}

TEST_CASE("map_reduce: the scenario holds on real threads.") {
  for (int round = 0; round < 100; ++round) scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("map_reduce: the same knobs print the same text.") {
  CHECK(printed(1) ==
        "district 1: average age 34.00, residents 1\n"
        "district 2: nobody\n"
        "district 3: nobody\n"
        "district 4: nobody\n"
        "on one thread: the same\n\n"
        "taxes, left to right:   2213.714285714\n"
        "taxes, in fixed order:  2213.714285714\n"
        "in fixed order, again:  the same\n");
  CHECK(printed(100'000) == printed(100'000));
}
