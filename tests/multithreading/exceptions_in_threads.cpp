#include "multithreading/exceptions_in_threads.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <boost/thread/exceptions.hpp>
#include <boost/thread/thread_only.hpp>
#include <csignal>
#include <memory>
#include <new>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>

#include "catch.hpp"
#include "faults.hpp"

using namespace exceptions_in_threads;

namespace {

// The signal that ends a process that does this, or 0.
template <typename Deed>
int signal_that_ends(Deed deed) {
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);
    std::set_terminate([] { std::abort(); });
    deed();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

std::string printed(int stations, int failing) {
  std::ostringstream out;
  run(out, stations, failing);
  return out.str();
}

}  // namespace

TEST_CASE("exceptions_in_threads: join throws what the work threw, once.") {
  worker meter{[] { throw std::out_of_range{"too hot"}; }};
  CHECK_THROWS_WITH(meter.join(), "too hot");
}

TEST_CASE("exceptions_in_threads: join of work that is done throws nothing.") {
  bool done = false;
  worker meter{[&] { done = true; }};
  CHECK_NOTHROW(meter.join());
  CHECK(done);
}

TEST_CASE("exceptions_in_threads: the exception keeps its class.") {
  worker meter{[] { throw 7; }};
  CHECK_THROWS_AS(meter.join(), int);
  worker other{[] { throw std::bad_alloc{}; }};
  CHECK_THROWS_AS(other.join(), std::bad_alloc);
}

TEST_CASE("exceptions_in_threads: work may own what cannot be copied.") {
  int seen = 0;
  worker meter{[own = std::make_unique<int>(7), &seen] { seen = *own; }};
  meter.join();
  CHECK(seen == 7);
}

TEST_CASE("exceptions_in_threads: who never asks waits, and hears nothing.") {
  bool done = false;
  {
    worker meter{[&] {
      std::this_thread::yield();
      done = true;
      throw std::runtime_error{"nobody asks"};
    }};
  }
  CHECK(done);
}

TEST_CASE("exceptions_in_threads: each failure is in the place of its own.") {
  std::vector<int> results(64);
  const auto failures = outcomes(64, [&](std::size_t i) {
    if (i % 3 == 0) throw i;
    results[i] = static_cast<int>(i);
  });
  REQUIRE(failures.size() == 64);
  for (std::size_t i = 0; i < 64; ++i) {
    std::size_t thrown = 64;
    try {
      if (failures[i]) std::rethrow_exception(failures[i]);
    } catch (const std::size_t which) {
      thrown = which;
    }
    REQUIRE(thrown == (i % 3 == 0 ? i : 64));
    REQUIRE(results[i] == (i % 3 == 0 ? 0 : static_cast<int>(i)));
  }
}

TEST_CASE("exceptions_in_threads: a failure does not keep others from work.") {
  std::atomic<int> done{0};
  outcomes(8, [&](std::size_t i) {
    if (i == 0) throw std::runtime_error{"at once"};
    std::this_thread::yield();
    ++done;
  });
  CHECK(done == 7);
}

TEST_CASE("exceptions_in_threads: no work, no thread, no failure.") {
  const faults::no_thread_from the_first{1};
  CHECK(outcomes(0, [](std::size_t) {}).empty());
}

TEST_CASE("exceptions_in_threads: a refused thread ends the others first.") {
  std::atomic<int> started{0}, ended{0};
  const faults::no_thread_from the_third{3};
  const auto work = [&](std::size_t) {
    ++started;
    std::this_thread::yield();
    ++ended;
  };
  CHECK_THROWS_AS(outcomes(3, work), boost::thread_resource_error);
  CHECK(started == 2);
  CHECK(ended == 2);
}

TEST_CASE("exceptions_in_threads: without memory the threads end as well.") {
  const auto measure = [] {
    const auto failures = outcomes(2, [](std::size_t i) {
      if (i == 0) throw 7;
    });
    if (!failures[0] || failures[1]) throw 8;
  };
  CHECK(faults::run_out_of_memory_everywhere(measure) > 0);
}

TEST_CASE("exceptions_in_threads: nested exceptions are told in order.") {
  const auto failure_of = [](auto work) {
    return outcomes(1, [&](std::size_t) { work(); })[0];
  };
  CHECK(told(failure_of([] { throw std::runtime_error{"alone"}; })) == "alone");
  CHECK(told(failure_of([] { measured_and_named(3, 3); })) ==
        "station 3: the battery is flat");
  CHECK(told(failure_of([] { throw 7; })) ==
        "something that is no std::exception");
  CHECK(told(failure_of([] {
          std::throw_with_nested(std::runtime_error{"nothing inside"});
        })) == "nothing inside");
}

TEST_CASE("exceptions_in_threads: what leaves a thread ends the program.") {
  const auto fail = [] { throw std::runtime_error{"nobody catches it"}; };
  CHECK(signal_that_ends([&] { std::thread{fail}.join(); }) == SIGABRT);
  CHECK(signal_that_ends([&] { std::jthread{fail}.join(); }) == SIGABRT);
  CHECK(signal_that_ends([&] { boost::thread{fail}.join(); }) == SIGABRT);
}

TEST_CASE("exceptions_in_threads: an interruption ends a boost thread alone.") {
  const auto leave = [] { throw boost::thread_interrupted{}; };
  CHECK(signal_that_ends([&] { boost::thread{leave}.join(); }) == 0);
  CHECK(signal_that_ends([&] { std::thread{leave}.join(); }) == SIGABRT);
}

TEST_CASE("exceptions_in_threads: a scope's join gives way to interruption.") {
  const auto sleep = [] {
    boost::this_thread::sleep_for(boost::chrono::milliseconds{100});
  };
  CHECK(signal_that_ends([&] {
          boost::thread outer{[&] { boost::scoped_thread<> inner{sleep}; }};
          outer.interrupt();
          outer.join();
        }) == SIGABRT);
}

TEST_CASE("exceptions_in_threads: the scenario holds on real threads.") {
  for (int round = 0; round < 100; ++round) scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("exceptions_in_threads: the same knobs print the same text.") {
  CHECK(printed(3, 1) ==
        "station 1: the battery is flat\n"
        "station 2: 12 degrees\n"
        "station 3: 13 degrees\n"
        "1 of 3 failed\n");
  CHECK(printed(64, 64) == printed(64, 64));
  CHECK(printed(1, 0) == "station 1: 11 degrees\n0 of 1 failed\n");
}

TEST_CASE("exceptions_in_threads: a run refused a thread says so and ends.") {
  const auto run = [] { printed(4, 2); };
  CHECK(faults::refuse_threads_everywhere(run) == 4);
}
