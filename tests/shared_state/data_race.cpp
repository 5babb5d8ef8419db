#include "shared_state/data_race.hpp"

#include <algorithm>
#include <atomic>
#include <barrier>
#include <deque>
#include <latch>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"

using data_race::box_office;

namespace {

std::string printed(int seats, int windows) {
  std::ostringstream out;
  data_race::run(out, seats, windows);
  return out.str();
}

// Sells out a theatre at several windows that open at the same moment, and
// returns the seats sold, sorted.
std::vector<int> sell_out(box_office& theatre, int windows) {
  std::vector<std::vector<int>> sold_at(windows);
  std::latch opening(windows);
  {
    std::vector<boost::scoped_thread<>> clerks;
    for (auto& mine : sold_at)
      clerks.emplace_back([&theatre, &opening, &mine] {
        opening.arrive_and_wait();
        while (const auto seat = theatre.sell()) mine.push_back(*seat);
      });
  }
  std::vector<int> sold;
  for (const auto& mine : sold_at)
    sold.insert(sold.end(), mine.begin(), mine.end());
  std::sort(sold.begin(), sold.end());
  return sold;
}

}  // namespace

TEST_CASE("data_race: seats are numbered from one up.") {
  box_office theatre(3);
  CHECK(theatre.sell() == 1);
  CHECK(theatre.sell() == 2);
  CHECK(theatre.sell() == 3);
}

TEST_CASE("data_race: a theatre sells out and stays sold out.") {
  box_office theatre(1);
  REQUIRE(theatre.sell() == 1);
  CHECK(theatre.sell() == std::nullopt);
  CHECK(theatre.sell() == std::nullopt);
  CHECK(theatre.sold() == 1);
}

TEST_CASE("data_race: a theatre without seats sells none.") {
  box_office theatre(0);
  CHECK(theatre.sell() == std::nullopt);
  CHECK(theatre.sold() == 0);
}

TEST_CASE("data_race: the count follows the sales.") {
  box_office theatre(5);
  const box_office& seen_from_outside = theatre;
  CHECK(seen_from_outside.sold() == 0);
  theatre.sell();
  theatre.sell();
  CHECK(seen_from_outside.sold() == 2);
}

TEST_CASE("data_race: several windows sell each seat once.") {
  const int windows = GENERATE(2, 4);
  constexpr int seats = 500'000;
  box_office theatre(seats);
  const std::vector<int> sold = sell_out(theatre, windows);
  REQUIRE(sold.size() == seats);
  CHECK(std::adjacent_find(sold.begin(), sold.end()) == sold.end());
  CHECK(sold.front() == 1);
  CHECK(sold.back() == seats);
  CHECK(theatre.sold() == seats);
}

TEST_CASE("data_race: the last seat has one buyer.") {
  constexpr int evenings = 10'000;
  std::deque<box_office> theatres;
  for (int evening = 0; evening < evenings; ++evening) theatres.emplace_back(1);
  std::barrier opening(2);  // both windows open at the same moment
  int sold[2] = {0, 0};
  {
    std::vector<boost::scoped_thread<>> clerks;
    for (int& mine : sold)
      clerks.emplace_back([&theatres, &opening, &mine] {
        for (box_office& theatre : theatres) {
          opening.arrive_and_wait();
          if (theatre.sell()) ++mine;
        }
      });
  }
  CHECK(sold[0] + sold[1] == evenings);
}

TEST_CASE("data_race: whoever looks meanwhile sees the count grow.") {
  constexpr int seats = 20'000;
  box_office theatre(seats);
  std::atomic<bool> sold_out = false;
  int most = 0;
  bool shrank = false;
  {
    boost::scoped_thread<> manager{[&] {
      while (!sold_out) {
        const int seen = theatre.sold();
        shrank = shrank || seen < most;
        most = std::max(most, seen);
      }
    }};
    sell_out(theatre, 2);
    sold_out = true;
  }
  CHECK_FALSE(shrank);
  CHECK(most <= seats);
}

TEST_CASE("data_race: the scenario holds on real threads.") {
  for (int times = 0; times < 20; ++times) data_race::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("data_race: the same knobs print the same text.") {
  const int windows = GENERATE(1, 2, 16);
  CHECK(printed(1000, windows) ==
        "sold 1000 of 1000 seats, none of them twice\n"
        "the box office counted 1000\n");
}
