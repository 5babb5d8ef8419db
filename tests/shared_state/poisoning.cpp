#include "shared_state/poisoning.hpp"

#include <boost/chrono/duration.hpp>
#include <boost/thread/thread_only.hpp>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"

using poisoning::guarded;
using poisoning::poisoned;
using poisoning::put_away;
using poisoning::recount;
using poisoning::stock;
using poisoning::unreadable_label;

namespace {

// Leaves the value through an exception.
template <typename T>
void fail(guarded<T>& value) {
  try {
    const auto held = value.lock();
    throw std::runtime_error{"failed"};
  } catch (const std::runtime_error&) {
  }
}

template <typename T>
bool is_poisoned(guarded<T>& value) {
  return value.lock_to_repair().is_poisoned();
}

std::string printed(int parcels, int torn) {
  std::ostringstream out;
  poisoning::run(out, parcels, torn);
  return out.str();
}

}  // namespace

TEST_CASE("poisoning: a guard that ends well leaves no poison.") {
  guarded<int> stock{1};
  {
    const auto held = stock.lock();
    *held = 2;
  }
  CHECK(*stock.lock() == 2);
  CHECK_FALSE(is_poisoned(stock));
}

TEST_CASE("poisoning: an early return leaves no poison.") {
  guarded<int> stock{1};
  const auto look = [&] {
    const auto held = stock.lock();
    if (*held == 1) return true;
    *held = 0;
    return false;
  };
  CHECK(look());
  CHECK_FALSE(is_poisoned(stock));
}

TEST_CASE("poisoning: an exception poisons, and every lock() says so.") {
  guarded<int> stock{1};
  fail(stock);
  CHECK(is_poisoned(stock));
  CHECK_THROWS_AS(stock.lock(), poisoned);
  CHECK_THROWS_AS(stock.lock(), poisoned);
}

TEST_CASE("poisoning: a refused lock() leaves the value unlocked.") {
  guarded<int> stock{1};
  fail(stock);
  REQUIRE_THROWS_AS(stock.lock(), poisoned);
  bool other_got_in = false;
  boost::scoped_thread<> other{[&] { other_got_in = is_poisoned(stock); }};
  other.join();
  CHECK(other_got_in);
}

TEST_CASE("poisoning: an exception caught under the guard poisons nothing.") {
  guarded<int> stock{1};
  {
    const auto held = stock.lock();
    try {
      throw std::runtime_error{"a label that is not needed"};
    } catch (const std::runtime_error&) {
      *held = 2;
    }
  }
  CHECK(*stock.lock() == 2);
}

TEST_CASE("poisoning: what cleans up during an exception poisons nothing.") {
  guarded<int> signatures{0};
  struct shift {
    ~shift() { ++*signatures.lock(); }
    guarded<int>& signatures;
  };
  try {
    shift today{signatures};
    throw std::runtime_error{"the ramp is on fire"};
  } catch (const std::runtime_error&) {
  }
  CHECK_FALSE(is_poisoned(signatures));
  CHECK(*signatures.lock() == 1);
}

TEST_CASE("poisoning: what fails while cleaning up does poison.") {
  guarded<int> signatures{0};
  struct shift {
    ~shift() { fail(signatures); }
    guarded<int>& signatures;
  };
  try {
    shift today{signatures};
    throw std::runtime_error{"the ramp is on fire"};
  } catch (const std::runtime_error&) {
  }
  CHECK(is_poisoned(signatures));
}

TEST_CASE("poisoning: poison stays with looking, and goes with healing.") {
  guarded<int> stock{1};
  fail(stock);
  CHECK(*stock.lock_to_repair() == 1);
  CHECK_THROWS_AS(stock.lock(), poisoned);
  stock.lock_to_repair().heal();
  CHECK(*stock.lock() == 1);
}

TEST_CASE("poisoning: a repair that fails leaves the poison.") {
  guarded<int> stock{1};
  fail(stock);
  try {
    auto held = stock.lock_to_repair();
    held.heal();
    throw std::runtime_error{"the list is missing"};
  } catch (const std::runtime_error&) {
  }
  CHECK_THROWS_AS(stock.lock(), poisoned);
}

TEST_CASE("poisoning: a value that can only be moved may be guarded.") {
  guarded<std::unique_ptr<int>> parcel{std::make_unique<int>(7)};
  CHECK(**parcel.lock() == 7);
}

TEST_CASE("poisoning: a guard keeps other threads out.") {
  guarded<int> stock{0};
  {
    const auto deliver = [&] {
      for (int parcel = 0; parcel < 20'000; ++parcel) ++*stock.lock();
    };
    boost::scoped_thread<> van{deliver};
    boost::scoped_thread<> other_van{deliver};
  }
  CHECK(*stock.lock() == 40'000);
}

TEST_CASE("poisoning: one thread's failure is known to the other.") {
  guarded<int> stock{1};
  boost::scoped_thread<> clerk{[&] { fail(stock); }};
  clerk.join();
  CHECK_THROWS_AS(stock.lock(), poisoned);
}

TEST_CASE("poisoning: the stock is recounted once.") {
  guarded<stock> warehouse{{.ramp = 3}};
  put_away(warehouse, true);
  CHECK_FALSE(recount(warehouse, 3));
  CHECK_THROWS_AS(put_away(warehouse, false), unreadable_label);
  CHECK(recount(warehouse, 3));
  CHECK_FALSE(recount(warehouse, 3));
  CHECK(warehouse.lock()->ramp == 2);
  CHECK(warehouse.lock()->shelf == 1);
}

TEST_CASE("poisoning: of many failures and repairs, none is lost.") {
  constexpr int rounds = 500;
  guarded<stock> warehouse{{.ramp = 2 * rounds}};
  std::vector<int> recounts(2);
  {
    const auto clerk = [&](int& mine) {
      for (int round = 0; round < rounds;) {
        try {
          put_away(warehouse, round % 3 != 0);
          ++round;
        } catch (const unreadable_label&) {
          ++round;
        } catch (const poisoned&) {
          if (recount(warehouse, 2 * rounds)) ++mine;
        }
      }
    };
    boost::scoped_thread<> one{[&] { clerk(recounts[0]); }};
    boost::scoped_thread<> other{[&] { clerk(recounts[1]); }};
  }
  const int failures = 2 * ((rounds + 2) / 3);
  if (is_poisoned(warehouse) && recount(warehouse, 2 * rounds)) ++recounts[0];
  CHECK(recounts[0] + recounts[1] == failures);
  CHECK(warehouse.lock()->shelf == 2 * rounds - failures);
  CHECK(warehouse.lock()->ramp == failures);
}

TEST_CASE("poisoning: the scenario holds on real threads.") {
  for (int times = 0; times < 20; ++times) poisoning::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("poisoning: without a thread it fails, and waits for none.") {
  CHECK(faults::refuse_threads_everywhere([] { printed(5, 2); }) > 0);
}

TEST_CASE("poisoning: the same knobs print the same text.") {
  CHECK(printed(50, 0) ==
        "labels that could not be read: 0\n"
        "recounts: 0\n"
        "on the shelf: 50, on the ramp: 0\n");
  const int torn = GENERATE(1, 2, 50);
  CHECK(printed(50, torn) ==
        "labels that could not be read: 1\n"
        "recounts: 1\n"
        "on the shelf: 50, on the ramp: 0\n");
}
