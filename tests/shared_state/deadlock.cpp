#include "shared_state/deadlock.hpp"

#include <boost/chrono/duration.hpp>
#include <boost/thread/thread_only.hpp>
#include <latch>
#include <sstream>
#include <stdexcept>
#include <string>

#include "catch.hpp"
#include "faults.hpp"

using deadlock::account;
using deadlock::ranked_mutex;
using deadlock::table;

namespace {

using guard = boost::lock_guard<ranked_mutex>;

// What lock() says, or an empty string if it locks.
std::string refusal(ranked_mutex& mutex) {
  try {
    guard lock{mutex};
    return "";
  } catch (const std::logic_error& refused) {
    return refused.what();
  }
}

std::string printed(int philosophers, int meals) {
  std::ostringstream out;
  deadlock::run(out, philosophers, meals);
  return out.str();
}

}  // namespace

TEST_CASE("deadlock: a transfer moves what it says.") {
  account tenant(100), landlord(5);
  CHECK(transfer(tenant, landlord, 70));
  CHECK(tenant.balance() == 30);
  CHECK(landlord.balance() == 75);
}

TEST_CASE("deadlock: a transfer of too much moves nothing.") {
  account tenant(100), landlord(5);
  CHECK_FALSE(transfer(tenant, landlord, 101));
  CHECK(tenant.balance() == 100);
  CHECK(landlord.balance() == 5);
}

TEST_CASE("deadlock: an account may pay itself.") {
  account tenant(100);
  CHECK(transfer(tenant, tenant, 100));
  CHECK_FALSE(transfer(tenant, tenant, 101));
  CHECK(tenant.balance() == 100);
}

TEST_CASE("deadlock: a refused transfer leaves both accounts unlocked.") {
  account tenant(0), landlord(1);
  REQUIRE_FALSE(transfer(tenant, landlord, 1));
  CHECK(transfer(landlord, tenant, 1));
}

TEST_CASE("deadlock: transfers in opposite directions get on.") {
  constexpr int transfers = 20'000;
  account tenant(transfers), landlord(transfers);
  std::latch opening(2);
  int refused[2] = {0, 0};
  {
    const auto pay = [&](account& from, account& to, int& mine) {
      opening.arrive_and_wait();
      for (int i = 0; i < transfers; ++i)
        if (!transfer(from, to, 1)) ++mine;
    };
    boost::scoped_thread<> rent{[&] { pay(tenant, landlord, refused[0]); }};
    boost::scoped_thread<> refund{[&] { pay(landlord, tenant, refused[1]); }};
  }
  CHECK(refused[0] + refused[1] == 0);
  CHECK(tenant.balance() == transfers);
  CHECK(landlord.balance() == transfers);
}

TEST_CASE("deadlock: ranks may be taken upwards, with gaps.") {
  ranked_mutex bank(1), branch(20), log(300);
  guard outer{bank};
  guard middle{branch};
  CHECK(refusal(log).empty());
}

TEST_CASE("deadlock: a lower rank is refused, and so is an equal one.") {
  ranked_mutex bank(1), tenant(2), landlord(2);
  guard held{tenant};
  CHECK(refusal(bank) == "holds rank 2 and asks for rank 1");
  CHECK(refusal(landlord) == "holds rank 2 and asks for rank 2");
  CHECK(refusal(tenant) == "holds rank 2 and asks for rank 2");
}

TEST_CASE("deadlock: what was given back no longer counts.") {
  ranked_mutex bank(1), branch(2), log(3);
  guard outer{bank};
  {
    guard middle{branch};
    guard inner{log};
  }
  CHECK(refusal(branch).empty());
  CHECK(refusal(log).empty());
  CHECK_FALSE(refusal(bank).empty());
}

TEST_CASE("deadlock: a refused mutex can be taken later.") {
  ranked_mutex bank(1), branch(2);
  {
    guard held{branch};
    REQUIRE_FALSE(refusal(bank).empty());
  }
  CHECK(refusal(bank).empty());
}

TEST_CASE("deadlock: the wrong order is refused without waiting.") {
  ranked_mutex bank(1), branch(2);
  std::string said;
  {
    guard held_here{bank};
    boost::scoped_thread<> other{[&] {
      guard held_there{branch};
      said = refusal(bank);
    }};
    other.join();
  }
  CHECK(said == "holds rank 2 and asks for rank 1");
}

TEST_CASE("deadlock: what one thread holds does not bind another.") {
  ranked_mutex bank(1), branch(2);
  std::string said = "nothing";
  guard held_here{branch};
  boost::scoped_thread<> other{[&] { said = refusal(bank); }};
  other.join();
  CHECK(said.empty());
}

TEST_CASE("deadlock: a ranked mutex keeps others out.") {
  ranked_mutex bank(1);
  int deposits = 0;
  {
    const auto deposit = [&] {
      for (int i = 0; i < 20'000; ++i) {
        guard lock{bank};
        ++deposits;
      }
    };
    boost::scoped_thread<> clerk{deposit};
    boost::scoped_thread<> other_clerk{deposit};
  }
  CHECK(deposits == 40'000);
}

TEST_CASE("deadlock: a table serves any seat, also the last.") {
  table dinner(2);
  dinner.eat(0);
  dinner.eat(1);
  dinner.eat(1);
  CHECK(dinner.meals() == 3);
}

TEST_CASE("deadlock: guests of all seats eat at once, and all get enough.") {
  constexpr int seats = 4, meals = 3000;
  table dinner(seats);
  {
    std::latch opening(seats);
    std::vector<boost::scoped_thread<>> guests;
    for (int seat = 0; seat < seats; ++seat)
      guests.emplace_back([&, seat] {
        opening.arrive_and_wait();
        for (int meal = 0; meal < meals; ++meal) dinner.eat(seat);
      });
  }
  CHECK(dinner.meals() == seats * meals);
}

TEST_CASE("deadlock: the scenario holds on real threads.") {
  for (int times = 0; times < 20; ++times) deadlock::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("deadlock: without a thread it fails, and waits for none.") {
  CHECK(faults::refuse_threads_everywhere([] { printed(3, 5); }) > 0);
}

TEST_CASE("deadlock: the same knobs print the same text.") {
  const int philosophers = GENERATE(2, 5, 16);
  CHECK(printed(philosophers, 50) ==
        std::to_string(philosophers) + " philosophers had " +
            std::to_string(50 * philosophers) +
            " meals\n"
            "each purse holds what it held before\n");
}
