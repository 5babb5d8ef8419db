#include "message_passing/fast_channel.hpp"

#include <algorithm>
#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/thread_only.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "explorer/random_histories.hpp"
#include "fast_channel.history.hpp"

using fast_channel::channel, fast_channel::outcome;
using fast_channel::spinning::none, fast_channel::spinning::patience;

namespace {

// Long enough for another thread to fall asleep. Where it is not, the test
// shows less, and still passes.
void give_others_time() {
  boost::this_thread::sleep_for(boost::chrono::milliseconds{20});
}

// To sleep at once, and to look for a while first.
patience short_or_long() { return GENERATE(as<patience>{}, none, patience{}); }

std::string printed(int readings, int sensors, int loggers, int places) {
  std::ostringstream out;
  fast_channel::run(out, readings, sensors, loggers, places);
  return out.str();
}

// Counts how many of its kind are alive.
class counted {
 public:
  explicit counted(int& alive) : alive_{&alive} { ++*alive_; }
  counted(counted&& other) noexcept : alive_{other.alive_} { ++*alive_; }
  counted& operator=(counted&&) = delete;
  ~counted() { --*alive_; }

 private:
  int* alive_;
};

// `first`, `first` + `step`, ...: what one sender has sent, or one got.
using numbers = std::vector<int>;

// Sends until the channel is closed. Returns what was accepted.
numbers send_all(channel<int>& to, int first, int step, int count) {
  numbers accepted;
  for (int i = 0; i < count; ++i) {
    int number = first + i * step;
    const int same = number;
    if (!to.send(std::move(number))) break;
    accepted.push_back(same);
  }
  return accepted;
}

numbers receive_all(channel<int>& from) {
  numbers received;
  while (const auto number = from.receive()) received.push_back(*number);
  return received;
}

numbers sorted_union(const std::vector<numbers>& parts) {
  numbers all;
  for (const auto& part : parts)
    all.insert(all.end(), part.begin(), part.end());
  std::sort(all.begin(), all.end());
  return all;
}

// Do the numbers of each of `senders` senders come in the order of sending?
bool in_order(const numbers& received, int senders) {
  numbers last(senders, -1);
  for (const int number : received)
    if (std::exchange(last[number % senders], number) >= number) return false;
  return true;
}

}  // namespace

TEST_CASE("fast_channel: the capacity is rounded up to a power of two.") {
  const auto [least, rounded] = GENERATE(table<std::size_t, std::size_t>(
      {{1, 1}, {2, 2}, {3, 4}, {5, 8}, {1000, 1024}}));
  channel<std::size_t> items{least};
  CHECK(items.capacity() == rounded);
  for (std::size_t i = 0; i < rounded; ++i)
    REQUIRE(items.try_send(std::size_t{i}) == outcome::done);
  CHECK(items.try_send(0) == outcome::would_wait);
}

TEST_CASE("fast_channel: items come out in the order they went in.") {
  channel<int> items{3};
  for (int number = 1; number <= 3; ++number) CHECK(items.send(int{number}));
  for (int number = 1; number <= 3; ++number) CHECK(items.receive() == number);
}

TEST_CASE("fast_channel: a closed channel drains, then ends.") {
  channel<int> items{2};
  REQUIRE(items.send(1));
  REQUIRE(items.send(2));
  items.close();
  items.close();
  CHECK(items.receive() == 1);
  std::optional<int> item;
  CHECK(items.try_receive(item) == outcome::done);
  CHECK(item == 2);
  CHECK(items.try_receive(item) == outcome::closed);
  CHECK(items.receive() == std::nullopt);
}

TEST_CASE("fast_channel: empty, full and closed are told apart.") {
  channel<int> items{1};
  std::optional<int> item;
  CHECK(items.try_receive(item) == outcome::would_wait);
  REQUIRE(items.try_send(1) == outcome::done);
  CHECK(items.try_send(2) == outcome::would_wait);
  items.close();
  CHECK(items.try_send(2) == outcome::closed);
  CHECK(items.try_receive(item) == outcome::done);
  CHECK(items.try_send(2) == outcome::closed);
  CHECK(items.try_receive(item) == outcome::closed);
}

TEST_CASE("fast_channel: an item that could not be sent is handed back.") {
  channel<std::unique_ptr<int>> items{1};
  REQUIRE(items.send(std::make_unique<int>(1)));
  auto mine = std::make_unique<int>(7);
  CHECK(items.try_send(std::move(mine)) == outcome::would_wait);
  REQUIRE(mine);
  items.close();
  CHECK(items.try_send(std::move(mine)) == outcome::closed);
  REQUIRE(mine);
  CHECK_FALSE(items.send(std::move(mine)));
  REQUIRE(mine);
  CHECK(*mine == 7);
}

TEST_CASE("fast_channel: no item outlives its receiver or its channel.") {
  int alive = 0;
  {
    channel<counted> items{4};
    for (int laps = 0; laps < 10; ++laps) {
      REQUIRE(items.send(counted{alive}));
      REQUIRE(items.receive());
      REQUIRE(alive == 0);
    }
    for (int left = 0; left < 3; ++left) items.send(counted{alive});
    CHECK(alive == 3);
  }
  CHECK(alive == 0);
}

TEST_CASE("fast_channel: a sender waits while the channel is full.") {
  channel<int> items{1, short_or_long()};
  REQUIRE(items.send(1));
  std::atomic<bool> sent = false;
  bool sent_early = false;
  {
    boost::scoped_thread<> sender{[&] { sent = items.send(2); }};
    give_others_time();
    sent_early = sent;
    items.receive();
  }
  CHECK_FALSE(sent_early);
  CHECK(sent);
}

TEST_CASE("fast_channel: an item wakes a receiver that sleeps.") {
  channel<int> items{1, short_or_long()};
  std::optional<int> received;
  {
    boost::scoped_thread<> receiver{[&] { received = items.receive(); }};
    give_others_time();
    items.send(1);
  }
  CHECK(received == 1);
}

TEST_CASE("fast_channel: closing hands every waiting sender its item.") {
  channel<std::unique_ptr<int>> items{1, short_or_long()};
  REQUIRE(items.send(std::make_unique<int>(0)));
  std::unique_ptr<int> mine[2];
  bool sent[2] = {true, true};
  {
    const auto send = [&](int who) {
      mine[who] = std::make_unique<int>(who);
      sent[who] = items.send(std::move(mine[who]));
    };
    boost::scoped_thread<> sender{[&] { send(0); }};
    boost::scoped_thread<> other_sender{[&] { send(1); }};
    give_others_time();
    items.close();
  }
  for (int who = 0; who < 2; ++who) {
    CHECK_FALSE(sent[who]);
    REQUIRE(mine[who]);
    CHECK(*mine[who] == who);
  }
  CHECK(**items.receive() == 0);
  CHECK_FALSE(items.receive());
}

TEST_CASE("fast_channel: closing releases every waiting receiver.") {
  channel<int> items{1, short_or_long()};
  std::optional<int> received[2] = {1, 2};
  {
    boost::scoped_thread<> receiver{[&] { received[0] = items.receive(); }};
    boost::scoped_thread<> other{[&] { received[1] = items.receive(); }};
    give_others_time();
    items.close();
  }
  CHECK(received[0] == std::nullopt);
  CHECK(received[1] == std::nullopt);
}

TEST_CASE("fast_channel: a producer that throws ends the stream by closing.") {
  channel<int> items{2, short_or_long()};
  numbers received;
  {
    boost::scoped_thread<> producer{[&] {
      try {
        items.send(1);
        throw std::runtime_error{"no more"};
      } catch (const std::runtime_error&) {
        items.close();
      }
    }};
    received = receive_all(items);
  }
  CHECK(received == numbers{1});
}

TEST_CASE("fast_channel: a consumer that leaves stops the producer.") {
  channel<int> items{2, short_or_long()};
  numbers accepted;
  {
    boost::scoped_thread<> producer{
        [&] { accepted = send_all(items, 0, 1, 1'000'000); }};
    for (int wanted = 0; wanted < 10; ++wanted) items.receive();
    items.close();
  }
  CHECK(accepted.size() >= 10);
  CHECK(accepted.size() <= 12);
}

TEST_CASE("fast_channel: every item reaches one consumer, in order.") {
  constexpr int producers = 3, consumers = 3, count = 2000;
  const auto least = GENERATE(as<std::size_t>{}, 1, 2, 64);
  channel<int> items{least, short_or_long()};
  std::vector<numbers> sent(producers), received(consumers);
  {
    std::vector<boost::scoped_thread<>> receiving;
    for (auto& mine : received)
      receiving.emplace_back([&] { mine = receive_all(items); });
    {
      std::vector<boost::scoped_thread<>> sending;
      for (int first = 0; first < producers; ++first)
        sending.emplace_back([&, first] {
          sent[first] = send_all(items, first, producers, count);
        });
    }
    items.close();
  }
  for (const auto& mine : received) CHECK(in_order(mine, producers));
  const numbers all = sorted_union(received);
  CHECK(all.size() == producers * count);
  CHECK(all == sorted_union(sent));
}

TEST_CASE("fast_channel: closing under load neither loses nor doubles.") {
  constexpr int producers = 2, consumers = 2;
  const auto least = GENERATE(as<std::size_t>{}, 1, 16);
  const patience limit = short_or_long();
  bool same = true;
  for (int times = 0; times < 50; ++times) {
    channel<int> items{least, limit};
    std::vector<numbers> sent(producers), received(consumers);
    {
      std::vector<boost::scoped_thread<>> threads;
      for (auto& mine : received)
        threads.emplace_back([&] { mine = receive_all(items); });
      for (int first = 0; first < producers; ++first)
        threads.emplace_back([&, first] {
          sent[first] = send_all(items, first, producers, 1'000'000);
        });
      boost::this_thread::sleep_for(boost::chrono::microseconds{200});
      items.close();
    }
    same = same && sorted_union(sent) == sorted_union(received);
  }
  CHECK(same);
}

TEST_CASE("fast_channel: the scenarios of all steps hold on real threads.") {
  for (int times = 0; times < 50; ++times) {
    fast_channel::mutex_and_condition::scenario();
    fast_channel::spinning::scenario();
    fast_channel::ring::scenario();
    fast_channel::parking::scenario();
    fast_channel::scenario();
    fast_channel::draining();
    fast_channel::closing();
  }
  SUCCEED("every assert in them held");
}

TEST_CASE("fast_channel: the same knobs print the same text.") {
  const int places = GENERATE(3, 4);
  const int loggers = GENERATE(1, 3);
  CHECK(
      printed(50, 2, loggers, places) ==
      "sensors: 2, readings of each: 50, loggers: " + std::to_string(loggers) +
          "\n"
          "  mutex and condition     all logged once, in order\n"
          "  spinning                all logged once, in order\n"
          "  ring, never asleep      all logged once, in order\n"
          "  channel                 all logged once, in order\n"
          "asked for " +
          std::to_string(places) +
          " places, got 4\n"
          "closed when full: the next reading was handed back, 4 of 4 were "
          "still logged\n");
}

TEST_CASE("fast_channel: a farm that lost or doubled a reading is told.") {
  const fast_channel::farm two{.readings = 2, .sensors = 1, .loggers = 1};
  CHECK(fast_channel::complete({{{0, 0}, {0, 1}}}, two));
  CHECK_FALSE(fast_channel::complete({{{0, 0}}}, two));
  CHECK_FALSE(fast_channel::complete({{{0, 1}, {0, 0}}}, two));
  CHECK_FALSE(fast_channel::complete({{{0, 0}, {0, 1}}, {{0, 1}}}, two));
}

TEST_CASE("fast_channel: random calls of four threads are linearizable.") {
  using namespace fast_channel::histories;
  CHECK(explorer::check_random_histories<readings<1>>(2'500, 4, 8) == "");
  CHECK(explorer::check_random_histories<readings<2>>(2'500, 4, 8) == "");
  CHECK(explorer::check_random_histories<patient_readings<2>>(2'500, 4, 8) ==
        "");
  CHECK(explorer::check_random_histories<places<2>>(2'500, 4, 8) == "");
}

TEST_CASE("fast_channel: random calls of eight threads are linearizable.") {
  using namespace fast_channel::histories;
  CHECK(explorer::check_random_histories<readings<2>>(500, 8, 25) == "");
  CHECK(explorer::check_random_histories<places<2>>(500, 8, 25) == "");
}
