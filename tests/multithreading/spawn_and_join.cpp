#include "multithreading/spawn_and_join.hpp"

#include <boost/thread/exceptions.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "no_more_threads.hpp"

using namespace spawn_and_join;

TEST_CASE("spawn_and_join: each station gets its own result, in order.") {
  CHECK(warmest_of_each({{3, 21, 7}, {-5}, {17, 5}}) ==
        std::vector<int>{21, -5, 17});
}

TEST_CASE("spawn_and_join: no station, no thread, no result.") {
  const no_more_threads none;
  CHECK(warmest_of_each({}).empty());
}

TEST_CASE("spawn_and_join: many threads write beside each other.") {
  std::vector<readings> stations;
  std::vector<int> expected;
  for (int station = 0; station < 64; ++station) {
    stations.push_back({station - 1, station, station - 2});
    expected.push_back(station);
  }
  for (int round = 0; round < 20; ++round)
    REQUIRE(warmest_of_each(stations) == expected);
}

TEST_CASE("spawn_and_join: every join brings the half of its thread.") {
  const std::vector<int> warm_start{30, 1, 2, 3};
  const std::vector<int> warm_end{1, 2, 3, 30, 4};
  for (const auto& days : {warm_start, warm_end}) {
    CHECK(joined_by_hand(days) == 30);
    CHECK(joined_by_scope<std::jthread>(days) == 30);
    CHECK(joined_by_scope<boost::scoped_thread<>>(days) == 30);
  }
}

TEST_CASE("spawn_and_join: a thread that cannot start is an exception.") {
  const no_more_threads none;
  const std::vector<int> days{1, 2};
  CHECK_THROWS_AS(warmest_of_each({days, days}), boost::thread_resource_error);
  CHECK_THROWS_AS(joined_by_hand(days), std::system_error);
  CHECK_THROWS_AS(joined_by_scope<std::jthread>(days), std::system_error);
}

TEST_CASE("spawn_and_join: the same knobs print the same text.") {
  std::ostringstream first, second;
  run(first, 5, 365);
  run(second, 5, 365);
  CHECK(first.str() == second.str());
}

TEST_CASE("spawn_and_join: every result is printed on its own line.") {
  std::ostringstream out;
  run(out, 2, 2);
  CHECK(out.str() ==
        "station 1: up to 0 degrees\n"
        "station 2: up to -3 degrees\n"
        "station 1 in two halves:\n"
        "  std::thread, joined by hand: 0\n"
        "  std::jthread: 0\n"
        "  boost::scoped_thread: 0\n");
}

TEST_CASE("spawn_and_join: the scenario holds on real threads.") {
  for (int round = 0; round < 100; ++round) scenario();
}
