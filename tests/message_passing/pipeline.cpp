#include "message_passing/pipeline.hpp"

#include <algorithm>
#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/thread_only.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"

using pipeline::stage;

namespace {

void sleep_milliseconds(int milliseconds) {
  boost::this_thread::sleep_for(boost::chrono::milliseconds{milliseconds});
}

// Hands out 1, 2, ... up to `last`.
std::function<std::optional<int>()> count_to(int last) {
  return [last, n = 0]() mutable -> std::optional<int> {
    if (n == last) return std::nullopt;
    return ++n;
  };
}

std::string printed(int lines, int workers, int in_flight) {
  std::ostringstream out;
  pipeline::run(out, lines, workers, in_flight);
  return out.str();
}

}  // namespace

TEST_CASE("pipeline: one worker hands on the results in order.") {
  stage<int, int> squares([](int n) { return n * n; }, 1, 3);
  REQUIRE(squares.send(1));
  REQUIRE(squares.send(2));
  REQUIRE(squares.send(3));
  squares.close();
  CHECK(squares.receive() == 1);
  CHECK(squares.receive() == 4);
  CHECK(squares.receive() == 9);
  CHECK(squares.receive() == std::nullopt);
}

TEST_CASE("pipeline: a slow item holds its place in the order.") {
  const auto work = [](int n) {
    if (n == 1) sleep_milliseconds(20);
    return n;
  };
  stage<int, int> unchanged(work, 2, 4);
  unchanged.feed(count_to(4));
  for (int n = 1; n <= 4; ++n) CHECK(unchanged.receive() == n);
  CHECK(unchanged.receive() == std::nullopt);
}

TEST_CASE("pipeline: the last worker to leave ends the results.") {
  const auto work = [](int n) {
    if (n == 1) sleep_milliseconds(20);
    return n;
  };
  stage<int, int> unchanged(work, 3, 3);
  REQUIRE(unchanged.send(1));
  unchanged.close();
  CHECK(unchanged.receive() == 1);
  CHECK(unchanged.receive() == std::nullopt);
}

TEST_CASE("pipeline: a stage without items ends at once.") {
  stage<int, int> unchanged([](int n) { return n; }, 2, 1);
  unchanged.feed(count_to(0));
  CHECK(unchanged.receive() == std::nullopt);
  CHECK(unchanged.receive() == std::nullopt);
}

TEST_CASE("pipeline: items move through and are never copied.") {
  using number = std::unique_ptr<int>;
  stage<number, number> unchanged([](number n) { return n; }, 2, 1);
  REQUIRE(unchanged.send(std::make_unique<int>(7)));
  const auto received = unchanged.receive();
  REQUIRE(received.has_value());
  CHECK(**received == 7);
}

TEST_CASE("pipeline: two stages in a row keep the order.") {
  stage<int, int> squares([](int n) { return n * n; }, 2, 3);
  stage<int, std::string> texts([](int n) { return std::to_string(n); }, 2, 2);
  squares.feed(count_to(50));
  texts.feed([&] { return squares.receive(); });
  for (int n = 1; n <= 50; ++n) CHECK(texts.receive() == std::to_string(n * n));
  CHECK(texts.receive() == std::nullopt);
}

TEST_CASE("pipeline: what the work throws arrives in its item's place.") {
  const auto work = [](int n) {
    if (n == 2) throw std::invalid_argument{"two"};
    return n;
  };
  stage<int, int> picky(work, 2, 2);
  picky.feed(count_to(3));
  CHECK(picky.receive() == 1);
  CHECK_THROWS_AS(picky.receive(), std::invalid_argument);
  CHECK(picky.receive() == 3);
  CHECK(picky.receive() == std::nullopt);
}

TEST_CASE("pipeline: failures make room like results do.") {
  const auto work = [](int) -> int { throw std::invalid_argument{"none"}; };
  stage<int, int> hopeless(work, 2, 1);
  hopeless.feed(count_to(20));
  for (int n = 1; n <= 20; ++n)
    CHECK_THROWS_AS(hopeless.receive(), std::invalid_argument);
  CHECK(hopeless.receive() == std::nullopt);
}

TEST_CASE("pipeline: what the source throws arrives after its last item.") {
  const int in_flight = GENERATE(1, 2, 8);
  stage<int, int> unchanged([](int n) { return n; }, 2, in_flight);
  unchanged.feed([n = 0]() mutable -> std::optional<int> {
    if (n == 3) throw std::runtime_error{"the disk is gone"};
    return ++n;
  });
  for (int n = 1; n <= 3; ++n) CHECK(unchanged.receive() == n);
  CHECK_THROWS_AS(unchanged.receive(), std::runtime_error);
  CHECK(unchanged.receive() == std::nullopt);
}

TEST_CASE("pipeline: never more items inside than allowed.") {
  const int in_flight = GENERATE(1, 2, 5);
  constexpr int items = 200;
  std::atomic<int> received = 0;
  int most_inside = 0;
  // The first item takes its time: the results after it must not pile up.
  const auto work = [](int n) {
    if (n == 1) sleep_milliseconds(20);
    return n;
  };
  stage<int, int> unchanged(work, 2, in_flight);
  {
    boost::scoped_thread<> source{[&] {
      for (int sent = 1; sent <= items; ++sent) {
        unchanged.send(sent);
        most_inside = std::max(most_inside, sent - received);
      }
      unchanged.close();
    }};
    while (unchanged.receive()) ++received;
  }
  CHECK(received == items);
  // One more item may be in the receiver's hands and not counted yet.
  CHECK(most_inside <= in_flight + 1);
}

TEST_CASE("pipeline: several workers work at the same time.") {
  std::atomic<int> started = 0;
  // Each item waits for the other: one worker would never end.
  const auto work = [&](int n) {
    ++started;
    while (started < 2) boost::this_thread::yield();
    return n;
  };
  stage<int, int> unchanged(work, 2, 2);
  unchanged.feed(count_to(2));
  CHECK(unchanged.receive() == 1);
  CHECK(unchanged.receive() == 2);
}

TEST_CASE("pipeline: stopping ends a sender that never would.") {
  stage<int, int> unchanged([](int n) { return n; }, 2, 3);
  int sent = 0;
  {
    boost::scoped_thread<> source{[&] {
      while (unchanged.send(sent)) ++sent;
    }};
    for (int n = 0; n < 10; ++n) unchanged.receive();
    sleep_milliseconds(20);
    unchanged.stop();
  }
  CHECK(sent >= 10);
  CHECK(sent <= 13);
}

TEST_CASE("pipeline: stopping lets a worker finish one item, not more.") {
  std::atomic<int> started = 0;
  std::atomic<bool> go_on = false;
  {
    const auto work = [&](int n) {
      ++started;
      while (!go_on) boost::this_thread::yield();
      return n;
    };
    stage<int, int> slow(work, 1, 3);
    for (int n = 1; n <= 3; ++n) slow.send(n);
    while (started == 0) boost::this_thread::yield();
    slow.stop();
    go_on = true;
  }
  CHECK(started == 1);
}

TEST_CASE("pipeline: a receiver that leaves stops all the others.") {
  std::atomic<int> worked = 0;
  {
    const auto work = [&](int n) {
      ++worked;
      return n;
    };
    stage<int, int> unchanged(work, 2, 3);
    unchanged.feed([n = 0]() mutable { return std::optional{++n}; });
    for (int n = 1; n <= 10; ++n) REQUIRE(unchanged.receive() == n);
  }
  CHECK(worked >= 10);
  CHECK(worked <= 13);
}

TEST_CASE("pipeline: stopping wakes the receiver that waits.") {
  std::optional<int> received = 1;
  stage<int, int> unchanged([](int n) { return n; }, 2, 1);
  {
    boost::scoped_thread<> receiver{[&] { received = unchanged.receive(); }};
    sleep_milliseconds(20);
    unchanged.stop();
  }
  CHECK(received == std::nullopt);
}

TEST_CASE("pipeline: many items through many workers keep their order.") {
  const int workers = GENERATE(2, 3, 8);
  constexpr int items = 2000;
  stage<int, int> doubled([](int n) { return 2 * n; }, workers, 5);
  doubled.feed(count_to(items));
  for (int n = 1; n <= items; ++n) REQUIRE(doubled.receive() == 2 * n);
  CHECK(doubled.receive() == std::nullopt);
}

TEST_CASE("pipeline: the scenario holds on real threads.") {
  for (int times = 0; times < 20; ++times) pipeline::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("pipeline: the same knobs print the same text.") {
  const int workers = GENERATE(1, 2, 16);
  const int in_flight = GENERATE(1, 4, 1000);
  CHECK(printed(6, workers, in_flight) ==
        "line 1: /menu answered 200\n"
        "line 2: /menu answered 200\n"
        "line 3: /menu answered 200\n"
        "line 4: /menu answered 200\n"
        "line 5: cannot read \"GET /me\"\n"
        "line 6: /menu answered 200\n"
        "line 7: the log ends, no request failed\n");
}

TEST_CASE("pipeline: the search stops at the first request that failed.") {
  const std::string text = printed(1000, 2, 4);
  const std::string end = "line 8: /order answered 500\n";
  REQUIRE(text.size() > end.size());
  CHECK(text.substr(text.size() - end.size()) == end);
}

TEST_CASE("pipeline: a line is read whole or not at all.") {
  const auto parsed = pipeline::parse("GET /menu 200");
  CHECK(parsed.path == "/menu");
  CHECK(parsed.status == 200);
  CHECK_THROWS_AS(pipeline::parse("GET /me"), std::invalid_argument);
  CHECK_THROWS_AS(pipeline::parse(""), std::invalid_argument);
}

TEST_CASE("pipeline: a run that is refused a thread says so and ends.") {
  const auto run = [] { printed(6, 2, 2); };
  CHECK(faults::refuse_threads_everywhere(run) > 0);
}
