// The steps on the way to the channel, each by itself.
#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "catch.hpp"
#include "message_passing/fast_channel.hpp"

using fast_channel::outcome;
using fast_channel::parking::sleeper, fast_channel::parking::waiting_room;
using fast_channel::spinning::none;

TEST_CASE("fast_channel: the locked channel knows when it is full or empty.") {
  fast_channel::mutex_and_condition::channel<std::unique_ptr<int>> items{2};
  CHECK_FALSE(items.try_receive());
  auto item = std::make_unique<int>(1);
  CHECK(items.try_send(std::move(item)));
  CHECK(items.try_send(std::make_unique<int>(2)));
  item = std::make_unique<int>(3);
  CHECK_FALSE(items.try_send(std::move(item)));
  CHECK(item);
  CHECK(*items.receive() == 1);
  CHECK(items.try_send(std::move(item)));
  CHECK(*items.receive() == 2);
  CHECK(*items.receive() == 3);
}

TEST_CASE("fast_channel: polling tries once, then as long as patience lasts.") {
  int tries = 0;
  const auto fail = [&] { return ++tries, false; };
  CHECK_FALSE(fast_channel::spinning::poll(none, fail));
  CHECK(tries == 1);
  CHECK_FALSE(fast_channel::spinning::poll({.looks = 3, .yields = 2}, fail));
  CHECK(tries == 1 + 6);
}

TEST_CASE("fast_channel: polling tries again only where a glance says so.") {
  int tries = 0;
  int glances = 0;
  const auto succeed_late = [&] { return ++tries == 2; };
  const auto fourth = [&] { return ++glances == 4; };
  CHECK(fast_channel::spinning::poll({.looks = 9, .yields = 0}, succeed_late,
                                     fourth));
  CHECK(tries == 2);
  CHECK(glances == 4);
}

TEST_CASE("fast_channel: a ring of any size tells full from empty.") {
  const std::size_t places = GENERATE(1, 2, 8);
  fast_channel::ring::queue<int> ring{places};
  std::optional<int> item;
  int next = 0;
  for (int laps = 0; laps < 5; ++laps) {
    CHECK_FALSE(ring.sees_item());
    CHECK(ring.try_receive(item) == outcome::would_wait);
    for (std::size_t i = 0; i < places; ++i) {
      CHECK(ring.sees_room());
      REQUIRE(ring.try_send(next + int(i)) == outcome::done);
    }
    CHECK_FALSE(ring.sees_room());
    CHECK(ring.try_send(-1) == outcome::would_wait);
    for (std::size_t i = 0; i < places; ++i) {
      CHECK(ring.sees_item());
      REQUIRE(ring.try_receive(item) == outcome::done);
      CHECK(item == next++);
    }
  }
}

TEST_CASE("fast_channel: a room wakes the one who waits longest.") {
  using namespace std::chrono_literals;
  waiting_room room;
  sleeper first, second;
  waiting_room::place place_of_first{room, first};
  waiting_room::place place_of_second{room, second};
  room.wake_one();
  CHECK(first.sleep());
  CHECK_FALSE(second.sleep(std::chrono::steady_clock::now() + 1ms));
  CHECK(place_of_first.leave());
  CHECK_FALSE(place_of_second.leave());
  room.wake_one();
  CHECK_FALSE(place_of_second.leave());
}

TEST_CASE("fast_channel: a room wakes one for each change, or all.") {
  waiting_room room;
  sleeper sleepers[3];
  waiting_room::place first{room, sleepers[0]};
  waiting_room::place second{room, sleepers[1]};
  waiting_room::place third{room, sleepers[2]};
  CHECK_FALSE(second.leave());
  room.wake_one();
  CHECK(first.leave());
  CHECK_FALSE(third.leave());
}

TEST_CASE("fast_channel: one thread sleeps in two rooms.") {
  waiting_room room, other_room;
  sleeper me;
  waiting_room::place here{room, me};
  waiting_room::place there{other_room, me};
  other_room.wake_all();
  CHECK(me.sleep());
  CHECK_FALSE(here.leave());
  CHECK(there.leave());
}
