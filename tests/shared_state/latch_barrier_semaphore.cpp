#include "shared_state/latch_barrier_semaphore.hpp"

#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/thread_only.hpp>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"

using latch_barrier_semaphore::permit;
using latch_barrier_semaphore::permits;
using latch_barrier_semaphore::simulate;

namespace {

// Long enough for another thread to start waiting. Where it is not, the test
// shows less, and still passes.
void give_others_time() {
  boost::this_thread::sleep_for(boost::chrono::milliseconds{20});
}

std::string printed(int steps, int workers) {
  std::ostringstream out;
  latch_barrier_semaphore::run(out, steps, workers);
  return out.str();
}

double hot_at_one_end(int cell) { return cell == 0 ? 800.0 : 0.0; }

}  // namespace

TEST_CASE("latch_barrier_semaphore: permits can be had until they are gone.") {
  permits lines{2};
  std::atomic<int> acquired = 0;
  int acquired_of_two = 0;
  {
    boost::scoped_thread<> worker{[&] {
      for (int i = 0; i < 3; ++i) {
        lines.acquire();
        ++acquired;
      }
    }};
    give_others_time();
    acquired_of_two = acquired;
    lines.release();
  }
  CHECK(acquired_of_two <= 2);
  CHECK(acquired == 3);
}

TEST_CASE("latch_barrier_semaphore: a permit is given back by an exception.") {
  permits lines{1};
  const auto fail = [&] {
    permit line{lines};
    throw std::runtime_error{"no connection"};
  };
  CHECK_THROWS_AS(fail(), std::runtime_error);
  permit line{lines};
  SUCCEED("the permit was there");
}

TEST_CASE("latch_barrier_semaphore: each release lets one more in.") {
  constexpr int turns = 20'000;
  permits full{0}, free{1};
  int value = 0, sum = 0;  // handed over by the permits
  {
    boost::scoped_thread<> consumer{[&] {
      for (int i = 0; i < turns; ++i) {
        full.acquire();
        sum += value;
        free.release();
      }
    }};
    for (int i = 1; i <= turns; ++i) {
      free.acquire();
      value = i % 7;
      full.release();
    }
  }
  int expected = 0;
  for (int i = 1; i <= turns; ++i) expected += i % 7;
  CHECK(sum == expected);
}

TEST_CASE("latch_barrier_semaphore: no step changes nothing.") {
  CHECK(simulate(3, 0, 1, 1, hot_at_one_end) == std::vector<double>{800, 0, 0});
}

TEST_CASE("latch_barrier_semaphore: a step takes the mean with neighbors.") {
  CHECK(simulate(3, 1, 1, 1, hot_at_one_end) ==
        std::vector<double>{600, 200, 0});
  CHECK(simulate(3, 2, 1, 1, hot_at_one_end) ==
        std::vector<double>{500, 250, 50});
}

TEST_CASE("latch_barrier_semaphore: no heat is lost.") {
  const auto rod = simulate(10, 200, 3, 2, hot_at_one_end);
  CHECK(std::accumulate(rod.begin(), rod.end(), 0.0) == Approx(800));
}

TEST_CASE("latch_barrier_semaphore: any number of workers computes the same.") {
  const int workers = GENERATE(2, 3, 5, 8);
  const auto measure = [](int cell) { return cell * 37 % 11; };
  CHECK(simulate(7, 300, workers, 2, measure) ==
        simulate(7, 300, 1, 1, measure));
}

TEST_CASE("latch_barrier_semaphore: no more measure at a time than may.") {
  const int lines = GENERATE(1, 2, 3);
  std::atomic<int> measuring = 0, most = 0, measured = 0;
  simulate(40, 1, 6, lines, [&](int) {
    const int now = ++measuring;
    int seen = most;
    while (seen < now && !most.compare_exchange_weak(seen, now)) {
    }
    boost::this_thread::yield();
    --measuring;
    ++measured;
    return 0.0;
  });
  CHECK(most <= lines);
  CHECK(measured == 40);
}

TEST_CASE("latch_barrier_semaphore: a failed sensor holds up nobody.") {
  const int broken = GENERATE(0, 3, 7);
  const auto measure = [&](int cell) {
    if (cell == broken) throw std::runtime_error{"no connection"};
    return 0.0;
  };
  CHECK_THROWS_AS(simulate(8, 50, 4, 2, measure), std::runtime_error);
}

TEST_CASE("latch_barrier_semaphore: all sensors may fail.") {
  const auto measure = [](int) -> double {
    throw std::runtime_error{"no connection"};
  };
  CHECK_THROWS_AS(simulate(8, 50, 4, 1, measure), std::runtime_error);
}

TEST_CASE("latch_barrier_semaphore: the scenario holds on real threads.") {
  for (int times = 0; times < 20; ++times) latch_barrier_semaphore::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("latch_barrier_semaphore: the same knobs print the same text.") {
  const int workers = GENERATE(1, 3, 8);
  CHECK(printed(1, workers) ==
        "600 degrees\n"
        "200 degrees\n"
        "0 degrees\n"
        "0 degrees\n"
        "0 degrees\n"
        "0 degrees\n"
        "0 degrees\n"
        "0 degrees\n");
}
