#include "shared_state/atomics.hpp"

#include <algorithm>
#include <atomic>
#include <barrier>
#include <boost/chrono/duration.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <cstddef>
#include <deque>
#include <latch>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"

using atomics::car_park;
using atomics::stay_record;

namespace {

// Long enough for another thread to start waiting. Where it is not, the test
// shows less, and still passes.
void give_others_time() {
  boost::this_thread::sleep_for(boost::chrono::milliseconds{20});
}

// Runs `work(number)` in threads that start at the same moment.
template <typename Work>
void together(int threads, Work work) {
  std::latch start(threads);
  std::vector<boost::scoped_thread<>> workers;
  for (int number = 0; number < threads; ++number)
    workers.emplace_back([&start, &work, number] {
      start.arrive_and_wait();
      work(number);
    });
}

std::string printed(int cars, int gates, int places) {
  std::ostringstream out;
  atomics::run(out, cars, gates, places);
  return out.str();
}

}  // namespace

TEST_CASE("atomics: a car park fills up, and a place that is left is free.") {
  car_park park(2);
  CHECK(park.try_enter());
  CHECK(park.try_enter());
  CHECK_FALSE(park.try_enter());
  CHECK(park.parked() == 2);
  park.leave();
  CHECK(park.parked() == 1);
  CHECK(park.try_enter());
  CHECK_FALSE(park.try_enter());
}

TEST_CASE("atomics: cars that were turned away do not count.") {
  car_park park(1);
  park.enter();
  CHECK_FALSE(park.try_enter());
  CHECK(park.parked() == 1);
  CHECK(park.served() == 0);
  park.leave();
  CHECK(park.parked() == 0);
  CHECK(park.served() == 1);
}

TEST_CASE("atomics: a car park without places lets nobody in.") {
  car_park park(0);
  CHECK_FALSE(park.try_enter());
  CHECK(park.parked() == 0);
}

TEST_CASE("atomics: whoever waits gets the place that becomes free.") {
  car_park park(1);
  park.enter();
  bool early = false;
  {
    std::atomic<bool> waited = false;
    boost::scoped_thread<> driver{[&] {
      park.enter();
      waited = true;
    }};
    give_others_time();
    early = waited;
    park.leave();
  }
  CHECK_FALSE(early);
  CHECK(park.parked() == 1);
  CHECK(park.served() == 1);
}

TEST_CASE("atomics: each place that becomes free wakes one who waits.") {
  constexpr int drivers = 6;
  car_park park(1);
  park.enter();
  {
    std::vector<boost::scoped_thread<>> waiting;
    for (int i = 0; i < drivers; ++i)
      waiting.emplace_back([&] {
        park.enter();
        park.leave();
      });
    give_others_time();
    park.leave();
  }
  CHECK(park.parked() == 0);
  CHECK(park.served() == 1 + drivers);
}

TEST_CASE("atomics: the last place has one taker.") {
  constexpr int evenings = 5000;
  std::deque<car_park> parks;
  for (int evening = 0; evening < evenings; ++evening) parks.emplace_back(1);
  std::barrier opening(2);  // both gates open at the same moment
  int parked[2] = {0, 0};
  together(2, [&](int gate) {
    for (car_park& park : parks) {
      opening.arrive_and_wait();
      if (park.try_enter()) ++parked[gate];
    }
  });
  CHECK(parked[0] + parked[1] == evenings);
}

TEST_CASE("atomics: there are never more cars than places.") {
  constexpr int gates = 4, cars = 20'000;
  car_park park(2);
  std::atomic<int> inside = 0;
  std::vector<int> most(gates, 0);
  together(gates, [&](int gate) {
    for (int car = 0; car < cars; ++car) {
      park.enter();
      const int here = ++inside;
      int& mine = most[static_cast<std::size_t>(gate)];
      mine = std::max(mine, here);
      --inside;
      park.leave();
    }
  });
  for (const int seen : most) CHECK(seen <= 2);
  CHECK(park.served() == gates * cars);
  CHECK(park.parked() == 0);
}

TEST_CASE("atomics: a place is handed over with what was left on it.") {
  constexpr int gates = 3, cars = 100'000;
  car_park park(1);
  int parked_here = 0;  // guarded by the place
  together(gates, [&](int) {
    for (int car = 0; car < cars; ++car) {
      park.enter();
      ++parked_here;
      park.leave();
    }
  });
  CHECK(parked_here == gates * cars);
}

TEST_CASE("atomics: a record knows the shortest and the longest stay.") {
  stay_record record;
  CHECK(record.read().shortest == std::numeric_limits<int>::max());
  CHECK(record.read().longest == 0);
  record.note(30);
  CHECK(record.read().shortest == 30);
  CHECK(record.read().longest == 30);
  record.note(90);
  record.note(45);
  record.note(5);
  CHECK(record.read().shortest == 5);
  CHECK(record.read().longest == 90);
}

TEST_CASE("atomics: a record loses no stay that several gates note.") {
  constexpr int stays = 200'000;
  stay_record record;
  together(2, [&](int gate) {
    for (int i = 1; i <= stays; ++i)
      record.note(gate == 0 ? stays + i : stays - i);
  });
  CHECK(record.read().shortest == 0);
  CHECK(record.read().longest == 2 * stays);
}

TEST_CASE("atomics: both halves of a record are of the same moment.") {
  constexpr int stays = 200'000;
  stay_record record;
  record.note(stays);
  bool torn = false;
  together(2, [&](int thread) {
    for (int i = 1; i <= stays; ++i) {
      if (thread == 0) {
        record.note(stays + i);
        record.note(stays - i);
      } else {
        const auto [shortest, longest] = record.read();
        const int below = stays - shortest, above = longest - stays;
        torn = torn || (below != above && below + 1 != above);
      }
    }
  });
  CHECK_FALSE(torn);
}

TEST_CASE("atomics: plain ints count what several threads count in them.") {
  constexpr int cars = 200'000;
  std::vector<int> cars_in_row(3, 0);
  together(3, [&](int gate) {
    for (int car = 0; car < cars; ++car)
      atomics::count_in(cars_in_row,
                        static_cast<std::size_t>((car + gate) % 2));
  });
  CHECK(cars_in_row[0] + cars_in_row[1] == 3 * cars);
  CHECK(cars_in_row[2] == 0);
}

TEST_CASE("atomics: the scenarios hold on real threads.") {
  for (int times = 0; times < 50; ++times) {
    atomics::scenario();
    atomics::noting();
  }
  SUCCEED("every assert in them held");
}

TEST_CASE("atomics: the same knobs print the same text.") {
  const int gates = GENERATE(1, 3, 16), places = GENERATE(1, 2, 100);
  CHECK(printed(10, gates, places) ==
        "served: 10, still there: 0\n"
        "rows: 3 3 2 2\n"
        "stays: 15 to 237 minutes\n");
}
