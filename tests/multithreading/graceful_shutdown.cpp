#include "multithreading/graceful_shutdown.hpp"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <future>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"

using graceful_shutdown::called_off, graceful_shutdown::listener,
    graceful_shutdown::quiet, graceful_shutdown::service;

namespace {

using boost::chrono::milliseconds;

constexpr auto long_enough = boost::chrono::minutes{1};

std::string printed(int parcels, int interrupts) {
  std::ostringstream out;
  graceful_shutdown::run(out, parcels, interrupts);
  return out.str();
}

// A task that runs until it is asked to stop.
struct endless {
  std::atomic<bool>& begun;  // the store pairs with the load in await()

  void operator()(const std::stop_token& stop) const {
    begun.store(true, std::memory_order_release);
    while (!stop.stop_requested()) boost::this_thread::yield();
  }
};

void await(const std::atomic<bool>& begun) {
  while (!begun.load(std::memory_order_acquire)) boost::this_thread::yield();
}

bool is_blocked(int signal) {
  sigset_t now;
  pthread_sigmask(SIG_BLOCK, nullptr, &now);
  return sigismember(&now, signal) == 1;
}

}  // namespace

TEST_CASE("graceful_shutdown: an open service answers as a pool does.") {
  service packers{1};
  CHECK(packers.submit([](std::stop_token) { return 7; })->get() == 7);
  auto failing = packers.submit(
      [](std::stop_token) -> int { throw std::range_error{"too heavy"}; });
  CHECK_THROWS_AS(failing->get(), std::range_error);
  auto moved = packers.submit(
      [parcel = std::make_unique<int>(9)](std::stop_token) { return *parcel; });
  CHECK(moved->get() == 9);
}

TEST_CASE("graceful_shutdown: a closed service refuses, and asks nobody.") {
  std::atomic<bool> called = false;
  {
    service packers{1};
    packers.close();
    packers.close();
    CHECK_FALSE(packers.submit([&](std::stop_token) { called = true; }));
  }
  CHECK_FALSE(called);
}

TEST_CASE("graceful_shutdown: closing loses nothing that was taken on.") {
  std::atomic<int> packed = 0;
  {
    service packers{2};
    for (int parcel = 0; parcel < 20; ++parcel)
      packers.submit([&](std::stop_token) { ++packed; });
    packers.close();
  }
  CHECK(packed == 20);
}

TEST_CASE("graceful_shutdown: drained means that everything is done.") {
  std::atomic<int> packed = 0;
  service packers{2};
  for (int parcel = 0; parcel < 20; ++parcel)
    packers.submit([&](std::stop_token) {
      boost::this_thread::sleep_for(milliseconds{1});
      ++packed;
    });
  CHECK(packers.drain(long_enough));
  CHECK(packed == 20);
  CHECK_FALSE(packers.submit([](std::stop_token) {}));
  CHECK(packers.drain(milliseconds{0}));
}

TEST_CASE("graceful_shutdown: failing tasks are done, too.") {
  service packers{1};
  auto answer = packers.submit([](std::stop_token) { throw 7; });
  CHECK(packers.drain(long_enough));
  CHECK_THROWS_AS(answer->get(), int);
}

TEST_CASE("graceful_shutdown: a drain that takes too long says so.") {
  std::atomic<bool> begun = false;
  service packers{1};
  auto running = packers.submit(endless{begun});
  auto waiting = packers.submit([](std::stop_token) { return 7; });
  CHECK_FALSE(packers.drain(milliseconds{5}));
  await(begun);
  packers.cancel();
  CHECK(packers.drain(long_enough));
  CHECK_NOTHROW(running->get());
  CHECK_THROWS_AS(waiting->get(), called_off);
}

TEST_CASE("graceful_shutdown: a cancelled task that waits is called off.") {
  std::atomic<bool> begun = false, called = false;
  {
    service packers{1};
    packers.submit(endless{begun});
    auto waiting = packers.submit([&](std::stop_token) { called = true; });
    await(begun);
    packers.cancel();
    packers.cancel();
    CHECK_THROWS_AS(waiting->get(), called_off);
    CHECK_FALSE(packers.submit([&](std::stop_token) { called = true; }));
  }
  CHECK_FALSE(called);
}

TEST_CASE(
    "graceful_shutdown: every task taken on is answered, whatever comes.") {
  for (int times = 0; times < 20; ++times) {
    std::vector<std::future<int>> answers;
    std::atomic<int> packed = 0;
    service packers{2};
    {
      const boost::scoped_thread<> owner{[&] { packers.cancel(); }};
      for (int parcel = 0; parcel < 100; ++parcel)
        if (auto answer =
                packers.submit([&](std::stop_token) { return ++packed; }))
          answers.push_back(std::move(*answer));
    }
    int answered = 0, sent_back = 0;
    for (auto& answer : answers) try {
        answer.get();
        ++answered;
      } catch (const called_off&) {
        ++sent_back;
      }
    REQUIRE(answered == packed);
    REQUIRE(answered + sent_back == int(answers.size()));
  }
}

TEST_CASE("graceful_shutdown: signals wait for the listener.") {
  const quiet here;
  std::atomic<int> heard = 0;
  kill(getpid(), SIGINT);  // comes before anyone listens
  {
    const listener ears{[&] {
      ++heard;
      heard.notify_one();
    }};
    heard.wait(0);
    kill(getpid(), SIGTERM);
    heard.wait(1);
  }
  CHECK(heard == 2);
}

TEST_CASE("graceful_shutdown: a listener that heard nothing goes.") {
  const quiet here;
  int heard = 0;
  {
    const listener ears{[&] { ++heard; }};
  }
  CHECK(heard == 0);
}

TEST_CASE("graceful_shutdown: the signals are as before in the end.") {
  CHECK_FALSE(is_blocked(SIGINT));
  {
    const quiet here;
    CHECK(is_blocked(SIGINT));
    CHECK(is_blocked(SIGTERM));
  }
  CHECK_FALSE(is_blocked(SIGINT));
  CHECK_FALSE(is_blocked(SIGTERM));
}

TEST_CASE("graceful_shutdown: the scenarios hold on real threads.") {
  for (int times = 0; times < 50; ++times) {
    graceful_shutdown::scenario();
    graceful_shutdown::draining();
  }
  SUCCEED("every assert in them held");
}

TEST_CASE("graceful_shutdown: the same knobs print the same text.") {
  for (int times = 0; times < 5; ++times) {
    CHECK(printed(6, 0) == "one more parcel: taken\npacked: 6, sent back: 0\n");
    CHECK(printed(6, 1) ==
          "one more parcel: not taken\npacked: 6, sent back: 0\n");
    CHECK(printed(6, 2) ==
          "one more parcel: not taken\npacked: 0, sent back: 6\n");
  }
  CHECK(printed(0, 2) ==
        "one more parcel: not taken\npacked: 0, sent back: 0\n");
}

TEST_CASE(
    "graceful_shutdown: a run that is refused a thread says so and ends.") {
  const auto run = [] { printed(4, 1); };
  CHECK(faults::refuse_threads_everywhere(run) == 3);
  CHECK_FALSE(is_blocked(SIGINT));
}
