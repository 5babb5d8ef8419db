#include "shared_state/debug_a_deadlock.hpp"

#include <atomic>
#include <boost/thread/thread_only.hpp>
#include <semaphore>
#include <sstream>

#include "catch.hpp"
#include "faults.hpp"

using boost::chrono::hours;
using debug_a_deadlock::circle;
using debug_a_deadlock::lock_watch;
using debug_a_deadlock::milliseconds;
using debug_a_deadlock::steady_clock;
using debug_a_deadlock::watchdog;
using debug_a_deadlock::watched_mutex;

namespace {

using guard = boost::lock_guard<watched_mutex>;

std::string printed(int cooks, int patience) {
  std::ostringstream out;
  debug_a_deadlock::run(out, cooks, patience);
  return out.str();
}

// What lock() says, or an empty string if it locks.
std::string refusal(watched_mutex& mutex) {
  try {
    guard lock{mutex};
    return "";
  } catch (const circle& found) {
    return found.what();
  }
}

std::string all_waits(const lock_watch& watch) {
  return watch.waits(steady_clock::time_point::min(), steady_clock::now());
}

// Until somebody waits, as far as the watch knows.
std::string first_wait(const lock_watch& watch) {
  std::string lines;
  while (lines.empty()) {
    boost::this_thread::yield();
    lines = all_waits(watch);
  }
  return lines;
}

}  // namespace

TEST_CASE("debug_a_deadlock: a free mutex can be taken again and again.") {
  lock_watch watch;
  watched_mutex till{watch, "the till"};
  CHECK(refusal(till).empty());
  CHECK(refusal(till).empty());
  CHECK(all_waits(watch).empty());
}

TEST_CASE("debug_a_deadlock: taking a mutex twice is a circle of one.") {
  lock_watch watch;
  watched_mutex till{watch, "the till"};
  watch.call_me("Ada");
  guard held{till};
  CHECK(refusal(till) == "Ada waits for the till, which Ada holds\n");
  CHECK(all_waits(watch).empty());
}

TEST_CASE("debug_a_deadlock: two orders make a circle of two, told once.") {
  lock_watch watch;
  watched_mutex till{watch, "the till"}, safe{watch, "the safe"};
  std::latch both_hold_one(2);
  std::string said[2];
  {
    const auto takes = [&](const char* name, watched_mutex& first,
                           watched_mutex& second, std::string& mine) {
      watch.call_me(name);
      guard held{first};
      both_hold_one.arrive_and_wait();
      mine = refusal(second);
    };
    boost::scoped_thread<> ada{[&] { takes("Ada", till, safe, said[0]); }};
    boost::scoped_thread<> ben{[&] { takes("Ben", safe, till, said[1]); }};
  }
  CHECK(said[0] + said[1] ==
        "Ada waits for the safe, which Ben holds\n"
        "Ben waits for the till, which Ada holds\n");
  CHECK((said[0].empty() || said[1].empty()));
}

TEST_CASE("debug_a_deadlock: a wait in line is shown, and is no circle.") {
  lock_watch watch;
  watched_mutex till{watch, "the till"};
  watch.call_me("Ada");
  std::string shown, said = "nothing";
  {
    boost::unique_lock<watched_mutex> held{till};
    boost::scoped_thread<> ben{[&] {
      watch.call_me("Ben");
      said = refusal(till);
    }};
    shown = first_wait(watch);
    held.unlock();
  }
  CHECK(shown == "Ben waits for the till, which Ada holds\n");
  CHECK(said.empty());
  CHECK(all_waits(watch).empty());
}

TEST_CASE("debug_a_deadlock: a thread that holds and waits is no circle.") {
  lock_watch watch;
  watched_mutex till{watch, "the till"}, safe{watch, "the safe"};
  std::string said = "nothing", others_said = "nothing";
  {
    boost::unique_lock<watched_mutex> held{safe};
    boost::scoped_thread<> ben{[&] {
      guard first{till};
      said = refusal(safe);
    }};
    first_wait(watch);
    boost::scoped_thread<> cleo{[&] { others_said = refusal(till); }};
    while (all_waits(watch).find("the till") == std::string::npos)
      boost::this_thread::yield();
    held.unlock();
  }
  CHECK(said.empty());
  CHECK(others_said.empty());
}

TEST_CASE("debug_a_deadlock: a refusal is forgotten.") {
  lock_watch watch;
  watched_mutex till{watch, "the till"}, safe{watch, "the safe"};
  std::string said = "nothing";
  {
    boost::unique_lock<watched_mutex> held{till};
    REQUIRE_FALSE(refusal(till).empty());
    CHECK(refusal(safe).empty());
    REQUIRE_FALSE(refusal(till).empty());
    boost::scoped_thread<> ben{[&] { said = refusal(till); }};
    first_wait(watch);
    held.unlock();
  }
  CHECK(said.empty());
  CHECK(refusal(till).empty());
}

TEST_CASE("debug_a_deadlock: a wait is forgotten when it is over.") {
  lock_watch watch;
  watched_mutex till{watch, "the till"};
  watch.call_me("Ada");
  std::string shown, said = "nothing";
  std::latch ben_has_it(1), ben_may_go(1);
  {
    boost::unique_lock<watched_mutex> held{till};
    boost::scoped_thread<> ben{[&] {
      watch.call_me("Ben");
      guard lock{till};
      ben_has_it.count_down();
      ben_may_go.wait();
    }};
    first_wait(watch);
    held.unlock();
    ben_has_it.wait();
    boost::scoped_thread<> cleo{[&] {
      watch.call_me("Cleo");
      said = refusal(till);
    }};
    shown = first_wait(watch);
    ben_may_go.count_down();
  }
  CHECK(shown == "Cleo waits for the till, which Ben holds\n");
  CHECK(said.empty());
}

TEST_CASE("debug_a_deadlock: the watchdog has patience.") {
  constexpr milliseconds patience{20};
  lock_watch watch;
  watched_mutex till{watch, "the till"};
  std::string barked, long_waits;
  std::latch heard(1);
  {
    boost::unique_lock<watched_mutex> held{till};
    watchdog dog{watch, patience, [&](const std::string& lines) {
                   long_waits = watch.waits(steady_clock::time_point::min(),
                                            steady_clock::now() - patience);
                   barked = lines;
                   heard.count_down();
                 }};
    boost::this_thread::sleep_for(patience / 4);  // so it looks once too early
    boost::scoped_thread<> ben{[&] { guard lock{till}; }};
    heard.wait();
    held.unlock();
  }
  CHECK_FALSE(barked.empty());
  CHECK(barked == long_waits);
}

TEST_CASE("debug_a_deadlock: only waits of the asked span are shown.") {
  lock_watch watch;
  watched_mutex till{watch, "the till"};
  const auto before = steady_clock::now();
  std::string too_early, in_time, too_late;
  {
    boost::unique_lock<watched_mutex> held{till};
    boost::scoped_thread<> ben{[&] { guard lock{till}; }};
    first_wait(watch);
    const auto after = steady_clock::now();
    too_early = watch.waits(steady_clock::time_point::min(), before);
    in_time = watch.waits(before, after);
    too_late = watch.waits(after, after + hours{1});
    held.unlock();
  }
  CHECK(too_early.empty());
  CHECK(in_time.rfind("someone waits for the till", 0) == 0);
  CHECK(too_late.empty());
}

TEST_CASE("debug_a_deadlock: a watched mutex keeps other threads out.") {
  lock_watch watch;
  watched_mutex till{watch, "the till"};
  int sales = 0;
  {
    const auto sell = [&] {
      for (int i = 0; i < 10'000; ++i) {
        guard lock{till};
        ++sales;
      }
    };
    boost::scoped_thread<> ada{sell};
    boost::scoped_thread<> ben{sell};
  }
  CHECK(sales == 20'000);
}

TEST_CASE("debug_a_deadlock: the watchdog barks once for each long wait.") {
  lock_watch watch;
  watched_mutex till{watch, "the till"};
  watch.call_me("Ada");
  std::string barked;
  std::counting_semaphore<> heard{0};
  {
    boost::unique_lock<watched_mutex> held{till};
    watchdog dog{watch, milliseconds{1}, [&](const std::string& lines) {
                   barked += lines;
                   heard.release();
                 }};
    const auto waits_as = [&](const char* name) {
      watch.call_me(name);
      guard lock{till};
    };
    boost::scoped_thread<> ben{waits_as, "Ben"};
    heard.acquire();
    boost::scoped_thread<> cleo{waits_as, "Cleo"};
    heard.acquire();
    boost::this_thread::sleep_for(milliseconds{10});  // time to bark again
    held.unlock();
  }
  CHECK(barked ==
        "Ben waits for the till, which Ada holds\n"
        "Cleo waits for the till, which Ada holds\n");
}

TEST_CASE(
    "debug_a_deadlock: a patient watchdog is silent, and stops at once.") {
  lock_watch watch;
  watched_mutex till{watch, "the till"};
  std::atomic<int> barks = 0;
  {
    watchdog dog{watch, hours{1}, [&](const std::string&) { ++barks; }};
    boost::unique_lock<watched_mutex> held{till};
    boost::scoped_thread<> ben{[&] { guard lock{till}; }};
    first_wait(watch);
    held.unlock();
  }
  CHECK(barks == 0);
}

TEST_CASE("debug_a_deadlock: a lock() that runs out of memory is forgotten.") {
  lock_watch watch;
  watched_mutex till{watch, "the till that stands beside the door"};
  const auto fails = faults::run_out_of_memory_everywhere([&] {
    guard held{till};
    refusal(till);
  });
  CHECK(fails > 0);
  CHECK(refusal(till).empty());
  CHECK(all_waits(watch).empty());
}

TEST_CASE("debug_a_deadlock: the scenario holds on real threads.") {
  for (int times = 0; times < 20; ++times) debug_a_deadlock::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("debug_a_deadlock: without a thread it fails, and waits for none.") {
  CHECK(faults::refuse_threads_everywhere([] { printed(3, 1); }) > 0);
}

TEST_CASE("debug_a_deadlock: the same knobs print the same text.") {
  CHECK(printed(1, 1) ==
        "cook 1 waits for pan 1, which cook 1 holds\n"
        "after 1 ms: cook 1 waits for pan 1, which the chef holds\n");
  for (int times = 0; times < 10; ++times)
    CHECK(printed(3, 2) ==
          "cook 1 waits for pan 2, which cook 2 holds\n"
          "cook 2 waits for pan 3, which cook 3 holds\n"
          "cook 3 waits for pan 1, which cook 1 holds\n"
          "after 2 ms: cook 1 waits for pan 1, which the chef holds\n");
}
