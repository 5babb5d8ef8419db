#include "shared_state/once_and_globals.hpp"

#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <latch>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"

using once_and_globals::lazy;
using once_and_globals::names_of_days;
using once_and_globals::words_translated;

namespace {

// Uses the globals before main() runs, as another file's global might.
struct {
  int words = (words_translated.add(7), words_translated.take());
  std::size_t days = names_of_days().size();
} const early_user;

// Runs `work()` in threads that start at the same moment.
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

std::string printed(int readers, int failures) {
  std::ostringstream out;
  once_and_globals::run(out, readers, failures);
  return out.str();
}

}  // namespace

TEST_CASE("once_and_globals: a value that nobody asks for is not made.") {
  int made = 0;
  lazy<int> value{[&] { return ++made; }};
  CHECK(made == 0);
}

TEST_CASE("once_and_globals: a value is made at the first get, and once.") {
  int made = 0;
  lazy<int> value{[&] { return ++made; }};
  CHECK(value.get() == 1);
  const int* const where = &value.get();
  CHECK(value.get() == 1);
  CHECK(&value.get() == where);
  CHECK(made == 1);
}

TEST_CASE("once_and_globals: a value may be of a type that only moves.") {
  lazy<std::unique_ptr<int>> letter{[] { return std::make_unique<int>(5); }};
  CHECK(*letter.get() == 5);
}

TEST_CASE("once_and_globals: a failure is thrown, and the next get retries.") {
  int attempts = 0;
  lazy<int> value{[&] {
    if (++attempts < 3) throw std::runtime_error{"not yet"};
    return 7;
  }};
  CHECK_THROWS_AS(value.get(), std::runtime_error);
  CHECK_THROWS_AS(value.get(), std::runtime_error);
  CHECK(value.get() == 7);
  CHECK(value.get() == 7);
  CHECK(attempts == 3);
}

TEST_CASE("once_and_globals: threads that ask together get one value.") {
  constexpr int threads = 4;
  for (int round = 0; round < 60; ++round) {
    std::atomic<int> made = 0;
    lazy<std::string> name{[&] {
      ++made;
      return std::string(100, 'x');
    }};
    const std::string* seen[threads] = {};
    std::size_t length[threads] = {};
    together(threads, [&](int number) {
      seen[number] = &name.get();
      length[number] = seen[number]->size();
    });
    REQUIRE(made == 1);
    for (int number = 0; number < threads; ++number) {
      REQUIRE(seen[number] == seen[0]);
      REQUIRE(length[number] == 100);
    }
  }
}

TEST_CASE("once_and_globals: whoever comes meanwhile waits for the value.") {
  std::latch begun(1);
  lazy<int> value{[&] {
    begun.count_down();
    boost::this_thread::sleep_for(boost::chrono::milliseconds{20});
    return 7;
  }};
  int seen[2] = {0, 0};
  {
    boost::scoped_thread<> maker{[&] { seen[0] = value.get(); }};
    boost::scoped_thread<> reader{[&] {
      begun.wait();
      seen[1] = value.get();
    }};
  }
  CHECK(seen[0] == 7);
  CHECK(seen[1] == 7);
}

TEST_CASE("once_and_globals: one of those who wait makes it after a failure.") {
  constexpr int threads = 4;
  std::atomic<int> attempts = 0, failures = 0, successes = 0;
  lazy<int> value{[&] {
    const int attempt = ++attempts;
    boost::this_thread::sleep_for(boost::chrono::milliseconds{5});
    if (attempt < threads) throw std::runtime_error{"not yet"};
    return 7;
  }};
  together(threads, [&](int) {
    try {
      value.get();
      ++successes;
    } catch (const std::runtime_error&) {
      ++failures;
    }
  });
  CHECK(attempts == threads);
  CHECK(failures == threads - 1);
  CHECK(successes == 1);
}

TEST_CASE("once_and_globals: globals are ready before main.") {
  CHECK(early_user.words == 7);
  CHECK(early_user.days == 3);
}

TEST_CASE("once_and_globals: the dictionary is one, for every thread.") {
  const once_and_globals::dictionary* seen[3] = {};
  together(3, [&](int number) { seen[number] = &names_of_days(); });
  CHECK(seen[0] == &names_of_days());
  CHECK(seen[1] == seen[0]);
  CHECK(seen[2] == seen[0]);
  CHECK(names_of_days().at("mardi") == "Tuesday");
}

TEST_CASE("once_and_globals: a count is taken once, and begins again.") {
  words_translated.take();
  words_translated.add(2);
  words_translated.add(3);
  CHECK(words_translated.take() == 5);
  CHECK(words_translated.take() == 0);
}

TEST_CASE("once_and_globals: no word is lost between adding and taking.") {
  constexpr int adding = 2, words = 100'000;
  words_translated.take();
  int taken = 0;
  together(adding + 1, [&](int number) {
    for (int i = 0; i < words; ++i) {
      if (number < adding)
        words_translated.add(1);
      else
        taken += words_translated.take();
    }
  });
  CHECK(taken + words_translated.take() == adding * words);
}

TEST_CASE("once_and_globals: the scenario holds on real threads.") {
  for (int times = 0; times < 50; ++times) once_and_globals::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("once_and_globals: the same knobs print the same text.") {
  CHECK(printed(4, 1) ==
        "library opened: 1\n"
        "attempts to load: 2\n"
        "readers turned away: 1\n"
        "words translated: 9\n");
  CHECK(printed(3, 0) ==
        "library opened: 1\n"
        "attempts to load: 1\n"
        "readers turned away: 0\n"
        "words translated: 9\n");
  CHECK(printed(2, 1000) ==
        "library opened: 1\n"
        "attempts to load: 2\n"
        "readers turned away: 2\n"
        "words translated: 0\n");
}
