#include "message_passing/select.hpp"

#include <boost/chrono/duration.hpp>
#include <boost/thread/thread_only.hpp>
#include <chrono>
#include <memory>
#include <numeric>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"

using namespace std::chrono_literals;
using fast_channel::channel;
using fast_channel::spinning::none, fast_channel::spinning::patience;
using selecting::receive, selecting::selector, selecting::send;

namespace {

void give_others_time() {
  boost::this_thread::sleep_for(boost::chrono::milliseconds{20});
}

patience short_or_long() { return GENERATE(as<patience>{}, none, patience{}); }

auto soon() { return std::chrono::steady_clock::now() + 5ms; }

std::string printed(int customers, int desks) {
  std::ostringstream out;
  selecting::run(out, customers, desks);
  return out.str();
}

// A handler that keeps what it got.
auto into(std::optional<int>& kept) {
  return [&kept](std::optional<int> item) { kept = item; };
}

const auto ignore = [](auto&&) {};

}  // namespace

TEST_CASE("select: takes from the channel that has something.") {
  channel<int> left{1}, right{1};
  std::optional<int> got;
  selector first;
  right.send(2);
  CHECK(first.first_of(receive(left, into(got)), receive(right, into(got))) ==
        1);
  CHECK(got == 2);
  left.send(1);
  CHECK(first.first_of(receive(left, into(got)), receive(right, into(got))) ==
        0);
  CHECK(got == 1);
}

TEST_CASE("select: does one thing only.") {
  channel<int> left{1}, right{1};
  left.send(1);
  right.send(2);
  selector{}.first_of(receive(left, ignore), receive(right, ignore));
  std::optional<int> rest;
  CHECK(left.try_receive(rest) == fast_channel::outcome::would_wait);
  CHECK(right.try_receive(rest) == fast_channel::outcome::done);
}

TEST_CASE("select: without anything to do it takes the default.") {
  channel<int> empty{1}, full{1};
  full.send(1);
  CHECK(selector{}.first_now(receive(empty, ignore), send(full, 2, ignore)) ==
        std::nullopt);
  CHECK(full.receive() == 1);
}

TEST_CASE("select: sends where there is room, and says so.") {
  channel<std::unique_ptr<int>> full{1}, roomy{1};
  full.send(std::make_unique<int>(0));
  auto here = std::make_unique<int>(1);
  auto there = std::make_unique<int>(2);
  bool sent = false;
  CHECK(selector{}.first_of(send(full, std::move(here), ignore),
                            send(roomy, std::move(there), [&](bool accepted) {
                              sent = accepted;
                            })) == 1);
  CHECK(sent);
  REQUIRE(here);
  CHECK(*here == 1);
  CHECK(**roomy.receive() == 2);
}

TEST_CASE("select: a closed channel is chosen, and its handler learns it.") {
  channel<int> closed{1}, empty{1};
  closed.close();
  std::optional<int> got = 1;
  CHECK(selector{short_or_long()}.first_of(receive(empty, ignore),
                                           receive(closed, into(got))) == 1);
  CHECK(got == std::nullopt);

  bool sent = true;
  int item = 7;
  selector{}.first_of(
      send(closed, std::move(item), [&](bool accepted) { sent = accepted; }));
  CHECK_FALSE(sent);
}

TEST_CASE("select: what is left out is never chosen.") {
  channel<int> closed{1}, open{1};
  closed.close();
  open.send(1);
  selector first;
  CHECK(first.first_of(receive(closed, ignore).only_if(false),
                       receive(open, ignore)) == 1);
  CHECK(first.first_until(soon(), receive(closed, ignore).only_if(false),
                          receive(open, ignore)) == std::nullopt);
}

TEST_CASE("select: what stays possible is done before others come twice.") {
  channel<int> a{64}, b{64}, c{64};
  for (int i = 0; i < 60; ++i) {
    a.send(1);
    b.send(1);
    c.send(1);
  }
  selector next;
  std::vector<std::size_t> chosen;
  for (int i = 0; i < 60; ++i)
    chosen.push_back(next.first_of(receive(a, ignore), receive(b, ignore),
                                   receive(c, ignore)));
  for (std::size_t i = 0; i < 60; ++i) REQUIRE(chosen[i] == i % 3);
}

TEST_CASE("select: a busy channel does not starve one that comes later.") {
  channel<int> busy{8}, quiet{1};
  selector next;
  for (int i = 0; i < 8; ++i) busy.send(1);
  CHECK(next.first_of(receive(busy, ignore), receive(quiet, ignore)) == 0);
  quiet.send(1);
  CHECK(next.first_of(receive(busy, ignore), receive(quiet, ignore)) == 1);
}

TEST_CASE("select: the time-out comes if nothing else does.") {
  channel<int> empty{1}, full{1};
  full.send(1);
  CHECK(selector{short_or_long()}.first_until(soon(), receive(empty, ignore),
                                              send(full, 2, ignore)) ==
        std::nullopt);
  CHECK(full.receive() == 1);
  CHECK(empty.try_send(1) == fast_channel::outcome::done);
}

TEST_CASE("select: an item comes before a time-out that has passed.") {
  channel<int> items{1};
  items.send(1);
  CHECK(selector{}.first_until(std::chrono::steady_clock::time_point{},
                               receive(items, ignore)) == 0);
}

TEST_CASE("select: any of its channels wakes it.") {
  const std::size_t which = GENERATE(0, 1, 2, 3);
  channel<int> left{1}, right{1}, full{1};
  full.send(0);
  const patience limit = short_or_long();
  std::size_t chosen = 9;
  {
    boost::scoped_thread<> waiting{[&] {
      chosen = selector{limit}.first_of(
          receive(left, ignore), receive(right, ignore), send(full, 1, ignore));
    }};
    give_others_time();
    if (which == 0) left.send(1);
    if (which == 1) right.close();
    if (which == 2) full.receive();
    if (which == 3) left.close();
  }
  CHECK(chosen == which % 3);
}

TEST_CASE("select: what a handler throws reaches the caller, once.") {
  channel<int> items{2};
  items.send(1);
  items.send(2);
  const auto fail = [](auto) { throw std::runtime_error{"cannot"}; };
  selector next;
  CHECK_THROWS_AS(next.first_of(receive(items, fail)), std::runtime_error);
  std::optional<int> got;
  next.first_of(receive(items, into(got)));
  CHECK(got == 2);
}

TEST_CASE("select: a select that leaves keeps nobody else asleep.") {
  // Three selects sleep in both rooms. The first two items wake the same one.
  const patience limit = short_or_long();
  for (int times = 0; times < 5; ++times) {
    channel<int> left{4}, right{4};
    int sum[3] = {0, 0, 0};
    {
      const auto take = [&](int who) {
        const auto add = [&sum, who](auto item) { sum[who] = *item; };
        selector{limit}.first_of(receive(left, add), receive(right, add));
      };
      boost::scoped_thread<> one{[&] { take(0); }};
      boost::scoped_thread<> two{[&] { take(1); }};
      boost::scoped_thread<> three{[&] { take(2); }};
      give_others_time();
      left.send(1);
      right.send(10);
      left.send(100);
    }
    REQUIRE(sum[0] + sum[1] + sum[2] == 111);
  }
}

TEST_CASE("select: racing selects share every item between them.") {
  constexpr int items = 3000, racers = 3;
  const patience limit = short_or_long();
  channel<int> left{1, limit}, right{2, limit};
  std::vector<std::vector<int>> got(racers);
  {
    std::vector<boost::scoped_thread<>> threads;
    for (auto& mine : got)
      threads.emplace_back([&] {
        selector next{limit};
        bool open[2] = {true, true};
        const auto keep = [&](bool& still_open) {
          return [&](std::optional<int> item) {
            still_open = item.has_value();
            if (item) mine.push_back(*item);
          };
        };
        while (open[0] || open[1])
          next.first_of(receive(left, keep(open[0])).only_if(open[0]),
                        receive(right, keep(open[1])).only_if(open[1]));
      });
    selector either{limit};
    for (int item = 0; item < items; ++item) {
      int same = item;
      int again = item;
      either.first_of(send(left, std::move(same), ignore),
                      send(right, std::move(again), ignore));
    }
    left.close();
    right.close();
  }
  std::vector<int> times(items);
  for (const auto& mine : got)
    for (const int item : mine) ++times[item];
  CHECK(times == std::vector<int>(items, 1));
}

TEST_CASE("select: time-outs under load lose no item and no wake-up.") {
  constexpr int items = 2000;
  channel<int> left{1, none}, right{1, none};
  long sum[2] = {0, 0};
  {
    const auto work = [&](long& mine) {
      selector next{none};
      bool open[2] = {true, true};
      const auto add = [&](bool& still_open) {
        return [&](std::optional<int> item) {
          still_open = item.has_value();
          mine += item.value_or(0);
        };
      };
      while (open[0] || open[1])
        next.first_until(std::chrono::steady_clock::now() + 20us,
                         receive(left, add(open[0])).only_if(open[0]),
                         receive(right, add(open[1])).only_if(open[1]));
    };
    boost::scoped_thread<> one{[&] { work(sum[0]); }};
    boost::scoped_thread<> two{[&] { work(sum[1]); }};
    boost::scoped_thread<> sender{[&] {
      for (int i = 1; i <= items; ++i) left.send(int{i});
      left.close();
    }};
    for (int i = 1; i <= items; ++i) right.send(int{i});
    right.close();
  }
  CHECK(sum[0] + sum[1] == long{items} * (items + 1));
}

TEST_CASE("select: the scenarios hold on real threads.") {
  for (int times = 0; times < 50; ++times) {
    selecting::scenario();
    selecting::sharing();
  }
  SUCCEED("every assert in them held");
}

TEST_CASE("select: the same knobs print the same text.") {
  const int desks = GENERATE(1, 3);
  CHECK(printed(2, desks) ==
        "both are waiting, the clerk takes turns:\n"
        "  call 1\n"
        "  letter 1\n"
        "  call 2\n"
        "  letter 2\n"
        "and then nobody came\n"
        "desks: " +
            std::to_string(desks) +
            ", calls answered: 2, letters answered: 2\n");
}

TEST_CASE("select: a run that is refused a thread says so and ends.") {
  const auto run = [] { printed(2, 2); };
  CHECK(faults::refuse_threads_everywhere(run) > 0);
}
