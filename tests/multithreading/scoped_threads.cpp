#include "multithreading/scoped_threads.hpp"

#include <atomic>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"
#include "no_more_threads.hpp"

using namespace scoped_threads;

namespace {

std::string printed(int steps, int threads) {
  std::ostringstream out;
  run(out, steps, threads);
  return out.str();
}

}  // namespace

TEST_CASE("scoped_threads: the highest is found wherever it is.") {
  for (int size = 1; size <= 9; ++size)
    for (int top = 0; top < size; ++top) {
      std::vector<int> path(static_cast<std::size_t>(size), -5);
      path[static_cast<std::size_t>(top)] = -1;
      for (int threads = 1; threads <= 5; ++threads) {
        CAPTURE(size, top, threads);
        REQUIRE(highest(path, threads) == -1);
      }
    }
}

TEST_CASE("scoped_threads: a path that is too short takes fewer threads.") {
  const no_more_threads none;
  CHECK(highest(std::vector<int>{3}, 16) == 3);
  CHECK(highest(std::vector<int>{3, 4}, 1) == 4);
}

TEST_CASE("scoped_threads: what no thread helps with, the caller does alone.") {
  const std::vector<int> path{3, 9, 1, 7, 5, 2, 8, 4};
  for (long refused = 1; refused <= 4; ++refused) {
    const faults::no_thread_from here{refused};
    REQUIRE(highest(path, 4) == 9);
  }
}

TEST_CASE("scoped_threads: a run that is refused a thread says so and ends.") {
  const auto run = [] { printed(100, 4); };
  CHECK(faults::refuse_threads_everywhere(run) > 0);
}

TEST_CASE("scoped_threads: the threads borrow, and the caller writes after.") {
  std::vector<int> path(1000, 1);
  for (int round = 2; round < 100; ++round) {
    path.back() = round;
    REQUIRE(highest(path, 8) == round);
  }
}

TEST_CASE("scoped_threads: a guard joins a thread that others started.") {
  for (int round = 0; round < 50; ++round) {
    bool helped = false;
    const auto start = [&] { return boost::thread{[&] { helped = true; }}; };
    REQUIRE(highest_beside(start, std::vector<int>{3, 4}) == 4);
    REQUIRE(helped);
  }
}

TEST_CASE("scoped_threads: the ticks end with the work.") {
  std::atomic<int> ticks{0};
  with_ticks([&] { ++ticks; },
             [&] {
               while (ticks < 3) boost::this_thread::yield();
             });
  const int at_the_end = ticks;
  boost::this_thread::sleep_for(boost::chrono::milliseconds{20});
  CHECK(ticks == at_the_end);
}

TEST_CASE("scoped_threads: the ticks end when the work throws.") {
  std::atomic<int> ticks{0};
  const auto fail = [] { throw std::runtime_error{"lost"}; };
  CHECK_THROWS_AS(with_ticks([&] { ++ticks; }, fail), std::runtime_error);
  const int at_the_end = ticks;
  boost::this_thread::sleep_for(boost::chrono::milliseconds{20});
  CHECK(ticks == at_the_end);
}

TEST_CASE("scoped_threads: a strict thread stays in its scope.") {
  using strict = boost::strict_scoped_thread<>;
  using loose = boost::scoped_thread<>;
  CHECK_FALSE(std::is_convertible_v<strict, strict>);
  CHECK_FALSE(std::is_move_assignable_v<strict>);
  CHECK(std::is_convertible_v<loose, loose>);
  CHECK(std::is_move_assignable_v<loose>);
}

TEST_CASE("scoped_threads: a scoped thread may be a std::thread.") {
  bool done = false;
  {
    const boost::strict_scoped_thread<boost::join_if_joinable, std::thread>
        worker{[&] { done = true; }};
  }
  CHECK(done);
}

TEST_CASE("scoped_threads: the scenario holds on real threads.") {
  for (int round = 0; round < 100; ++round) scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("scoped_threads: the same knobs print the same text.") {
  CHECK(printed(1000, 4) ==
        "highest point, 1 thread: 1523 m\n"
        "highest point, up to 4 threads: 1523 m\n"
        "the clock ticked, and has stopped\n");
  CHECK(printed(1, 1) == printed(1, 1));
}
