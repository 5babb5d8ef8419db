#include "concurrent_data_structures/seqlock.hpp"

#include <array>
#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <cstdint>
#include <sstream>
#include <string>
#include <type_traits>

#include "catch.hpp"
#include "explorer/random_histories.hpp"
#include "faults.hpp"
#include "seqlock.history.hpp"

using seqlock::latest;

namespace {

std::string text_of_run(int seconds, int displays) {
  std::ostringstream out;
  seqlock::run(out, seconds, displays);
  return out.str();
}

// Not a whole number of words, and with padding inside.
struct ticket {
  std::uint8_t hall;
  std::uint32_t seat;
  std::array<char, 5> code;
};

// While it is copied in, a reader looks.
using large = std::array<std::uint64_t, 64>;

large filled(std::uint64_t number) {
  large value;
  value.fill(number);
  return value;
}

}  // namespace

TEST_CASE("seqlock: the first value is there from the start.") {
  const latest<int> temperature(-3);
  CHECK(temperature.try_load() == -3);
  CHECK(temperature.load() == -3);
}

TEST_CASE("seqlock: a load returns what was stored last, again and again.") {
  latest<int> temperature(0);
  for (int degrees = 1; degrees <= 100; ++degrees) {
    temperature.store(degrees);
    REQUIRE(temperature.load() == degrees);
    REQUIRE(temperature.try_load() == degrees);
  }
}

TEST_CASE("seqlock: values of any size come back whole.") {
  latest<ticket> sold(ticket{1, 2, {'a', 'b', 'c', 'd', 'e'}});
  CHECK(sold.load().code == std::array{'a', 'b', 'c', 'd', 'e'});
  sold.store(ticket{7, 4'000'000'000, {'v', 'w', 'x', 'y', 'z'}});
  const ticket seen = sold.load();
  CHECK(seen.hall == 7);
  CHECK(seen.seat == 4'000'000'000);
  CHECK(seen.code == std::array{'v', 'w', 'x', 'y', 'z'});

  latest<std::uint8_t> byte(std::uint8_t{255});
  CHECK(byte.load() == 255);
}

TEST_CASE("seqlock: a value is neither copied nor moved.") {
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<latest<int>>);
  STATIC_REQUIRE_FALSE(std::is_move_constructible_v<latest<int>>);
}

TEST_CASE("seqlock: readers see whole values, the newer the later.") {
  constexpr std::uint64_t stores = 20'000;
  latest<large> board(filled(0));
  std::array<int, 3> torn{};
  std::array<int, 3> backwards{};
  {
    boost::scoped_thread<> writer{[&] {
      for (std::uint64_t number = 1; number <= stores; ++number)
        board.store(filled(number));
    }};
    const auto read = [&](std::size_t reader) {
      std::uint64_t last = 0;
      while (last < stores) {
        const large seen = board.load();
        if (seen != filled(seen[0])) ++torn[reader];
        if (seen[0] < last) ++backwards[reader];
        last = seen[0];
      }
    };
    boost::scoped_thread<> first{[&] { read(0); }};
    boost::scoped_thread<> second{[&] { read(1); }};
    read(2);
  }
  CHECK(torn == std::array{0, 0, 0});
  CHECK(backwards == std::array{0, 0, 0});
}

TEST_CASE("seqlock: what was written before a store is seen after the load.") {
  constexpr int pages = 2000;
  std::array<int, pages + 1> book{};
  latest<int> printed(0);
  boost::scoped_thread<> press{[&] {
    for (int page = 1; page <= pages; ++page) {
      book[page] = page;
      printed.store(page);
    }
  }};
  int wrong = 0;
  for (int last = 0; last < pages;) {
    last = printed.load();
    if (book[last] != last) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("seqlock: a writer is done, however many readers there are.") {
  latest<large> board(filled(0));
  std::atomic<bool> over{false};
  {
    const auto read = [&] {
      while (!over.load(std::memory_order_relaxed)) board.try_load();
    };
    boost::scoped_thread<> first{read};
    boost::scoped_thread<> second{read};
    for (std::uint64_t number = 1; number <= 1000; ++number)
      board.store(filled(number));
    over.store(true, std::memory_order_relaxed);
  }
  CHECK(board.load() == filled(1000));
}

TEST_CASE("seqlock: the scenario holds on real threads.") {
  for (int round = 0; round < 100; ++round) seqlock::scenario();
  SUCCEED();
}

TEST_CASE("seqlock: the same knobs give the same text.") {
  CHECK(text_of_run(1000, 3) == text_of_run(1000, 3));
  CHECK(text_of_run(1, 1) == text_of_run(1, 1));
  CHECK(text_of_run(2, 1) != text_of_run(1, 1));
  CHECK(text_of_run(1000, 2).find(": no") == std::string::npos);
}

TEST_CASE("seqlock: a run that is refused a thread says so and ends.") {
  const auto run = [] { text_of_run(10, 2); };
  CHECK(faults::refuse_threads_everywhere(run) == 3);
}

TEST_CASE("seqlock: random calls of a writer and readers are linearizable.") {
  using namespace seqlock::histories;
  CHECK(explorer::check_random_histories<positions>(10'000, 4, 8) == "");
}
