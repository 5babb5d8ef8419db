#include "message_passing/rate_limiter.hpp"

#include <algorithm>
#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/thread_only.hpp>
#include <latch>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"

using boost::chrono::hours;
using boost::chrono::milliseconds;
using boost::chrono::nanoseconds;
using rate_limiter::moment;
using rate_limiter::token_bucket;

namespace {

// Made-up time.
moment at(moment::duration since_start) { return moment{} + since_start; }

constexpr milliseconds interval{100};

std::string printed(int clients, int burst) {
  std::ostringstream out;
  rate_limiter::run(out, clients, burst);
  return out.str();
}

}  // namespace

TEST_CASE("rate_limiter: a bucket begins full, and gives no more.") {
  token_bucket bucket(interval, 3);
  for (int times = 0; times < 3; ++times)
    CHECK(bucket.try_take(1, at(milliseconds{0})));
  CHECK_FALSE(bucket.try_take(1, at(milliseconds{0})));
}

TEST_CASE("rate_limiter: a token takes a whole interval to come.") {
  token_bucket bucket(interval, 1);
  REQUIRE(bucket.try_take(1, at(milliseconds{0})));
  CHECK_FALSE(bucket.try_take(1, at(interval - nanoseconds{1})));
  CHECK(bucket.try_take(1, at(interval)));
  CHECK_FALSE(bucket.try_take(1, at(interval)));
}

TEST_CASE("rate_limiter: a quiet time saves up a burst, and no more.") {
  token_bucket bucket(interval, 3);
  REQUIRE(bucket.try_take(3, at(milliseconds{0})));
  CHECK(bucket.try_take(2, at(2 * interval)));
  CHECK_FALSE(bucket.try_take(1, at(2 * interval)));
  CHECK(bucket.try_take(3, at(hours{1})));
  CHECK_FALSE(bucket.try_take(1, at(hours{1})));
}

TEST_CASE("rate_limiter: asking often and in vain costs nothing.") {
  // Not a divisor of the interval: rounding would show.
  const nanoseconds step{7'000'003};
  token_bucket bucket(interval, 2);
  nanoseconds now{0};
  int taken = 0;
  for (; now < boost::chrono::seconds{100}; now += step)
    if (bucket.try_take(1, at(now))) ++taken;
  CHECK(taken == 2 + (now - step) / interval);
}

TEST_CASE("rate_limiter: it takes all the tokens or none.") {
  token_bucket bucket(interval, 3);
  REQUIRE(bucket.try_take(1, at(milliseconds{0})));
  CHECK_FALSE(bucket.try_take(3, at(milliseconds{0})));
  CHECK(bucket.try_take(2, at(milliseconds{0})));
}

TEST_CASE("rate_limiter: turns come one interval after the other.") {
  token_bucket bucket(interval, 2);
  const auto now = at(milliseconds{30});
  for (const int turn : {0, 0, 1, 2, 3})
    CHECK(bucket.reserve(1, hours{1}, now) == now + turn * interval);
}

TEST_CASE("rate_limiter: a turn beyond its patience is not taken.") {
  token_bucket bucket(interval, 1);
  const auto now = at(milliseconds{0});
  REQUIRE(bucket.try_take(1, now));
  CHECK(bucket.reserve(1, interval - nanoseconds{1}, now) == std::nullopt);
  CHECK(bucket.reserve(1, interval, now) == now + interval);
  CHECK(bucket.reserve(1, interval, now) == std::nullopt);
  CHECK(bucket.reserve(1, hours{1}, now) == now + 2 * interval);
}

TEST_CASE("rate_limiter: nobody overtakes a large request.") {
  token_bucket bucket(interval, 3);
  const auto now = at(milliseconds{0});
  REQUIRE(bucket.try_take(2, now));
  CHECK(bucket.reserve(3, hours{1}, now) == now + 2 * interval);
  CHECK_FALSE(bucket.try_take(1, now));
  CHECK(bucket.reserve(1, hours{1}, now) == now + 3 * interval);
}

TEST_CASE("rate_limiter: an old moment brings no tokens.") {
  token_bucket bucket(interval, 1);
  REQUIRE(bucket.try_take(1, at(10 * interval)));
  CHECK_FALSE(bucket.try_take(1, at(5 * interval)));
  CHECK(bucket.try_take(1, at(11 * interval)));
}

TEST_CASE("rate_limiter: threads share a burst exactly.") {
  constexpr int burst = 100'000;
  token_bucket bucket(interval, burst);
  std::atomic<int> taken = 0;
  std::latch together{4};
  {
    std::vector<boost::scoped_thread<>> taking;
    for (int thread = 0; thread < 4; ++thread)
      taking.emplace_back([&] {
        together.arrive_and_wait();
        for (int i = 0; i < burst / 2; ++i)
          if (bucket.try_take(1, at(milliseconds{0}))) ++taken;
      });
  }
  CHECK(taken == burst);
}

TEST_CASE("rate_limiter: no two threads get the same turn.") {
  constexpr int threads = 4, each = 20'000;
  token_bucket bucket(interval, 1);
  std::vector<moment> turns[threads];
  {
    std::vector<boost::scoped_thread<>> reserving;
    for (auto& mine : turns)
      reserving.emplace_back([&bucket, &mine] {
        for (int i = 0; i < each; ++i)
          mine.push_back(*bucket.reserve(1, hours{9}, at(milliseconds{0})));
      });
  }
  std::vector<moment> all;
  for (const auto& mine : turns) {
    CHECK(std::is_sorted(mine.begin(), mine.end()));
    all.insert(all.end(), mine.begin(), mine.end());
  }
  std::sort(all.begin(), all.end());
  REQUIRE(all.size() == threads * each);
  for (int i = 0; i < threads * each; ++i) REQUIRE(all[i] == at(i * interval));
}

TEST_CASE("rate_limiter: take waits for its turn.") {
  token_bucket bucket(hours{1}, 2);
  bucket.take(2);
  bool taken = false, interrupted = false;
  boost::thread waiting{[&] {
    try {
      bucket.take();
      taken = true;
    } catch (const boost::thread_interrupted&) {
      interrupted = true;
    }
  }};
  waiting.interrupt();
  waiting.join();
  CHECK_FALSE(taken);
  CHECK(interrupted);
}

TEST_CASE("rate_limiter: take goes on when its turn has come.") {
  token_bucket bucket(milliseconds{1}, 1);
  for (int times = 0; times < 20; ++times) bucket.take();
  SUCCEED("twenty turns have come");
}

TEST_CASE("rate_limiter: the scenario holds on real threads.") {
  for (int times = 0; times < 50; ++times) rate_limiter::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("rate_limiter: the same knobs print the same text.") {
  for (int times = 0; times < 20; ++times)
    REQUIRE(printed(5, 2) ==
            "at 0 ms: 2 of 5 let in\n"
            "at 50 ms: 0 of 5 let in\n"
            "at 100 ms: 1 of 5 let in\n"
            "at 200 ms: 1 of 5 let in\n"
            "at 300 ms: 1 of 5 let in\n"
            "at 1000 ms: 2 of 5 let in\n"
            "at 1100 ms: 1 of 5 let in\n"
            "client 1 waits 0 ms\n"
            "client 2 waits 0 ms\n"
            "client 3 waits 100 ms\n"
            "client 4 waits 200 ms\n"
            "client 5 does not wait that long\n");
}

TEST_CASE("rate_limiter: a run that is refused a thread says so and ends.") {
  const auto run = [] { printed(2, 2); };
  CHECK(faults::refuse_threads_everywhere(run) > 0);
}
