#include "measure/together.hpp"

#include <chrono>
#include <ctime>
#include <latch>
#include <system_error>
#include <thread>

#include "catch.hpp"
#include "multithreading/no_more_threads.hpp"
#ifdef __linux__
#include <sched.h>
#endif

using measure::place, measure::together;

TEST_CASE("measure: tasks that work together meet each other") {
  std::latch meeting{3};
  int arrived[3] = {};
  const auto task = [&](int& mine) {
    return [&] {
      meeting.arrive_and_wait();
      mine = 1;
    };
  };
  together({task(arrived[0]), task(arrived[1]), task(arrived[2])});
  CHECK(arrived[0] + arrived[1] + arrived[2] == 3);
}

TEST_CASE("measure: the time is that of the longest task") {
  const auto nap = [] {
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  };
  CHECK(together({[] {}, nap, [] {}}) >= 0.020);
  CHECK(measure::seconds(nap) >= 0.020);
}

TEST_CASE("measure: a thread that cannot be started is reported") {
  const no_more_threads from_here_on;
  CHECK_THROWS_AS(together({[] {}}), std::system_error);
}

TEST_CASE("measure: who works has used processor time") {
  const double before = measure::processor_seconds();
  while (measure::processor_seconds() == before) continue;
  CHECK(measure::processor_seconds() > before);
}

TEST_CASE("measure: what other threads use is not this thread's") {
  double mine = 0;
  while (mine < 0.001) mine = measure::processor_seconds();
  double theirs = 0;
  together({[&] { theirs = measure::processor_seconds(); }});
  timespec both{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &both);
  CHECK(mine + theirs <= static_cast<double>(both.tv_sec) +
                             static_cast<double>(both.tv_nsec) / 1e9);
}

#ifdef __linux__
namespace {

struct affinity {
  int processors = 0;  // that the thread may use
  int processor = 0;   // that it does use
};

affinity of_this_thread() {
  cpu_set_t mine;
  CPU_ZERO(&mine);
  sched_getaffinity(0, sizeof mine, &mine);
  return {CPU_COUNT(&mine), sched_getcpu()};
}

}  // namespace

TEST_CASE("measure: pinned threads have a core each, if there are enough") {
  affinity first, second;
  together(
      {[&] { first = of_this_thread(); }, [&] { second = of_this_thread(); }});
  CHECK(first.processors == 1);
  CHECK(second.processors == 1);
  if (of_this_thread().processors > 1)
    CHECK(first.processor != second.processor);
}

TEST_CASE("measure: other threads may work anywhere") {
  affinity found;
  together({[&] { found = of_this_thread(); }}, place::anywhere);
  CHECK(found.processors == of_this_thread().processors);
}
#endif
