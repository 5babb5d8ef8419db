#include "multithreading/parallel_search.hpp"

#include <atomic>
#include <cstddef>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"

using namespace parallel_search;

namespace {

std::string printed(int days, int failure) {
  std::ostringstream out;
  run(out, days, failure);
  return out.str();
}

bool warm(int reading) { return reading > 0; }

}  // namespace

TEST_CASE("parallel_search: any and none agree with what is there.") {
  for (const std::size_t size : {std::size_t{1}, piece, 5 * piece}) {
    std::vector<int> all(size, -180);
    CAPTURE(size);
    CHECK_FALSE(any_above(all, 0));
    CHECK(none_above(all, 0));
    all.back() = 0;
    CHECK_FALSE(any_above(all, 0));
    CHECK(none_above(all, 0));
    all.back() = 1;
    CHECK(any_above(all, 0));
    CHECK_FALSE(none_above(all, 0));
  }
  CHECK_FALSE(any_above({}, 0));
  CHECK(none_above({}, 0));
}

TEST_CASE("parallel_search: a hit is found wherever it is.") {
  std::vector<int> all(6 * piece + 3, -180);
  for (const std::size_t at :
       {std::size_t{0}, std::size_t{1}, piece - 1, piece, piece + 1, 2 * piece,
        3 * piece - 1, 5 * piece, all.size() - 1}) {
    all[at] = 1;
    CHECK(find_first(all, warm) == at);
    all[at] = -180;
  }
}

TEST_CASE("parallel_search: no hit is the number of readings.") {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, piece - 1, piece, piece + 1, 7 * piece})
    CHECK(find_first(std::vector<int>(size, -180), warm) == size);
}

TEST_CASE("parallel_search: of many hits, the first one is found.") {
  std::vector<int> all(8 * piece, -180);
  for (std::size_t at = all.size(); at-- > piece;)
    if (at % 1000 == 0) {
      all[at] = 1;
      if (at % 7000 == 0) REQUIRE(find_first(all, warm) == at);
    }
}

TEST_CASE("parallel_search: an early hit is found on the calling thread.") {
  std::vector<int> all(20 * piece, -180);
  all[piece - 1] = 1;
  const std::thread::id caller = std::this_thread::get_id();
  std::atomic<int> elsewhere = 0;
  std::atomic<std::size_t> looked = 0;
  const auto is_hit = [&](int reading) {
    ++looked;
    if (std::this_thread::get_id() != caller) ++elsewhere;
    return reading > 0;
  };
  CHECK(find_first(all, is_hit) == piece - 1);
  CHECK(elsewhere == 0);
  CHECK(looked == piece);
}

TEST_CASE("parallel_search: a search with a hit leaves the rest alone.") {
  // Alone, so that nobody is slow to hear of the hit.
  const int all[] = {-180, -180, -180, 1, -180, -180, 1, -180};
  int looked = 0;
  search alone{all, 0, 2, [&](int reading) {
                 ++looked;
                 return reading > 0;
               }};
  alone.help();
  CHECK(alone.found() == 3);
  CHECK(looked == 4);
  alone.help();
  CHECK(looked == 4);
}

TEST_CASE("parallel_search: only a lower index replaces a hit.") {
  first_hit hit{10};
  CHECK(hit.index() == 10);
  hit.report(7);
  CHECK(hit.index() == 7);
  hit.report(8);
  CHECK(hit.index() == 7);
  hit.report(2);
  CHECK(hit.index() == 2);
}

TEST_CASE("parallel_search: an exception of the test reaches the caller.") {
  const std::vector<int> all(10 * piece, -180);
  const auto fail = [&](const int& reading) -> bool {
    if (&reading == &all[0]) return false;
    throw std::runtime_error{"no reading"};
  };
  CHECK_THROWS_AS(find_first(all, fail), std::runtime_error);
  std::atomic<std::size_t> calls = 0;
  const auto fail_late = [&](int) -> bool {
    if (++calls > 3 * piece) throw std::runtime_error{"no reading"};
    return false;
  };
  CHECK_THROWS_AS(find_first(all, fail_late), std::runtime_error);
}

TEST_CASE("parallel_search: many searches find the same.") {
  const std::vector<int> all = freezer(200'000, 123'456);
  std::size_t expected = 0;
  while (!warm(all[expected])) ++expected;
  for (int round = 0; round < 200; ++round)
    REQUIRE(find_first(all, warm) == expected);
}

TEST_CASE("parallel_search: the scenario holds on real threads.") {
  for (int round = 0; round < 100; ++round) scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("parallel_search: the same knobs print the same text.") {
  CHECK(printed(1, 50'000) ==
        "thawed at some time:   yes\n"
        "frozen all the time:   no\n"
        "first, std::find_if:   second 50000\n"
        "first, our find_first: second 50000\n");
  CHECK(printed(1, 86'400) ==
        "thawed at some time:   no\n"
        "frozen all the time:   yes\n"
        "first, std::find_if:   never\n"
        "first, our find_first: never\n");
}
