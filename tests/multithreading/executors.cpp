#include "multithreading/executors.hpp"

#include <algorithm>
#include <atomic>
#include <boost/thread/executors/basic_thread_pool.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <memory>
#include <numeric>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"

using executors::develop, executors::film, executors::serial;

namespace {

std::vector<int> count_to(int last) {
  std::vector<int> all(static_cast<std::size_t>(last));
  std::iota(all.begin(), all.end(), 1);
  return all;
}

std::string printed(int photos) {
  std::ostringstream out;
  executors::run(out, photos);
  return out.str();
}

}  // namespace

TEST_CASE("executors: on an inline executor, the caller does it at once.") {
  film taken;
  boost::inline_executor here;
  develop(taken, 3, here);
  CHECK(taken.photos == count_to(3));
  CHECK(taken.by_caller);
}

TEST_CASE("executors: on a loop, it is done when the loop is run.") {
  film taken;
  boost::loop_executor later;
  develop(taken, 3, later);
  CHECK(taken.photos.empty());
  CHECK(later.try_executing_one());
  CHECK(taken.photos == count_to(1));
  later.close();
  later.loop();
  CHECK(taken.photos == count_to(3));
}

TEST_CASE("executors: on a pool in turn, it is done in order.") {
  film taken;
  {
    boost::basic_thread_pool threads{4};
    serial line{threads};
    develop(taken, 1000, line);
  }
  CHECK(taken.photos == count_to(1000));
  CHECK_FALSE(taken.by_caller);
}

TEST_CASE("executors: any executor will do for a line, the book's as well.") {
  film inline_film, pool_film;
  {
    boost::inline_executor here;
    serial line{here};
    develop(inline_film, 10, line);
    CHECK(inline_film.photos == count_to(10));
  }
  {
    thread_pool::pool threads{3};
    serial line{threads};
    develop(pool_film, 100, line);
  }
  CHECK(pool_film.photos == count_to(100));
}

TEST_CASE("executors: what is due later is done later.") {
  for (int times = 0; times < 5; ++times) {
    auto due = executors::develop_later(10).photos;
    std::reverse(due.begin(), due.end());
    CHECK(due == count_to(10));
  }
}

TEST_CASE("executors: two tasks of a line never overlap.") {
  std::atomic<int> inside = 0;
  std::atomic<bool> overlapped = false;
  {
    boost::basic_thread_pool threads{4};
    serial line{threads};
    std::vector<boost::scoped_thread<>> callers;
    for (int caller = 0; caller < 4; ++caller)
      callers.emplace_back([&] {
        for (int task = 0; task < 200; ++task)
          line.submit([&] {
            if (++inside > 1) overlapped = true;
            boost::this_thread::yield();
            --inside;
          });
      });
  }
  CHECK_FALSE(overlapped);
}

TEST_CASE("executors: two lines on one pool do not wait for each other.") {
  std::atomic<bool> other_done = false;
  boost::basic_thread_pool threads{2};
  serial line{threads}, other_line{threads};
  line.submit([&] {
    while (!other_done) boost::this_thread::yield();
  });
  other_line.submit([&] { other_done = true; });
  SUCCEED("the first line waits for the second, and both end");
}

TEST_CASE("executors: a task of a line may add to the line.") {
  std::vector<int> order;
  {
    boost::basic_thread_pool threads{2};
    serial line{threads};
    line.submit([&] {
      line.submit([&] { order.push_back(2); });
      order.push_back(1);
    });
  }
  CHECK(order == count_to(2));
}

TEST_CASE("executors: tasks of a line move, and are never copied.") {
  int seen = 0;
  {
    boost::inline_executor here;
    serial line{here};
    line.submit([&seen, photo = std::make_unique<int>(7)] { seen = *photo; });
  }
  CHECK(seen == 7);
}

TEST_CASE("executors: a line that was never used goes.") {
  boost::loop_executor nobody_runs_it;
  { const serial line{nobody_runs_it}; }
  SUCCEED("it waited for nothing");
}

TEST_CASE("executors: a line starts again after it was empty.") {
  film taken;
  boost::loop_executor later;
  serial line{later};
  develop(taken, 2, line);
  while (later.try_executing_one()) continue;
  develop(taken, 1, line);
  while (later.try_executing_one()) continue;
  CHECK(taken.photos == std::vector{1, 2, 1});
}

TEST_CASE("executors: the scenario holds on real threads.") {
  for (int times = 0; times < 50; ++times) executors::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("executors: the same knobs print the same text.") {
  for (int times = 0; times < 5; ++times)
    CHECK(printed(2) ==
          "inline: the caller developed 1 2\n"
          "loop: so far 0 photos\n"
          "loop: the caller developed 1 2\n"
          "serial, on a pool: another thread developed 1 2\n"
          "scheduled: another thread developed 2 1\n");
}

TEST_CASE("executors: a run that is refused a thread says so and ends.") {
  const auto run = [] { printed(2); };
  CHECK(faults::refuse_threads_everywhere(run) == 3);
}
