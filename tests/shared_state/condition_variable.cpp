#include "shared_state/condition_variable.hpp"

#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/thread_only.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"

using boost::chrono::hours;
using boost::chrono::milliseconds;
using condition_variable::progress;

namespace {

// Long enough for another thread to start waiting. Where it is not, the test
// shows less, and still passes.
void give_others_time() { boost::this_thread::sleep_for(milliseconds{20}); }

std::string printed(int pieces, int ahead) {
  std::ostringstream out;
  condition_variable::run(out, pieces, ahead);
  return out.str();
}

}  // namespace

TEST_CASE("condition_variable: nobody waits for what is done.") {
  progress work;
  CHECK(work.await(0));
  work.advance();
  work.advance();
  CHECK(work.await(1));
  CHECK(work.await(2));
}

TEST_CASE("condition_variable: a finished job keeps no one waiting.") {
  progress work;
  work.advance();
  work.finish();
  CHECK(work.await(1));
  CHECK_FALSE(work.await(2));
  CHECK_FALSE(work.await(2, hours{1}));
}

TEST_CASE("condition_variable: a wait with a limit ends without the step.") {
  progress work;
  CHECK_FALSE(work.await(1, milliseconds{1}));
  work.advance();
  CHECK(work.await(1, milliseconds{0}));
}

TEST_CASE("condition_variable: a wait with a limit ends with the step.") {
  progress work;
  bool reached = false;
  {
    boost::scoped_thread<> waiter{[&] { reached = work.await(1, hours{1}); }};
    give_others_time();
    work.advance();
  }
  CHECK(reached);
}

TEST_CASE("condition_variable: a step too few wakes, and changes nothing.") {
  progress work;
  std::atomic<bool> early[2] = {false, false};
  bool returned_early[2];
  bool reached[2] = {false, false};
  {
    boost::scoped_thread<> waiter{
        [&] { early[0] = reached[0] = work.await(2); }};
    boost::scoped_thread<> other_waiter{
        [&] { early[1] = reached[1] = work.await(2, hours{1}); }};
    give_others_time();
    work.advance();
    give_others_time();
    returned_early[0] = early[0];
    returned_early[1] = early[1];
    work.advance();
  }
  CHECK_FALSE(returned_early[0]);
  CHECK_FALSE(returned_early[1]);
  CHECK(reached[0]);
  CHECK(reached[1]);
}

TEST_CASE("condition_variable: everyone wakes for a goal of their own.") {
  constexpr int waiters = 6;
  progress work;
  bool reached[waiters] = {};
  {
    std::vector<boost::scoped_thread<>> waiting;
    for (int i = 0; i < waiters; ++i)
      waiting.emplace_back([&, i] { reached[i] = work.await(i + 1); });
    give_others_time();
    for (int i = 0; i < waiters; ++i) work.advance();
  }
  for (const bool each : reached) CHECK(each);
}

TEST_CASE("condition_variable: one step wakes all who wait for it.") {
  progress work;
  bool reached[3] = {};
  {
    std::vector<boost::scoped_thread<>> waiting;
    for (bool& mine : reached)
      waiting.emplace_back([&] { mine = work.await(1); });
    give_others_time();
    work.advance();
  }
  for (const bool each : reached) CHECK(each);
}

TEST_CASE("condition_variable: finishing releases all who wait.") {
  progress work;
  bool reached[3] = {true, true, true};
  {
    boost::scoped_thread<> waiter{[&] { reached[0] = work.await(1); }};
    boost::scoped_thread<> other_waiter{[&] { reached[1] = work.await(2); }};
    boost::scoped_thread<> timed_waiter{
        [&] { reached[2] = work.await(1, hours{1}); }};
    give_others_time();
    work.finish();
  }
  for (const bool each : reached) CHECK_FALSE(each);
}

TEST_CASE("condition_variable: what came before the step is seen after it.") {
  progress written;
  std::vector<int> shelf;
  {
    boost::scoped_thread<> writer{[&] {
      for (int book = 0; book < 500; ++book) {
        shelf.push_back(book);
        written.advance();
      }
    }};
    written.await(500);
    shelf.push_back(500);
  }
  CHECK(shelf.size() == 501);
}

TEST_CASE("condition_variable: two threads take turns and lose no wake-up.") {
  constexpr int turns = 2000;
  progress ping, pong;
  int turn = 0;  // whose turn it is orders the accesses
  {
    boost::scoped_thread<> partner{[&] {
      for (int i = 1; i <= turns; ++i) {
        ping.await(i);
        ++turn;
        pong.advance();
      }
    }};
    for (int i = 1; i <= turns; ++i) {
      ++turn;
      ping.advance();
      pong.await(i);
    }
  }
  CHECK(turn == 2 * turns);
}

TEST_CASE("condition_variable: the scenario holds on real threads.") {
  for (int times = 0; times < 20; ++times) condition_variable::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("condition_variable: the same knobs print the same text.") {
  CHECK(printed(4, 2) ==
        "playing, 2 ahead\n"
        "checked 4 of 4 pieces\n"
        "there is no further piece\n");
  CHECK(printed(1, 1000) ==
        "playing, 1 ahead\n"
        "checked 1 of 1 pieces\n"
        "there is no further piece\n");
}
