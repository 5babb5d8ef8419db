#include "shared_state/find_a_race.hpp"

#include <atomic>
#include <latch>
#include <sstream>
#include <string>

#include "catch.hpp"
#include "faults.hpp"

using find_a_race::gauge;
using find_a_race::lock_free_gauge;

namespace {

std::string printed(int sensors, int readings) {
  std::ostringstream out;
  find_a_race::run(out, sensors, readings);
  return out.str();
}

}  // namespace

TEMPLATE_TEST_CASE("find_a_race: the highest reading stays.", "", gauge,
                   lock_free_gauge) {
  TestType river;
  CHECK(river.highest() == 0);
  river.record(310);
  CHECK(river.highest() == 310);
  river.record(200);
  river.record(310);
  CHECK(river.highest() == 310);
  river.record(311);
  CHECK(river.highest() == 311);
}

TEMPLATE_TEST_CASE("find_a_race: many sensors lose no record.", "", gauge,
                   lock_free_gauge) {
  constexpr int sensors = 4, readings = 20'000;
  TestType river;
  std::latch opening(sensors);
  {
    std::vector<boost::scoped_thread<>> along;
    for (int sensor = 0; sensor < sensors; ++sensor)
      along.emplace_back([&, sensor] {
        opening.arrive_and_wait();
        for (int i = 0; i < readings; ++i) river.record(sensors * i + sensor);
      });
  }
  CHECK(river.highest() == sensors * readings - 1);
}

TEMPLATE_TEST_CASE("find_a_race: whoever recorded a level finds no less.", "",
                   gauge, lock_free_gauge) {
  constexpr int readings = 200'000;
  TestType river;
  std::latch opening(2);
  int lost[2] = {0, 0};
  {
    const auto rise = [&](int& mine) {
      opening.arrive_and_wait();
      for (int level = 1; level <= readings; ++level) {
        river.record(level);
        mine += river.highest() < level;
      }
    };
    boost::scoped_thread<> sensor{[&] { rise(lost[0]); }};
    boost::scoped_thread<> other_sensor{[&] { rise(lost[1]); }};
  }
  CHECK(lost[0] + lost[1] == 0);
}

TEMPLATE_TEST_CASE("find_a_race: whoever looks sees the level rise.", "", gauge,
                   lock_free_gauge) {
  TestType river;
  std::atomic<bool> over = false;
  bool fell = false;
  {
    boost::scoped_thread<> town{[&] {
      int seen = 0;
      while (!over) {
        const int now = river.highest();
        fell = fell || now < seen;
        seen = now;
      }
    }};
    for (int level = 0; level < 20'000; ++level) river.record(level);
    over = true;
  }
  CHECK_FALSE(fell);
}

TEST_CASE("find_a_race: the scenario holds on real threads.") {
  for (int times = 0; times < 20; ++times) find_a_race::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("find_a_race: without a thread it fails, and waits for none.") {
  CHECK(faults::refuse_threads_everywhere([] { printed(3, 5); }) > 0);
}

TEST_CASE("find_a_race: the same knobs print the same text.") {
  CHECK(printed(3, 100) == "300 readings, the highest: 147 cm\n");
  CHECK(printed(16, 1000) == "16000 readings, the highest: 7984 cm\n");
  CHECK(printed(1, 1) == "1 readings, the highest: 0 cm\n");
}
