#include "multithreading/stop_and_interrupt.hpp"

#include <boost/chrono/duration.hpp>
#include <chrono>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"

using namespace stop_and_interrupt;

namespace {

std::string printed(int orders) {
  std::ostringstream out;
  run(out, orders);
  return out.str();
}

void give_it_time_to_wait() {
  std::this_thread::sleep_for(std::chrono::milliseconds{30});
}

}  // namespace

TEST_CASE("stop_and_interrupt: orders come out in the order they went in.") {
  stoppable_orders stoppable;
  interruptible_orders interruptible;
  for (const int order : {3, 1, 2}) {
    stoppable.add(order);
    interruptible.add(order);
  }
  for (const int order : {3, 1, 2}) {
    CHECK(stoppable.next({}) == order);
    CHECK(interruptible.next() == order);
  }
}

TEST_CASE("stop_and_interrupt: what waits is handed out after a stop.") {
  std::stop_source closing;
  closing.request_stop();
  stoppable_orders kitchen;
  kitchen.add(7);
  CHECK(kitchen.next(closing.get_token()) == 7);
  CHECK_FALSE(kitchen.next(closing.get_token()).has_value());
}

TEST_CASE("stop_and_interrupt: what nobody has taken can be taken at once.") {
  interruptible_orders kitchen;
  kitchen.add(7);
  kitchen.add(8);
  auto rest = kitchen.take_all();
  REQUIRE(rest.size() == 2);
  CHECK(rest.front() == 7);
  CHECK(kitchen.take_all().empty());
}

TEST_CASE("stop_and_interrupt: a stop wakes every cook that waits.") {
  stoppable_orders kitchen;
  std::stop_source closing;
  std::atomic<int> gone{0};
  {
    std::vector<std::jthread> cooks;
    for (int cook = 0; cook < 4; ++cook)
      cooks.emplace_back([&] {
        if (!kitchen.next(closing.get_token())) ++gone;
      });
    give_it_time_to_wait();
    closing.request_stop();
  }
  CHECK(gone == 4);
}

TEST_CASE("stop_and_interrupt: an interruption wakes the cook it is for.") {
  interruptible_orders kitchen;
  std::atomic<int> gone{0};
  const auto cook = [&] {
    try {
      kitchen.next();
    } catch (const boost::thread_interrupted&) {
      ++gone;
    }
  };
  boost::thread first{cook}, second{cook};
  give_it_time_to_wait();
  first.interrupt();
  first.join();
  CHECK(gone == 1);
  kitchen.add(1);
  second.join();
  CHECK(gone == 1);
}

TEST_CASE("stop_and_interrupt: the door is open until it is closed.") {
  std::atomic<bool> closed{false};
  std::atomic<bool> left{false};
  std::stop_source closing;
  std::jthread porter{[&] {
    wait_at(closed, closing.get_token());
    left = true;
  }};
  give_it_time_to_wait();
  CHECK_FALSE(left);
  closing.request_stop();
  porter.join();
  CHECK(closed);
}

TEST_CASE("stop_and_interrupt: a door that is closed already is no wait.") {
  std::atomic<bool> closed{true};
  wait_at(closed, {});
  std::stop_source closing;
  closing.request_stop();
  std::atomic<bool> other{false};
  wait_at(other, closing.get_token());
  CHECK(other);
}

TEST_CASE("stop_and_interrupt: the smallest divisor is found.") {
  for (long number = 2; number < 500; ++number) {
    long expected = 2;
    while (number % expected != 0) ++expected;
    REQUIRE(smallest_divisor(number, {}) == expected);
  }
}

TEST_CASE("stop_and_interrupt: a stop ends a search that would take long.") {
  std::optional<long> found = 0;
  {
    const std::jthread searcher{[&](const std::stop_token& stop) {
      found = smallest_divisor(9'223'372'036'854'775'783, stop);
    }};
  }
  CHECK_FALSE(found.has_value());
}

TEST_CASE("stop_and_interrupt: whoever disabled interruption hears it later.") {
  bool within = false, after = false;
  {
    const interrupted_thread cook{[&] {
      while (!boost::this_thread::interruption_requested())
        boost::this_thread::yield();
      {
        const boost::this_thread::disable_interruption busy;
        boost::this_thread::interruption_point();
        within = true;
      }
      boost::this_thread::interruption_point();
      after = true;
    }};
  }
  CHECK(within);
  CHECK_FALSE(after);
}

TEST_CASE("stop_and_interrupt: locking a mutex is no interruption point.") {
  boost::mutex mutex;
  bool locked = false, interrupted = false;
  boost::thread cook{[&] {
    while (!boost::this_thread::interruption_requested())
      boost::this_thread::yield();
    {
      const boost::lock_guard<boost::mutex> lock{mutex};
      locked = true;
    }
    interrupted = boost::this_thread::interruption_requested();
  }};
  cook.interrupt();
  cook.join();
  CHECK(locked);
  CHECK(interrupted);
}

TEST_CASE("stop_and_interrupt: an interruption is delivered once.") {
  int delivered = 0;
  {
    const interrupted_thread cook{[&] {
      try {
        boost::this_thread::sleep_for(boost::chrono::hours{1});
      } catch (const boost::thread_interrupted&) {
        ++delivered;
      }
      boost::this_thread::interruption_point();
      ++delivered;
    }};
  }
  CHECK(delivered == 2);
}

TEST_CASE("stop_and_interrupt: a callback runs in the thread that asks.") {
  std::stop_source closing;
  std::thread::id ran_in;
  const std::stop_callback tell{closing.get_token(),
                                [&] { ran_in = std::this_thread::get_id(); }};
  std::thread asker{[&] { closing.request_stop(); }};
  const auto asking = asker.get_id();
  asker.join();
  CHECK(ran_in == asking);
}

TEST_CASE("stop_and_interrupt: every order is cooked, however it ends.") {
  for (int round = 0; round < 200; ++round) {
    REQUIRE(cooked_until_stopped(round % 7) == round % 7);
    REQUIRE(cooked_until_interrupted(round % 7) == round % 7);
  }
}

TEST_CASE("stop_and_interrupt: the scenarios hold on real threads.") {
  for (int round = 0; round < 100; ++round) {
    scenario();
    ordered();
    interrupted();
  }
  SUCCEED("every assert in them held");
}

TEST_CASE("stop_and_interrupt: the same knobs print the same text.") {
  CHECK(printed(3) ==
        "stopped: the cook has cooked 3 of 3\n"
        "interrupted: the cook has cooked 3 of 3\n"
        "stopped: the porter has closed the door\n"
        "stopped: the divisor is not found\n");
  CHECK(printed(1000) == printed(1000));
}

TEST_CASE("stop_and_interrupt: a run refused a thread says so and ends.") {
  const auto run = [] {
    try {
      printed(2);
    } catch (const std::system_error&) {
      throw boost::thread_resource_error{};
    }
  };
  CHECK(faults::refuse_threads_everywhere(run) == 3);
}
