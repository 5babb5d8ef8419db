#include "concurrent_data_structures/work_stealing_deque.hpp"

#include <array>
#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <memory>
#include <new>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "explorer/random_histories.hpp"
#include "faults.hpp"
#include "work_stealing_deque.history.hpp"

using work_stealing_deque::deque;
using work_stealing_deque::scheduler;

namespace {

std::string text_of_run(int entries, int workers) {
  std::ostringstream out;
  work_stealing_deque::run(out, entries, workers);
  return out.str();
}

// Counts to 2^depth: a task of depth n makes two of depth n - 1.
int leaves(int depth, int workers) {
  std::atomic<int> count{0};
  const auto work = [&](int left, auto add) {
    if (left == 0) {
      count.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    add(left - 1);
    add(left - 1);
  };
  scheduler<int, decltype(work)>{workers, work}.run(depth);
  return count;
}

}  // namespace

TEST_CASE("work_stealing_deque: an empty deque gives nothing, either end.") {
  deque<int> todo;
  for (int again = 0; again < 3; ++again) {
    REQUIRE_FALSE(todo.take());
    REQUIRE_FALSE(todo.steal());
    REQUIRE(todo.seems_empty());
  }
  todo.push(1);
  CHECK_FALSE(todo.seems_empty());
  CHECK(todo.take() == 1);
  CHECK_FALSE(todo.take());
}

TEST_CASE("work_stealing_deque: the owner takes the newest item first.") {
  deque<int> todo;
  for (int item = 1; item <= 3; ++item) todo.push(item);
  CHECK(todo.take() == 3);
  CHECK(todo.take() == 2);
  CHECK(todo.take() == 1);
  CHECK_FALSE(todo.take());
}

TEST_CASE("work_stealing_deque: a thief steals the oldest item first.") {
  deque<int> todo;
  for (int item = 1; item <= 3; ++item) todo.push(item);
  CHECK(todo.steal() == 1);
  CHECK(todo.take() == 3);
  CHECK(todo.steal() == 2);
  CHECK_FALSE(todo.steal());
}

TEST_CASE("work_stealing_deque: it grows, and its items stay in order.") {
  for (const std::size_t capacity : {1u, 2u, 3u, 64u}) {
    deque<int> todo(capacity);
    int stolen = 0;
    for (int item = 0; item < 1000; ++item) {
      todo.push(item);
      if (item % 3 == 0) REQUIRE(todo.steal() == stolen++);
    }
    for (int item = 999; item >= stolen; --item) REQUIRE(todo.take() == item);
    REQUIRE_FALSE(todo.take());
  }
}

TEST_CASE("work_stealing_deque: slots are used again for ever.") {
  deque<int> todo(2);
  for (int item = 0; item < 10'000; ++item) {
    todo.push(item);
    todo.push(-item);
    REQUIRE(todo.steal() == item);
    REQUIRE(todo.take() == -item);
  }
}

TEST_CASE("work_stealing_deque: a push without memory changes nothing.") {
  deque<int> todo(2);
  todo.push(1);
  todo.push(2);
  {
    const faults::no_memory_from here{1};
    CHECK_THROWS_AS(todo.push(3), std::bad_alloc);
  }
  CHECK(todo.steal() == 1);
  CHECK(todo.take() == 2);
  CHECK_FALSE(todo.take());
}

TEST_CASE("work_stealing_deque: each item is taken or stolen once.") {
  constexpr int items = 20'000;
  deque<int> todo(2);
  std::array<std::vector<int>, 4> got;
  std::atomic<bool> over{false};
  {
    const auto steal = [&](std::vector<int>& mine) {
      while (!over.load(std::memory_order_acquire))
        if (const auto item = todo.steal())
          mine.push_back(*item);
        else
          boost::this_thread::yield();
    };
    boost::scoped_thread<> first{[&] { steal(got[1]); }};
    boost::scoped_thread<> second{[&] { steal(got[2]); }};
    boost::scoped_thread<> third{[&] { steal(got[3]); }};
    for (int item = 0; item < items; ++item) {
      todo.push(item);
      if (item % 3 != 0) continue;
      if (const auto mine = todo.take()) got[0].push_back(*mine);
    }
    while (const auto mine = todo.take()) got[0].push_back(*mine);
    over.store(true, std::memory_order_release);
  }
  std::vector<int> times(items);
  for (const auto& mine : got)
    for (const int item : mine) ++times[item];
  CHECK(times == std::vector<int>(items, 1));
}

TEST_CASE("work_stealing_deque: what was written before a push is stolen.") {
  constexpr int letters = 5000;
  deque<int*> todo;
  std::vector<int> written(letters);
  std::atomic<int> read{0};
  std::atomic<int> wrong{0};
  {
    boost::scoped_thread<> thief{[&] {
      while (read.load(std::memory_order_relaxed) < letters)
        if (const auto letter = todo.steal()) {
          if (**letter != 7) wrong.fetch_add(1, std::memory_order_relaxed);
          read.fetch_add(1, std::memory_order_relaxed);
        }
    }};
    for (int& letter : written) {
      letter = 7;
      todo.push(&letter);
      if (const auto mine = todo.take()) {
        read.fetch_add(1, std::memory_order_relaxed);
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("work_stealing_deque: the scheduler does each task once.") {
  for (const int workers : {1, 2, 4, 7}) REQUIRE(leaves(10, workers) == 1024);
}

TEST_CASE("work_stealing_deque: a task that fails ends the run.") {
  for (const int workers : {1, 3}) {
    std::atomic<int> done{0};
    const auto work = [&](int task, auto add) {
      if (task == 5) throw std::runtime_error("out of paper");
      add(task + 1);
      done.fetch_add(1, std::memory_order_relaxed);
    };
    scheduler<int, decltype(work)> office{workers, work};
    REQUIRE_THROWS_AS(office.run(0), std::runtime_error);
    REQUIRE(done == 5);
  }
}

TEST_CASE("work_stealing_deque: a run without memory for tasks ends.") {
  int counted = 0;
  const auto run = [&] { counted = leaves(8, 1); };
  CHECK(faults::run_out_of_memory_everywhere(run) > 0);
  CHECK(counted == 256);
}

TEST_CASE("work_stealing_deque: the scenarios hold on real threads.") {
  for (int round = 0; round < 100; ++round) {
    work_stealing_deque::scenario();
    work_stealing_deque::sharing();
  }
  SUCCEED();
}

TEST_CASE("work_stealing_deque: the same knobs give the same text.") {
  CHECK(text_of_run(10'000, 3) == text_of_run(10'000, 3));
  CHECK(text_of_run(1, 1) == text_of_run(1, 1));
  CHECK(text_of_run(10'000, 4).find("yes") != std::string::npos);
  CHECK(text_of_run(999, 2) != text_of_run(1000, 2));
}

TEST_CASE(
    "work_stealing_deque: a run that is refused a thread says so and ends.") {
  const auto run = [] { text_of_run(1000, 3); };
  CHECK(faults::refuse_threads_everywhere(run) == 2);
}

TEST_CASE(
    "work_stealing_deque: random calls of an owner and thieves are "
    "linearizable.") {
  using namespace work_stealing_deque::histories;
  CHECK(explorer::check_random_histories<jobs<1>>(5'000, 4, 8) == "");
  CHECK(explorer::check_random_histories<jobs<4>>(5'000, 4, 8) == "");
}

TEST_CASE("work_stealing_deque: ten million jobs need no more memory.") {
  deque<int> todo(4);
  CHECK(faults::growth_over_many([&](int job) {
          todo.push(job);
          todo.push(-job);
          todo.steal();
          todo.take();
        }) == 0);
}
