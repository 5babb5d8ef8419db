#include "multithreading/thread_pool.hpp"

#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/thread_only.hpp>
#include <future>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"

using thread_pool::pool;

namespace {

void sleep_milliseconds(int milliseconds) {
  boost::this_thread::sleep_for(boost::chrono::milliseconds{milliseconds});
}

std::string printed(int books, int threads) {
  std::ostringstream out;
  thread_pool::run(out, books, threads);
  return out.str();
}

}  // namespace

TEST_CASE("thread_pool: a future receives what the task returns.") {
  pool threads{1};
  CHECK(threads.submit([] { return 7; }).get() == 7);
  CHECK(threads.submit([] { return std::string{"seven"}; }).get() == "seven");
  int called = 0;
  threads.submit([&] { ++called; }).get();
  CHECK(called == 1);
}

TEST_CASE("thread_pool: a future receives what the task throws.") {
  pool threads{1};
  auto answer = threads.submit([]() -> int { throw std::range_error{"high"}; });
  CHECK_THROWS_AS(answer.get(), std::range_error);
  CHECK(threads.submit([] { return 7; }).get() == 7);
}

TEST_CASE("thread_pool: one thread takes tasks in the order of submission.") {
  std::vector<int> order;
  {
    pool threads{1};
    for (int task = 0; task < 50; ++task)
      threads.post([&, task] { order.push_back(task); });
  }
  REQUIRE(order.size() == 50);
  for (int task = 0; task < 50; ++task)
    CHECK(order[static_cast<std::size_t>(task)] == task);
}

TEST_CASE("thread_pool: tasks and results move, and are never copied.") {
  pool threads{2};
  auto answer = threads.submit(
      [book = std::make_unique<int>(7)]() mutable { return std::move(book); });
  CHECK(*answer.get() == 7);
}

TEST_CASE("thread_pool: a task may be a pointer to a function.") {
  pool threads{1};
  int (*const seven)() = [] { return 7; };
  CHECK(threads.submit(seven).get() == 7);
}

TEST_CASE("thread_pool: a pool that goes has done all its tasks.") {
  const int size = GENERATE(1, 2, 8);
  std::atomic<int> done = 0;
  {
    pool threads{size};
    for (int task = 0; task < 20; ++task)
      threads.post([&] {
        sleep_milliseconds(1);
        ++done;
      });
  }
  CHECK(done == 20);
}

TEST_CASE("thread_pool: a pool without a task goes.") {
  const int size = GENERATE(1, 8);
  { const pool threads{size}; }
  SUCCEED("its threads were joined");
}

TEST_CASE("thread_pool: the threads work at the same time.") {
  std::atomic<int> begun = 0;
  // Each task waits for the others: with fewer threads none would end.
  const auto meet = [&] {
    ++begun;
    while (begun < 3) boost::this_thread::yield();
  };
  {
    pool threads{3};
    sleep_milliseconds(10);  // so that they are asleep, most likely
    for (int task = 0; task < 3; ++task) threads.post(meet);
  }
  CHECK(begun == 3);
}

TEST_CASE("thread_pool: a task may submit others, and those are done, too.") {
  std::atomic<int> done = 0;
  {
    pool threads{2};
    threads.post([&] {
      for (int task = 0; task < 10; ++task) threads.post([&] { ++done; });
    });
  }
  CHECK(done == 10);
}

TEST_CASE("thread_pool: a future that goes waits for nobody.") {
  std::atomic<bool> may_end = false;
  pool threads{1};
  threads.submit([&] {
    while (!may_end) boost::this_thread::yield();
  });
  may_end = true;
  SUCCEED("the task was not awaited");
}

TEST_CASE("thread_pool: a task's captures go with the future, at the latest.") {
  const auto book = std::make_shared<int>(9);
  {
    pool threads{1};
    threads.submit([book] {}).get();
    threads.post([book] {});
  }
  CHECK(book.use_count() == 1);
}

TEST_CASE("thread_pool: many threads submit at the same time.") {
  std::atomic<int> sum = 0;
  {
    pool threads{4};
    std::vector<boost::scoped_thread<>> callers;
    for (int caller = 0; caller < 4; ++caller)
      callers.emplace_back([&] {
        for (int task = 0; task < 500; ++task)
          sum += threads.submit([task] { return task % 2; }).get();
      });
  }
  CHECK(sum == 1000);
}

TEST_CASE("thread_pool: many short tasks are done once each.") {
  std::vector<int> times(20000);
  {
    pool threads{4};
    for (int& each : times) threads.post([&each] { ++each; });
  }
  CHECK(times == std::vector<int>(20000, 1));
}

TEST_CASE("thread_pool: a number is checked as ISO 2108 says.") {
  CHECK_NOTHROW(thread_pool::check("9780306406157"));
  CHECK_NOTHROW(thread_pool::check("9780321563842"));
  for (const char* wrong : {"9780306406158", "9780306046157", "",
                            "978030640615", "97803064061570", "978030640615x"})
    CHECK_THROWS_AS(thread_pool::check(wrong), std::invalid_argument);
}

TEST_CASE("thread_pool: the scenarios hold on real threads.") {
  for (int times = 0; times < 50; ++times) {
    thread_pool::scenario();
    thread_pool::answers();
  }
  SUCCEED("every assert in them held");
}

TEST_CASE("thread_pool: the same knobs print the same text.") {
  const int threads = GENERATE(1, 2, 16);
  CHECK(printed(1, threads) == "book 1: 9780321563842\n");
  CHECK(printed(100, threads) == printed(100, 1));
}

TEST_CASE("thread_pool: a run that is refused a thread says so and ends.") {
  const auto run = [] { printed(4, 3); };
  CHECK(faults::refuse_threads_everywhere(run) == 3);
}
