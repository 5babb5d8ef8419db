#include "concurrent_data_structures/timed_queue.hpp"

#include <algorithm>
#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/concurrent_queues/sync_priority_queue.hpp>
#include <boost/thread/concurrent_queues/sync_timed_queue.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <memory>
#include <new>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "explorer/random_histories.hpp"
#include "faults.hpp"
#include "timed_queue.history.hpp"

using boost::chrono::hours, boost::chrono::milliseconds;
using steady = timed_queue::clock;
using timed_queue::moment, timed_queue::now;
using timed_queue::stopped_time, timed_queue::tomorrow;

namespace {

template <typename T>
using standing = timed_queue::timed_queue<T, stopped_time>;

// A time that the test sets. One thread alone.
struct set_time {
  const moment& present;
  moment now() const { return present; }
  void wait_until(moment, boost::condition_variable&,
                  boost::unique_lock<boost::mutex>&) const {
    FAIL("nobody would change the time");
  }
};

// Long enough for another thread to start waiting. Where it is not, the test
// shows less, and still passes.
void give_others_time() { boost::this_thread::sleep_for(milliseconds{20}); }

std::string printed(int calls, int apart) {
  std::ostringstream out;
  timed_queue::run(out, calls, apart);
  return out.str();
}

}  // namespace

TEST_CASE("timed_queue: the earliest comes first, whatever came in first.") {
  standing<int> numbers;
  for (const int due : {5, 1, 4, 2, 3}) numbers.push(now - hours{due}, due);
  for (const int due : {5, 4, 3, 2, 1}) REQUIRE(numbers.pop() == due);
  CHECK(numbers.try_pop() == std::nullopt);
}

TEST_CASE("timed_queue: equally early items leave in the order they came.") {
  standing<int> numbers;
  for (int number = 0; number < 100; ++number)
    numbers.push(now - hours{number % 2}, number);
  for (int number = 1; number < 100; number += 2)
    REQUIRE(numbers.pop() == number);
  for (int number = 0; number < 100; number += 2)
    REQUIRE(numbers.pop() == number);
}

TEST_CASE("timed_queue: nothing is taken before its time.") {
  moment present{};
  timed_queue::timed_queue<int, set_time> numbers{set_time{present}};
  const moment due = present + hours{1};
  numbers.push(due, 7);
  CHECK(numbers.try_pop() == std::nullopt);
  present = due - steady::duration{1};
  CHECK(numbers.try_pop() == std::nullopt);
  present = due;
  CHECK(numbers.try_pop() == 7);
}

TEST_CASE("timed_queue: a pop waits for the time of its item.") {
  timed_queue::timed_queue<int> numbers;
  const moment due = steady::now() + milliseconds{20};
  numbers.push(due, 7);
  CHECK(numbers.pop() == 7);
  CHECK(steady::now() >= due);
}

TEST_CASE(
    "timed_queue: closing hands back what was left, the earliest first.") {
  standing<std::unique_ptr<int>> numbers;
  numbers.push(tomorrow, std::make_unique<int>(3));
  numbers.push(now, std::make_unique<int>(1));
  numbers.push(tomorrow - hours{1}, std::make_unique<int>(2));
  const auto left = numbers.close();
  REQUIRE(left.size() == 3);
  CHECK(*left[0] == 1);
  CHECK(*left[1] == 2);
  CHECK(*left[2] == 3);
  CHECK(numbers.close().empty());
}

TEST_CASE("timed_queue: a closed queue takes nothing and gives nothing.") {
  standing<int> numbers;
  numbers.push(now, 1);
  numbers.close();
  CHECK_FALSE(numbers.push(now, 2));
  CHECK(numbers.pop() == std::nullopt);
  CHECK(numbers.try_pop() == std::nullopt);
  CHECK(numbers.close().empty());
}

TEST_CASE("timed_queue: a push without memory changes nothing.") {
  standing<int> numbers;
  numbers.push(now, 1);
  {
    const faults::no_memory_from here_on{1};
    CHECK_THROWS_AS(numbers.push(now, 2), std::bad_alloc);
  }
  CHECK(numbers.try_pop() == 1);
  CHECK_FALSE(numbers.try_pop());
}

TEST_CASE("timed_queue: an item moves through and is never copied.") {
  standing<std::unique_ptr<int>> numbers;
  numbers.push(now, std::make_unique<int>(7));
  const auto number = numbers.pop();
  REQUIRE(number.has_value());
  CHECK(**number == 7);
}

TEST_CASE("timed_queue: an earlier item wakes who waits for a later one.") {
  timed_queue::timed_queue<int> numbers;
  numbers.push(steady::now() + hours{24}, 2);
  std::optional<int> first;
  {
    boost::scoped_thread<> waiter{[&] { first = numbers.pop(); }};
    give_others_time();
    numbers.push(steady::now(), 1);
  }
  CHECK(first == 1);
  CHECK(numbers.close() == std::vector{2});
}

TEST_CASE("timed_queue: who takes an item wakes another for the next.") {
  for (int round = 0; round < 50; ++round) {
    standing<int> numbers;
    std::atomic<int> sum = 0;
    {
      boost::scoped_thread<> one{[&] { sum += numbers.pop().value(); }};
      boost::scoped_thread<> other{[&] { sum += numbers.pop().value(); }};
      boost::this_thread::yield();
      numbers.push(now, 1);
      numbers.push(now, 2);
    }
    REQUIRE(sum == 3);
  }
}

TEST_CASE("timed_queue: closing releases everyone who waits.") {
  standing<int> numbers;
  numbers.push(tomorrow, 1);
  std::optional<int> taken[3] = {0, 0, 0};
  std::vector<int> left;
  {
    std::vector<boost::scoped_thread<>> waiters;
    for (auto& mine : taken)
      waiters.emplace_back([&numbers, &mine] { mine = numbers.pop(); });
    give_others_time();
    left = numbers.close();
  }
  for (const auto& mine : taken) CHECK(mine == std::nullopt);
  CHECK(left == std::vector{1});
}

TEST_CASE("timed_queue: every item is taken once, by someone.") {
  constexpr int producers = 2, consumers = 2, items = 2000;
  timed_queue::timed_queue<int> numbers;
  std::vector<int> taken[consumers];
  {
    std::vector<boost::scoped_thread<>> threads;
    for (auto& mine : taken)
      threads.emplace_back([&] {
        for (int i = 0; i < items; ++i) mine.push_back(*numbers.pop());
      });
    for (int first = 0; first < producers; ++first)
      threads.emplace_back([&numbers, first] {
        for (int i = 0; i < items; ++i)
          numbers.push(steady::now() + boost::chrono::microseconds{i * 7 % 50},
                       first + i * producers);
      });
  }
  std::vector<int> all;
  for (const auto& mine : taken)
    all.insert(all.end(), mine.begin(), mine.end());
  std::sort(all.begin(), all.end());
  REQUIRE(all.size() == producers * items);
  for (int i = 0; i < producers * items; ++i) REQUIRE(all[i] == i);
}

TEST_CASE("timed_queue: Boost's queue, too, wakes for an earlier item.") {
  boost::concurrent::sync_timed_queue<int> numbers;
  numbers.push(2, hours{24});
  int first = 0;
  {
    boost::scoped_thread<> waiter{[&] { first = numbers.pull(); }};
    give_others_time();
    numbers.push(1, milliseconds{0});
  }
  CHECK(first == 1);
}

TEST_CASE("timed_queue: closed, Boost's queue still gives what is due.") {
  boost::concurrent::sync_timed_queue<int> numbers;
  numbers.push(1, milliseconds{0});
  numbers.push(2, hours{24});
  numbers.close();
  int number = 0;
  CHECK(numbers.wait_pull(number) == boost::queue_op_status::success);
  CHECK(number == 1);
  CHECK(numbers.wait_pull(number) == boost::queue_op_status::closed);
}

TEST_CASE("timed_queue: Boost's priority queue gives the largest first.") {
  boost::concurrent::sync_priority_queue<int> numbers;
  for (const int number : {1, 3, 2}) numbers.push(number);
  CHECK(numbers.pull() == 3);
  CHECK(numbers.pull() == 2);
  CHECK(numbers.pull() == 1);
}

TEST_CASE("timed_queue: the scenario holds on real threads.") {
  for (int times = 0; times < 100; ++times) timed_queue::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("timed_queue: the same knobs print the same text.") {
  const int apart = GENERATE(0, 3);
  CHECK(printed(2, apart) ==
        std::string{apart == 0 ? "call 2\ncall 1\n" : "call 1\ncall 2\n"} +
            "answered: an urgent call\n"
            "never made: tomorrow's call\n"
            "by urgency: a fire; a question; another question;\n");
}

TEST_CASE("timed_queue: random calls of four threads are linearizable.") {
  using namespace timed_queue::histories;
  CHECK(explorer::check_random_histories<calls<false>>(5'000, 4, 8) == "");
  CHECK(explorer::check_random_histories<calls<true>>(5'000, 4, 8) == "");
}

TEST_CASE("timed_queue: ten million calls need no more memory.") {
  standing<int> calls;
  for (int call = 0; call < 10; ++call) calls.push(tomorrow, call);
  CHECK(faults::growth_over_many([&](int call) {
          calls.push(now, call);
          calls.try_pop();
        }) == 0);
}
