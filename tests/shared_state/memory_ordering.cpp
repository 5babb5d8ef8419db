#include "shared_state/memory_ordering.hpp"

#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"

using memory_ordering::bridge;
using memory_ordering::report;

namespace {

std::string printed(int rounds) {
  std::ostringstream out;
  memory_ordering::run(out, rounds);
  return out.str();
}

}  // namespace

TEST_CASE("memory_ordering: a report is not there before it is published.") {
  report monday;
  CHECK(monday.read() == std::nullopt);
  monday.publish(21);
  CHECK(monday.read() == 21);
  CHECK(monday.read() == 21);
}

TEST_CASE("memory_ordering: a report reaches every reader who waits for it.") {
  constexpr int readers = 3;
  report monday;
  int seen[readers] = {};
  {
    std::vector<boost::scoped_thread<>> reading;
    for (int& mine : seen)
      reading.emplace_back([&] {
        std::optional<int> degrees;
        while (!(degrees = monday.read())) boost::this_thread::yield();
        mine = *degrees;
      });
    monday.publish(-4);
  }
  for (const int degrees : seen) CHECK(degrees == -4);
}

TEST_CASE("memory_ordering: a car that comes alone may cross.") {
  const int side = GENERATE(0, 1);
  bridge narrow, fenced;
  CHECK(memory_ordering::may_cross(narrow, side));
  CHECK_FALSE(memory_ordering::may_cross(narrow, 1 - side));
  CHECK(memory_ordering::may_cross_with_fence(fenced, side));
  CHECK_FALSE(memory_ordering::may_cross_with_fence(fenced, 1 - side));
}

TEST_CASE("memory_ordering: each thread does its part of every round.") {
  constexpr int rounds = 1000;
  int first = 0, second = 0;
  bool in_order = true, second_in_order = true;
  memory_ordering::at_one_moment(
      rounds, [&](int round) { in_order = in_order && round == first++; },
      [&](int round) {
        second_in_order = second_in_order && round == second++;
      });
  CHECK(first == rounds);
  CHECK(second == rounds);
  CHECK(in_order);
  CHECK(second_in_order);
}

TEST_CASE("memory_ordering: where both always cross, each bridge counts.") {
  CHECK(memory_ordering::collisions(100, [](bridge&, int) { return true; }) ==
        100);
  CHECK(memory_ordering::collisions(
            100, [](bridge&, int side) { return side == 0; }) == 0);
}

TEST_CASE("memory_ordering: where every report is wrong, each counts.") {
  struct always_wrong {
    void publish(int) {}
    std::optional<int> read() const { return 20; }
  };
  CHECK(memory_ordering::misread<always_wrong>(100) == 100);
}

TEST_CASE("memory_ordering: cars never meet on a bridge, reports are whole.") {
  constexpr int rounds = 100'000;
  CHECK(memory_ordering::misread<report>(rounds) == 0);
  CHECK(memory_ordering::collisions(rounds, memory_ordering::may_cross) == 0);
  CHECK(memory_ordering::collisions(
            rounds, memory_ordering::may_cross_with_fence) == 0);
}

TEST_CASE("memory_ordering: the scenario holds on real threads.") {
  for (int times = 0; times < 50; ++times) memory_ordering::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("memory_ordering: the same knobs print the same text.") {
  CHECK(printed(100) ==
        "of 100 reports, read wrong: 0\n"
        "of 100 bridges, crossed by both: 0\n"
        "the same with fences: 0\n");
}
