#include "message_passing/worker_pool.hpp"

#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/thread_only.hpp>
#include <exception>
#include <memory>
#include <numeric>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"

using worker_pool::answers, worker_pool::fed_by_a_thread,
    worker_pool::fed_in_turns, worker_pool::pool;

namespace {

void sleep_milliseconds(int milliseconds) {
  boost::this_thread::sleep_for(boost::chrono::milliseconds{milliseconds});
}

std::vector<int> count_to(int last) {
  std::vector<int> jobs(static_cast<std::size_t>(last));
  std::iota(jobs.begin(), jobs.end(), 1);
  return jobs;
}

// Feeds the pool in one of the two ways.
answers<int> fed(bool by_a_thread, pool<int, int>& workers,
                 std::vector<int> jobs) {
  return by_a_thread ? fed_by_a_thread(workers, std::move(jobs))
                     : fed_in_turns(workers, std::move(jobs));
}

// Are these the results of count_to(last), doubled and in order?
bool all_doubled(const answers<int>& all, int last) {
  if (all.size() != static_cast<std::size_t>(last)) return false;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].job != i || std::get<int>(all[i].how) != 2 * int(i + 1))
      return false;
  return true;
}

std::string printed(int rows, int workers, int room) {
  std::ostringstream out;
  worker_pool::run(out, rows, workers, room);
  return out.str();
}

}  // namespace

TEST_CASE("worker_pool: one worker answers each job with its number.") {
  pool<int, int> workers([](int n) { return 2 * n; }, 1, 2);
  REQUIRE(workers.send(7, 1));
  REQUIRE(workers.send(9, 2));
  workers.close();
  const auto first = workers.receive();
  REQUIRE(first.has_value());
  CHECK(first->job == 7);
  CHECK(std::get<int>(first->how) == 2);
  const auto second = workers.receive();
  REQUIRE(second.has_value());
  CHECK(second->job == 9);
  CHECK(std::get<int>(second->how) == 4);
  CHECK_FALSE(workers.receive().has_value());
}

TEST_CASE("worker_pool: a closed pool takes no job, and answers the others.") {
  pool<int, int> workers([](int n) { return 2 * n; }, 2, 2);
  REQUIRE(workers.send(0, 1));
  workers.close();
  workers.close();
  CHECK_FALSE(workers.send(1, 2));
  CHECK(workers.receive().has_value());
  CHECK_FALSE(workers.receive().has_value());
}

TEST_CASE("worker_pool: more jobs than there is room for end all the same.") {
  const bool by_a_thread = GENERATE(true, false);
  const int room = GENERATE(1, 2, 5);
  const int threads = GENERATE(1, 3);
  pool<int, int> workers([](int n) { return 2 * n; }, threads,
                         static_cast<std::size_t>(room));
  CHECK(all_doubled(fed(by_a_thread, workers, count_to(200)), 200));
}

TEST_CASE("worker_pool: without a job there is no answer.") {
  const bool by_a_thread = GENERATE(true, false);
  pool<int, int> workers([](int n) { return n; }, 2, 1);
  CHECK(fed(by_a_thread, workers, {}).empty());
}

TEST_CASE("worker_pool: one close ends every worker.") {
  pool<int, int> workers([](int n) { return n; }, 8, 1);
  workers.close();
  CHECK_FALSE(workers.receive().has_value());
}

TEST_CASE("worker_pool: a job that fails has an answer, too.") {
  const bool by_a_thread = GENERATE(true, false);
  const auto work = [](int n) {
    if (n % 2 == 0) throw std::invalid_argument{"even"};
    return n;
  };
  pool<int, int> workers(work, 2, 2);
  const auto all = fed(by_a_thread, workers, count_to(5));
  REQUIRE(all.size() == 5);
  CHECK(std::get<int>(all[0].how) == 1);
  CHECK_THROWS_AS(
      std::rethrow_exception(std::get<std::exception_ptr>(all[1].how)),
      std::invalid_argument);
  CHECK(std::get<int>(all[2].how) == 3);
  CHECK(std::get<int>(all[4].how) == 5);
}

TEST_CASE("worker_pool: a slow job finds its place in the order.") {
  const bool by_a_thread = GENERATE(true, false);
  const auto work = [](int n) {
    if (n == 1) sleep_milliseconds(20);
    return 2 * n;
  };
  pool<int, int> workers(work, 2, 4);
  CHECK(all_doubled(fed(by_a_thread, workers, count_to(6)), 6));
}

TEST_CASE("worker_pool: the last worker to leave ends the answers.") {
  const auto work = [](int n) {
    sleep_milliseconds(20);
    return n;
  };
  pool<int, int> workers(work, 3, 3);
  REQUIRE(workers.send(0, 1));
  workers.close();
  CHECK(workers.receive().has_value());
  CHECK_FALSE(workers.receive().has_value());
}

TEST_CASE("worker_pool: several workers work at the same time.") {
  std::atomic<int> started = 0;
  // Each job waits for the other: one worker would never end.
  const auto work = [&](int n) {
    ++started;
    while (started < 2) boost::this_thread::yield();
    return 2 * n;
  };
  pool<int, int> workers(work, 2, 2);
  CHECK(all_doubled(fed_in_turns(workers, count_to(2)), 2));
}

TEST_CASE("worker_pool: in turns, no more jobs are inside than room.") {
  const int room = GENERATE(1, 2, 5);
  std::atomic<int> inside = 0, most_inside = 0;
  const auto work = [&](int n) {
    // An answer that waits is not counted, so this is the least there was.
    const int now = ++inside;
    for (int most = most_inside; now > most;)
      if (most_inside.compare_exchange_weak(most, now)) break;
    sleep_milliseconds(1);
    --inside;
    return 2 * n;
  };
  pool<int, int> workers(work, 8, static_cast<std::size_t>(room));
  CHECK(all_doubled(fed_in_turns(workers, count_to(20)), 20));
  CHECK(most_inside <= room);
}

TEST_CASE("worker_pool: jobs and results move through, never copied.") {
  using number = std::unique_ptr<int>;
  pool<number, number> workers([](number n) { return n; }, 2, 1);
  std::vector<number> jobs;
  jobs.push_back(std::make_unique<int>(7));
  jobs.push_back(std::make_unique<int>(8));
  const auto all = fed_by_a_thread(workers, std::move(jobs));
  REQUIRE(all.size() == 2);
  CHECK(*std::get<number>(all[0].how) == 7);
  CHECK(*std::get<number>(all[1].how) == 8);
}

TEST_CASE("worker_pool: a pool that goes ends workers that nobody heard.") {
  std::atomic<int> worked = 0;
  {
    pool<int, int> workers([&](int n) { return ++worked, n; }, 1, 1);
    // One answer waits, one worker waits with another, one job waits.
    for (std::size_t job = 0; job < 3; ++job) workers.send(job, 0);
    while (worked < 2) boost::this_thread::yield();
    sleep_milliseconds(20);
  }
  CHECK(worked >= 2);
  CHECK(worked <= 3);
}

TEST_CASE("worker_pool: a pool that nobody closed still goes.") {
  {
    const pool<int, int> workers([](int n) { return n; }, 4, 1);
  }
  SUCCEED("its workers were joined");
}

TEST_CASE("worker_pool: many jobs, many workers, one answer each.") {
  const bool by_a_thread = GENERATE(true, false);
  pool<int, int> workers([](int n) { return 2 * n; }, 8, 5);
  CHECK(all_doubled(fed(by_a_thread, workers, count_to(3000)), 3000));
}

TEST_CASE("worker_pool: the scenario holds on real threads.") {
  for (int times = 0; times < 20; ++times) worker_pool::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("worker_pool: the same knobs print the same text.") {
  const int workers = GENERATE(1, 2, 16);
  const int room = GENERATE(1, 1000);
  CHECK(printed(1, workers, room) ==
        "     @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@*=--::::......\n"
        "in turns: the same picture\n");
  CHECK(printed(40, workers, room) == printed(40, 1, 1));
}

TEST_CASE("worker_pool: a run that is refused a thread says so and ends.") {
  const auto run = [] { printed(4, 2, 1); };
  CHECK(faults::refuse_threads_everywhere(run) > 0);
}
