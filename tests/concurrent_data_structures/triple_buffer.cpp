#include "concurrent_data_structures/triple_buffer.hpp"

#include <algorithm>
#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <memory>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "explorer/random_histories.hpp"
#include "faults.hpp"
#include "triple_buffer.history.hpp"

using triple_buffer::buffer;

namespace {

std::string text_of_run(int pictures, int pixels) {
  std::ostringstream out;
  triple_buffer::run(out, pictures, pixels);
  return out.str();
}

}  // namespace

TEST_CASE("triple_buffer: before the first value there is an empty one.") {
  buffer<int> gauge;
  CHECK(gauge.latest() == 0);
  CHECK_FALSE(gauge.refresh());
  CHECK(gauge.latest() == 0);
}

TEST_CASE(
    "triple_buffer: a value is seen after the next refresh, not before.") {
  buffer<int> gauge;
  gauge.draft() = 7;
  CHECK_FALSE(gauge.refresh());
  gauge.publish();
  CHECK(gauge.latest() == 0);
  CHECK(gauge.refresh());
  CHECK(gauge.latest() == 7);
  CHECK_FALSE(gauge.refresh());
  CHECK(gauge.latest() == 7);
}

TEST_CASE("triple_buffer: of several values the newest is seen.") {
  buffer<int> gauge;
  for (int published = 1; published <= 100; ++published) {
    gauge.draft() = published;
    gauge.publish();
    if (published % 3 == 0) {
      REQUIRE(gauge.refresh());
      REQUIRE(gauge.latest() == published);
    }
  }
  CHECK(gauge.refresh());
  CHECK(gauge.latest() == 100);
}

TEST_CASE("triple_buffer: what the consumer looks at stays as it is.") {
  buffer<int> gauge;
  gauge.draft() = 1;
  gauge.publish();
  gauge.refresh();
  const int& seen = gauge.latest();
  for (int published = 2; published <= 10; ++published) {
    gauge.draft() = published;
    REQUIRE(seen == 1);
    gauge.publish();
    REQUIRE(seen == 1);
    REQUIRE(&gauge.draft() != &seen);
  }
}

TEST_CASE("triple_buffer: three slots come back again and again.") {
  buffer<std::unique_ptr<int>> letters;  // neither copied nor moved
  std::set<const void*> slots;
  for (int number = 0; number < 20; ++number) {
    slots.insert(&letters.draft());
    letters.draft() = std::make_unique<int>(number);
    letters.publish();
    if (number % 2 == 0) letters.refresh();
  }
  CHECK(slots.size() == 3);
  letters.refresh();
  CHECK(*letters.latest() == 19);
}

TEST_CASE("triple_buffer: a draft that fails is not published.") {
  buffer<std::vector<int>> films;
  films.draft() = {1, 2};
  films.publish();
  const auto spoil = [&] {
    films.draft().assign(3, 9);
    throw std::runtime_error("out of film");
  };
  CHECK_THROWS_AS(spoil(), std::runtime_error);
  CHECK(films.refresh());
  CHECK(films.latest() == std::vector{1, 2});
  CHECK_FALSE(films.refresh());
}

TEST_CASE("triple_buffer: the consumer sees whole values, newer and newer.") {
  constexpr int values = 20'000;
  buffer<std::vector<int>> board;
  boost::scoped_thread<> writer{[&] {
    for (int number = 1; number <= values; ++number) {
      board.draft().assign(100, number);
      board.publish();
    }
  }};
  int torn = 0;
  int backwards = 0;
  for (int last = 0; last < values;) {
    if (!board.refresh()) {
      boost::this_thread::yield();
      continue;
    }
    const auto& seen = board.latest();
    const int first = seen.front();
    if (std::ranges::count(seen, first) != 100) ++torn;
    if (first <= last) ++backwards;
    last = first;
  }
  CHECK(torn == 0);
  CHECK(backwards == 0);
}

TEST_CASE("triple_buffer: a consumer that leaves stops no producer.") {
  const auto watched = std::make_shared<int>(7);
  {
    buffer<std::shared_ptr<int>> letters;
    std::atomic<bool> read_one{false};
    boost::scoped_thread<> writer{[&] {
      do {
        letters.draft() = watched;
        letters.publish();
      } while (!read_one.load(std::memory_order_acquire));
      for (int more = 0; more < 1000; ++more) {
        letters.draft() = watched;
        letters.publish();
      }
    }};
    while (!letters.refresh()) boost::this_thread::yield();
    read_one.store(true, std::memory_order_release);
  }
  CHECK(watched.use_count() == 1);
}

TEST_CASE("triple_buffer: slots and numbers lie on cache lines of their own.") {
  CHECK(alignof(buffer<char>) == triple_buffer::cache_line);
  CHECK(sizeof(buffer<char>) == 6 * triple_buffer::cache_line);
}

TEST_CASE("triple_buffer: the scenario holds on real threads.") {
  for (int round = 0; round < 100; ++round) triple_buffer::scenario();
  SUCCEED();
}

TEST_CASE("triple_buffer: the same knobs give the same text.") {
  CHECK(text_of_run(1000, 10) == text_of_run(1000, 10));
  CHECK(text_of_run(1, 1) == text_of_run(1, 1));
  CHECK(text_of_run(2, 1) != text_of_run(1, 1));
  CHECK(text_of_run(1000, 50).find(": no") == std::string::npos);
}

TEST_CASE("triple_buffer: a run that is refused a thread says so and ends.") {
  const auto run = [] { text_of_run(10, 2); };
  CHECK(faults::refuse_threads_everywhere(run) == 1);
}

TEST_CASE(
    "triple_buffer: random calls of a writer and a reader are linearizable.") {
  using namespace triple_buffer::histories;
  CHECK(explorer::check_random_histories<pictures>(10'000, 2, 8) == "");
}

TEST_CASE("triple_buffer: ten million pictures need three pictures' memory.") {
  buffer<std::vector<int>> film;
  const auto shoot = [&](int number) {
    film.draft().assign(8, number);
    film.publish();
    if (number % 2 == 0) film.refresh();
  };
  for (int number = 0; number < 6; ++number) shoot(number);
  CHECK(faults::growth_over_many(shoot) == 0);
}
