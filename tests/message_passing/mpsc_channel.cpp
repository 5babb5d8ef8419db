#include "message_passing/mpsc_channel.hpp"

#include <boost/chrono/duration.hpp>
#include <boost/thread/thread_only.hpp>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"

using mpsc_channel::open, mpsc_channel::sender, mpsc_channel::receiver;

namespace {

// Long enough for another thread to start waiting. Where it is not, the test
// shows less, and still passes.
void give_others_time() {
  boost::this_thread::sleep_for(boost::chrono::milliseconds{20});
}

std::string printed(int stations, int voters) {
  std::ostringstream out;
  mpsc_channel::run(out, stations, voters);
  return out.str();
}

// Breaks when moved, if its number is negative.
struct brittle {
  explicit brittle(int n) : number{n} {}
  brittle(brittle&& other) : number{other.number} {
    if (number < 0) throw std::runtime_error{"broke on the way"};
  }
  int number;
};

struct letter {
  sender<letter> reply_to;
};

}  // namespace

TEST_CASE("mpsc_channel: items come out in the order they went in.") {
  auto [in, out] = open<int>();
  CHECK(in.send(1));
  CHECK(in.send(2));
  CHECK(in.send(3));
  CHECK(out.receive() == 1);
  CHECK(out.receive() == 2);
  CHECK(out.receive() == 3);
}

TEST_CASE("mpsc_channel: after the only sender the channel drains and ends.") {
  auto [in, out] = open<int>();
  in.send(1);
  in.send(2);
  in.leave();
  CHECK(out.receive() == 1);
  CHECK(out.receive() == 2);
  CHECK(out.receive() == std::nullopt);
  CHECK(out.receive() == std::nullopt);
}

TEST_CASE("mpsc_channel: a copy of a sender keeps the channel open.") {
  auto ends = open<int>();
  std::optional<sender<int>> copy{ends.first};
  ends.first.leave();
  std::vector<int> received;
  {
    boost::scoped_thread<> receiving{[&] {
      while (const auto number = ends.second.receive())
        received.push_back(*number);
    }};
    give_others_time();
    copy->send(7);
    copy.reset();
  }
  CHECK(received == std::vector{7});
}

TEST_CASE("mpsc_channel: a sender that is moved is still one sender.") {
  auto [in, out] = open<int>();
  sender<int> moved{std::move(in)};
  CHECK(moved.send(1));
  moved.leave();
  CHECK(out.receive() == 1);
  CHECK(out.receive() == std::nullopt);
}

TEST_CASE("mpsc_channel: leaving twice is leaving once.") {
  auto [in, out] = open<int>();
  auto other = in;
  in.leave();
  in.leave();
  CHECK(other.send(1));
  other.leave();
  CHECK(out.receive() == 1);
  CHECK(out.receive() == std::nullopt);
}

TEST_CASE("mpsc_channel: a copy of a sender that left sends to nobody.") {
  auto [in, out] = open<int>();
  in.leave();
  {
    const auto copy = in;
    CHECK(out.receive() == std::nullopt);
  }
  CHECK(out.receive() == std::nullopt);
}

TEST_CASE("mpsc_channel: without a receiver nothing can be sent.") {
  auto ends = open<std::shared_ptr<int>>();
  auto in = ends.first;
  const auto number = std::make_shared<int>(7);
  { const receiver<std::shared_ptr<int>> gone{std::move(ends.second)}; }
  CHECK_FALSE(in.send(number));
  CHECK(number.use_count() == 1);
}

TEST_CASE("mpsc_channel: items that nobody received go with the receiver.") {
  auto ends = open<std::shared_ptr<int>>();
  auto in = ends.first;
  const auto number = std::make_shared<int>(7);
  REQUIRE(in.send(number));
  REQUIRE(number.use_count() == 2);
  { const auto gone = std::move(ends.second); }
  CHECK(number.use_count() == 1);
}

TEST_CASE("mpsc_channel: a receiver that is moved goes on receiving.") {
  auto ends = open<int>();
  ends.first.send(1);
  auto moved = std::move(ends.second);
  ends.first.send(2);
  CHECK(moved.receive() == 1);
  CHECK(moved.receive() == 2);
}

TEST_CASE("mpsc_channel: an item may hold a sender of its own channel.") {
  auto ends = open<letter>();
  REQUIRE(ends.first.send(letter{ends.first}));
  REQUIRE(ends.first.send(letter{ends.first}));
  CHECK(ends.second.receive().has_value());
  { const auto gone = std::move(ends.second); }
  CHECK_FALSE(ends.first.send(letter{ends.first}));
}

TEST_CASE("mpsc_channel: an item moves through and is never copied.") {
  auto [in, out] = open<std::unique_ptr<int>>();
  REQUIRE(in.send(std::make_unique<int>(7)));
  const auto number = out.receive();
  REQUIRE(number.has_value());
  CHECK(**number == 7);
}

TEST_CASE("mpsc_channel: an item that fails to move in leaves no trace.") {
  auto [in, out] = open<brittle>();
  CHECK_THROWS_AS(in.send(brittle{-1}), std::runtime_error);
  REQUIRE(in.send(brittle{1}));
  CHECK(out.receive()->number == 1);
  in.leave();
  CHECK_FALSE(out.receive().has_value());
}

TEST_CASE("mpsc_channel: a sender never waits.") {
  auto [in, out] = open<int>();
  for (int number = 0; number < 100000; ++number) in.send(int{number});
  in.leave();
  int received = 0;
  while (out.receive()) ++received;
  CHECK(received == 100000);
}

TEST_CASE("mpsc_channel: the receiver waits for an item.") {
  auto ends = open<int>();
  std::optional<int> received;
  {
    boost::scoped_thread<> receiving{[&] { received = ends.second.receive(); }};
    give_others_time();
    ends.first.send(7);
  }
  CHECK(received == 7);
}

TEST_CASE("mpsc_channel: the last sender to leave wakes the receiver.") {
  auto ends = open<int>();
  std::optional<int> received = 1;
  {
    boost::scoped_thread<> receiving{[&] { received = ends.second.receive(); }};
    auto copy = ends.first;
    ends.first.leave();
    give_others_time();
    copy.leave();
  }
  CHECK(received == std::nullopt);
}

TEST_CASE("mpsc_channel: a sender that throws leaves, and the rest goes on.") {
  auto [in, out] = open<int>();
  const auto send = [](sender<int> to, int number) {
    try {
      auto mine = std::move(to);
      if (number < 0) throw std::runtime_error{"the line is dead"};
      mine.send(number);
    } catch (const std::runtime_error&) {
    }
  };
  std::vector<boost::scoped_thread<>> sending;
  for (const int number : {-1, 7, -2}) sending.emplace_back(send, in, number);
  in.leave();
  CHECK(out.receive() == 7);
  CHECK(out.receive() == std::nullopt);
}

TEST_CASE("mpsc_channel: a receiver that leaves stops every sender.") {
  auto ends = open<int>();
  {
    const auto send = [](sender<int> to) {
      while (to.send(1)) boost::this_thread::yield();
    };
    boost::scoped_thread<> first{send, ends.first};
    boost::scoped_thread<> second{send, ends.first};
    auto out = std::move(ends.second);
    CHECK(out.receive() == 1);
  }
  CHECK_FALSE(ends.first.send(1));
}

TEST_CASE("mpsc_channel: every item arrives once, and in its sender's order.") {
  constexpr int senders = 4, items = 1000;
  auto [in, out] = open<int>();
  const auto send = [](sender<int> to, int first) {
    for (int i = 0; i < items; ++i) to.send(first + i * senders);
  };
  std::vector<boost::scoped_thread<>> sending;
  for (int first = 0; first < senders; ++first)
    sending.emplace_back(send, in, first);
  in.leave();

  std::vector<int> next{0, 1, 2, 3};
  int received = 0;
  while (const auto number = out.receive()) {
    REQUIRE(*number == next[*number % senders]);
    next[*number % senders] += senders;
    ++received;
  }
  CHECK(received == senders * items);
}

TEST_CASE("mpsc_channel: the scenario holds on real threads.") {
  for (int times = 0; times < 20; ++times) mpsc_channel::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("mpsc_channel: the same knobs print the same text.") {
  for (int times = 0; times < 5; ++times)
    CHECK(printed(3, 4) ==
          "senders that count: bridge 4, ferry 5, tunnel 3\n"
          "boost::sync_queue: bridge 4, ferry 5, tunnel 3\n");
  CHECK(printed(1, 1) ==
        "senders that count: bridge 0, ferry 1, tunnel 0\n"
        "boost::sync_queue: bridge 0, ferry 1, tunnel 0\n");
}

TEST_CASE("mpsc_channel: a run that is refused a thread says so and ends.") {
  const auto run = [] { printed(2, 2); };
  CHECK(faults::refuse_threads_everywhere(run) > 0);
}
