#include "shared_state/synchronized_value.hpp"

#include <atomic>
#include <boost/thread/condition_variable.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "catch.hpp"

using synchronized_value::account;
using synchronized_value::shared_account;
using synchronized_value::total;
using synchronized_value::transfer;
using synchronized_value::withdraw;

namespace {

std::string printed(int rounds, int tellers) {
  std::ostringstream out;
  synchronized_value::run(out, rounds, tellers);
  return out.str();
}

}  // namespace

TEST_CASE("synchronized_value: a withdrawal is booked.") {
  shared_account savings{account{100, 0}};
  CHECK(withdraw(savings, 30));
  CHECK(savings->balance == 70);
  CHECK(savings->bookings == 1);
}

TEST_CASE("synchronized_value: the last of the money can be withdrawn.") {
  shared_account savings{account{100, 0}};
  CHECK(withdraw(savings, 100));
  CHECK(savings->balance == 0);
}

TEST_CASE("synchronized_value: what is too much changes nothing.") {
  shared_account savings{account{100, 0}}, checking;
  CHECK_FALSE(withdraw(savings, 101));
  CHECK_FALSE(transfer(savings, checking, 101));
  CHECK(savings->balance == 100);
  CHECK(savings->bookings == 0);
  CHECK(checking->bookings == 0);
}

TEST_CASE("synchronized_value: a transfer is booked on both sides.") {
  shared_account savings{account{100, 0}}, checking;
  CHECK(transfer(savings, checking, 100));
  CHECK(savings->balance == 0);
  CHECK(checking->balance == 100);
  CHECK(savings->bookings == 1);
  CHECK(checking->bookings == 1);
  CHECK(total(savings, checking) == 100);
}

TEST_CASE("synchronized_value: whoever may only read gets const access.") {
  const shared_account savings{account{100, 0}};
  CHECK(savings->balance == 100);
  using held = decltype(*savings.synchronize());
  CHECK(std::is_same_v<held, const account&>);
}

TEST_CASE("synchronized_value: an exception unlocks.") {
  shared_account savings{account{100, 0}};
  const auto fail = [&] {
    auto held = savings.synchronize();
    held->balance -= 10;
    throw std::runtime_error{"the printer is out of paper"};
  };
  CHECK_THROWS_AS(fail(), std::runtime_error);
  CHECK(savings->balance == 90);
}

TEST_CASE("synchronized_value: no withdrawal is lost or overdrawn.") {
  constexpr int each = 200'000;
  shared_account savings{account{each + each / 2, 0}};
  int withdrawn[2] = {};
  {
    std::vector<boost::scoped_thread<>> customers;
    for (int& mine : withdrawn)
      customers.emplace_back([&] {
        for (int i = 0; i < each; ++i) mine += withdraw(savings, 1) ? 1 : 0;
      });
  }
  CHECK(withdrawn[0] + withdrawn[1] == each + each / 2);
  CHECK(savings->balance == 0);
  CHECK(savings->bookings == each + each / 2);
}

TEST_CASE("synchronized_value: transfers in opposite directions all end.") {
  constexpr int each = 200'000;
  shared_account checking{account{10, 0}}, savings{account{10, 0}};
  std::atomic<bool> closed = false;
  bool seen_whole = true;
  {
    boost::scoped_thread<> auditor{[&] {
      while (!closed) seen_whole = total(savings, checking) == 20 && seen_whole;
    }};
    {
      boost::scoped_thread<> teller{[&] {
        for (int i = 0; i < each; ++i) transfer(checking, savings, 1);
      }};
      boost::scoped_thread<> other_teller{[&] {
        for (int i = 0; i < each; ++i) transfer(savings, checking, 1);
      }};
    }
    closed = true;
  }
  CHECK(seen_whole);
  CHECK(total(checking, savings) == 20);
  CHECK(checking->bookings == savings->bookings);
}

TEST_CASE("synchronized_value: a lock that it gives out can wait.") {
  shared_account savings;
  boost::condition_variable paid_in;
  int seen = 0;
  {
    boost::scoped_thread<> customer{[&] {
      auto held = savings.unique_synchronize();
      paid_in.wait(held, [&] { return held->balance > 0; });
      seen = held->balance;
    }};
    savings->balance = 100;
    paid_in.notify_one();
  }
  CHECK(seen == 100);
}

TEST_CASE("synchronized_value: the scenario holds on real threads.") {
  for (int times = 0; times < 20; ++times) synchronized_value::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("synchronized_value: the same knobs print the same text.") {
  const int tellers = GENERATE(1, 2, 16);
  CHECK(printed(100, tellers) == "checking: 100 after " +
                                     std::to_string(200 * tellers) +
                                     " bookings\n"
                                     "the auditor always counted 200\n"
                                     "savings: too little for 101\n");
}
