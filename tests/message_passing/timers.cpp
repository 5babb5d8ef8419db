#include "message_passing/timers.hpp"

#include <algorithm>
#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/thread_only.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"

using boost::chrono::hours;
using boost::chrono::milliseconds;
using boost::chrono::nanoseconds;
using timers::after;
using timers::made_up_time;
using timers::moment;
using timers::tick;

namespace {

// Long enough for another thread to start waiting. Where it is not, the test
// shows less, and still passes.
void give_others_time() { boost::this_thread::sleep_for(milliseconds{20}); }

// Made-up time.
moment at(moment::duration since_start) { return moment{} + since_start; }

constexpr milliseconds period{100};

std::string printed(int seconds, int slow) {
  std::ostringstream out;
  timers::run(out, seconds, slow);
  return out.str();
}

}  // namespace

TEST_CASE("timers: after sends one tick, when the delay is over.") {
  moment present = at(period);
  auto once = after(period, made_up_time{present});
  CHECK(once.receive() == at(2 * period));
  CHECK(present == at(2 * period));
  CHECK(once.receive() == std::nullopt);
  CHECK(once.try_receive() == std::nullopt);
  CHECK(present == at(2 * period));
}

TEST_CASE("timers: tick sends the first tick after one period.") {
  moment present = at(period / 2);
  auto beat = tick(period, made_up_time{present});
  for (int n = 1; n <= 3; ++n) {
    CHECK(beat.receive() == at(period / 2 + n * period));
    CHECK(present == at(period / 2 + n * period));
  }
}

TEST_CASE("timers: no tick comes early.") {
  moment present{};
  auto beat = tick(period, made_up_time{present});
  auto once = after(period, made_up_time{present});
  present = at(period - nanoseconds{1});
  CHECK(beat.try_receive() == std::nullopt);
  CHECK(once.try_receive() == std::nullopt);
  present = at(period);
  CHECK(beat.try_receive() == at(period));
  CHECK(once.try_receive() == at(period));
  CHECK(beat.try_receive() == std::nullopt);
}

TEST_CASE("timers: work between the ticks moves none of them.") {
  moment present{};
  auto beat = tick(period, made_up_time{present});
  for (int n = 1; n <= 1000; ++n) {
    REQUIRE(beat.receive() == at(n * period));
    present += milliseconds{n % 100};
  }
}

TEST_CASE("timers: of the ticks that nobody took, the first one waits.") {
  moment present{};
  auto beat = tick(period, made_up_time{present});
  present = at(5 * period + milliseconds{30});
  CHECK(beat.try_receive() == at(period));
  CHECK(beat.try_receive() == std::nullopt);
  CHECK(beat.receive() == at(6 * period));
}

TEST_CASE("timers: a tick that is due right now is not left out.") {
  moment present{};
  auto beat = tick(period, made_up_time{present});
  present = at(2 * period);
  CHECK(beat.try_receive() == at(period));
  CHECK(beat.try_receive() == std::nullopt);
  CHECK(beat.receive() == at(3 * period));
}

TEST_CASE("timers: a closed timer has no tick, not even a waiting one.") {
  moment present{};
  auto beat = tick(period, made_up_time{present});
  auto once = after(period, made_up_time{present});
  present = at(period);
  beat.close();
  beat.close();
  once.close();
  CHECK(beat.receive() == std::nullopt);
  CHECK(beat.try_receive() == std::nullopt);
  CHECK(once.receive() == std::nullopt);
}

TEST_CASE("timers: a delay of nothing is over at once.") {
  auto now = after(milliseconds{0});
  CHECK(now.try_receive().has_value());
}

TEST_CASE("timers: in real time one tick comes after the other.") {
  auto beat = tick(milliseconds{2});
  moment last{};
  for (int n = 0; n < 10; ++n) {
    const auto due = beat.receive();
    REQUIRE(due.has_value());
    CHECK(*due > last);
    last = *due;
  }
}

TEST_CASE("timers: closing releases every receiver that waits.") {
  auto beat = tick(hours{1});
  auto once = after(hours{1});
  bool ended[3] = {};
  {
    boost::scoped_thread<> receiver{[&] { ended[0] = !beat.receive(); }};
    boost::scoped_thread<> other{[&] { ended[1] = !beat.receive(); }};
    boost::scoped_thread<> waiting{[&] { ended[2] = !once.receive(); }};
    give_others_time();
    beat.close();
    once.close();
  }
  CHECK(ended[0]);
  CHECK(ended[1]);
  CHECK(ended[2]);
}

TEST_CASE("timers: of several receivers one gets the only tick.") {
  for (int times = 0; times < 20; ++times) {
    auto once = after(milliseconds{1});
    std::atomic<int> got = 0;
    {
      const auto receive = [&] {
        if (once.receive()) ++got;
      };
      boost::scoped_thread<> one{receive};
      boost::scoped_thread<> two{receive};
      boost::scoped_thread<> three{receive};
    }
    REQUIRE(got == 1);
  }
}

TEST_CASE("timers: no tick reaches two receivers, none is off the grid.") {
  constexpr int threads = 3, each = 50;
  const nanoseconds fast{200'000};
  auto beat = tick(fast);
  std::vector<moment> ticks[threads];
  {
    std::vector<boost::scoped_thread<>> receiving;
    for (auto& mine : ticks)
      receiving.emplace_back([&beat, &mine] {
        for (int n = 0; n < each; ++n) mine.push_back(*beat.receive());
      });
  }
  std::vector<moment> all;
  for (const auto& mine : ticks)
    all.insert(all.end(), mine.begin(), mine.end());
  std::sort(all.begin(), all.end());
  REQUIRE(all.size() == threads * each);
  for (std::size_t n = 1; n < all.size(); ++n) {
    REQUIRE(all[n] > all[n - 1]);
    REQUIRE((all[n] - all[0]) % fast == nanoseconds{0});
  }
}

TEST_CASE("timers: the scenario holds on real threads.") {
  for (int times = 0; times < 20; ++times) timers::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("timers: the same knobs print the same text.") {
  CHECK(printed(20, 45) ==
        "look 1 is due at 20 s and begins at 20 s\n"
        "look 2 is due at 40 s and begins at 40 s\n"
        "the minute is over\n");
  CHECK(printed(30, 1) ==
        "look 1 is due at 30 s and begins at 30 s\n"
        "look 2 is due at 60 s and begins at 60 s\n"
        "the minute is over\n");
}

TEST_CASE("timers: a slow look leaves ticks out and moves none.") {
  CHECK(printed(10, 25) ==
        "look 1 is due at 10 s and begins at 10 s\n"
        "look 2 is due at 20 s and begins at 20 s\n"
        "look 3 is due at 30 s and begins at 45 s\n"
        "look 4 is due at 50 s and begins at 50 s\n"
        "look 5 is due at 60 s and begins at 60 s\n"
        "the minute is over\n");
}
