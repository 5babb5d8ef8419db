#include "message_passing/close_and_time_out.hpp"

#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/thread_only.hpp>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"

using close_and_time_out::channel, close_and_time_out::closing,
    close_and_time_out::outcome;

namespace {

using number = std::unique_ptr<int>;
using time_point = channel<int>::clock::time_point;

number make(int n) { return std::make_unique<int>(n); }

time_point from_now(boost::chrono::milliseconds duration) {
  return channel<int>::clock::now() + duration;
}

// A deadline that a passing test does not reach.
time_point far_away() { return from_now(boost::chrono::minutes{10}); }

time_point long_ago() { return from_now(-boost::chrono::minutes{10}); }

// Long enough for another thread to start waiting. Where it is not, the test
// shows less, and still passes.
void give_others_time() {
  boost::this_thread::sleep_for(boost::chrono::milliseconds{20});
}

std::string printed(int cars, int seats, int places) {
  std::ostringstream out;
  close_and_time_out::run(out, cars, seats, places);
  return out.str();
}

// Breaks when moved, if its number is negative.
struct brittle {
  explicit brittle(int n = 0) : value{n} {}
  brittle(brittle&& other) : value{other.value} {
    if (value < 0) throw std::runtime_error{"broke on the way"};
  }
  brittle& operator=(brittle&&) = default;
  int value;
};

}  // namespace

TEST_CASE("close_and_time_out: empty, there and drained are three answers.") {
  channel<int> numbers(1);
  int received = 0;
  CHECK(numbers.try_receive(received) == outcome::empty);
  numbers.send(7);
  numbers.close();
  CHECK(numbers.try_receive(received) == outcome::done);
  CHECK(received == 7);
  CHECK(numbers.try_receive(received) == outcome::drained);
}

TEST_CASE("close_and_time_out: room, full and closed are three answers.") {
  channel<int> numbers(1);
  CHECK(numbers.try_send(1) == outcome::done);
  CHECK(numbers.try_send(2) == outcome::full);
  numbers.close();
  CHECK(numbers.try_send(3) == outcome::closed);
  int received = 0;
  CHECK(numbers.receive(received) == outcome::done);
  CHECK(numbers.try_send(4) == outcome::closed);
}

TEST_CASE("close_and_time_out: time passes, and nothing was received.") {
  channel<int> numbers(1);
  int received = 0;
  const auto soon = from_now(boost::chrono::milliseconds{5});
  CHECK(numbers.receive_until(received, soon) == outcome::timed_out);
  CHECK(numbers.receive_until(received, long_ago()) == outcome::timed_out);
}

TEST_CASE("close_and_time_out: time passes, and nothing was sent.") {
  channel<number> numbers(1);
  numbers.send(make(1));
  auto second = make(2);
  const auto soon = from_now(boost::chrono::milliseconds{5});
  CHECK(numbers.send_until(std::move(second), soon) == outcome::timed_out);
  CHECK(numbers.send_until(std::move(second), long_ago()) ==
        outcome::timed_out);
  REQUIRE(second);
  CHECK(*second == 2);
}

TEST_CASE("close_and_time_out: what is there counts more than the time.") {
  channel<int> numbers(1);
  CHECK(numbers.send_until(7, long_ago()) == outcome::done);
  int received = 0;
  CHECK(numbers.receive_until(received, long_ago()) == outcome::done);
  CHECK(received == 7);
}

TEST_CASE("close_and_time_out: an end counts more than the time.") {
  channel<int> numbers(1);
  numbers.close();
  int received = 0;
  CHECK(numbers.receive_until(received, long_ago()) == outcome::drained);
  CHECK(numbers.send_until(7, long_ago()) == outcome::closed);
}

TEST_CASE("close_and_time_out: an item that was not sent is handed back.") {
  channel<number> numbers(1);
  auto first = make(1);
  REQUIRE(numbers.send(std::move(first)) == outcome::done);
  CHECK_FALSE(first);

  auto second = make(2);
  CHECK(numbers.try_send(std::move(second)) == outcome::full);
  CHECK(second);
  numbers.close();
  CHECK(numbers.try_send(std::move(second)) == outcome::closed);
  CHECK(numbers.send(std::move(second)) == outcome::closed);
  CHECK(numbers.send_until(std::move(second), far_away()) == outcome::closed);
  REQUIRE(second);
  CHECK(*second == 2);
}

TEST_CASE("close_and_time_out: a receiver keeps what it had.") {
  channel<number> numbers(1);
  auto mine = make(7);
  CHECK(numbers.try_receive(mine) == outcome::empty);
  CHECK(numbers.receive_until(mine, long_ago()) == outcome::timed_out);
  numbers.close();
  CHECK(numbers.receive(mine) == outcome::drained);
  REQUIRE(mine);
  CHECK(*mine == 7);
}

TEST_CASE("close_and_time_out: a closed channel drains in order, then ends.") {
  channel<int> numbers(2);
  numbers.send(1);
  numbers.send(2);
  numbers.close();
  numbers.close();
  int received = 0;
  CHECK(numbers.receive(received) == outcome::done);
  CHECK(received == 1);
  CHECK(numbers.receive_until(received, far_away()) == outcome::done);
  CHECK(received == 2);
  CHECK(numbers.receive(received) == outcome::drained);
  CHECK(numbers.receive(received) == outcome::drained);
}

TEST_CASE("close_and_time_out: an item that fails to move in stays outside.") {
  channel<brittle> parcels(1);
  CHECK_THROWS_AS(parcels.send(brittle{-1}), std::runtime_error);
  CHECK(parcels.try_send(brittle{1}) == outcome::done);
  brittle received;
  CHECK(parcels.receive(received) == outcome::done);
  CHECK(received.value == 1);
}

TEST_CASE("close_and_time_out: a timed receiver wakes for an item.") {
  channel<int> numbers(1);
  int received = 0;
  outcome how = outcome::empty;
  {
    boost::scoped_thread<> receiver{
        [&] { how = numbers.receive_until(received, far_away()); }};
    give_others_time();
    numbers.send(7);
  }
  CHECK(how == outcome::done);
  CHECK(received == 7);
}

TEST_CASE("close_and_time_out: a timed sender wakes for room.") {
  channel<int> numbers(1);
  numbers.send(1);
  outcome how = outcome::full;
  int received = 0;
  {
    boost::scoped_thread<> sender{
        [&] { how = numbers.send_until(2, far_away()); }};
    give_others_time();
    numbers.try_receive(received);
  }
  CHECK(how == outcome::done);
  CHECK(numbers.try_receive(received) == outcome::done);
  CHECK(received == 2);
}

TEST_CASE("close_and_time_out: closing wakes everyone who receives.") {
  channel<int> numbers(1);
  outcome how[2] = {outcome::done, outcome::done};
  {
    boost::scoped_thread<> receiver{[&] {
      int item = 0;
      how[0] = numbers.receive(item);
    }};
    boost::scoped_thread<> timed_receiver{[&] {
      int item = 0;
      how[1] = numbers.receive_until(item, far_away());
    }};
    give_others_time();
    numbers.close();
  }
  CHECK(how[0] == outcome::drained);
  CHECK(how[1] == outcome::drained);
}

TEST_CASE("close_and_time_out: closing wakes everyone who sends.") {
  channel<number> numbers(1);
  numbers.send(make(0));
  number first = make(1), second = make(2);
  outcome how[2] = {outcome::done, outcome::done};
  {
    boost::scoped_thread<> sender{
        [&] { how[0] = numbers.send(std::move(first)); }};
    boost::scoped_thread<> timed_sender{
        [&] { how[1] = numbers.send_until(std::move(second), far_away()); }};
    give_others_time();
    numbers.close();
  }
  CHECK(how[0] == outcome::closed);
  CHECK(how[1] == outcome::closed);
  CHECK(first);
  CHECK(second);
}

TEST_CASE("close_and_time_out: a sender waits while the channel is full.") {
  channel<int> numbers(1);
  numbers.send(1);
  std::atomic<bool> sent = false;
  bool sent_early = false;
  {
    boost::scoped_thread<> sender{[&] {
      numbers.send(2);
      sent = true;
    }};
    give_others_time();
    sent_early = sent;
    int received = 0;
    numbers.receive(received);
  }
  CHECK_FALSE(sent_early);
  CHECK(sent);
}

TEST_CASE("close_and_time_out: a producer that throws ends the consumer.") {
  channel<int> numbers(1);
  std::vector<int> received;
  outcome how = outcome::empty;
  {
    boost::scoped_thread<> producer{[&] {
      try {
        const closing<int> at_the_end{numbers};
        numbers.send(1);
        numbers.send(2);
        throw std::runtime_error{"no more"};
      } catch (const std::runtime_error&) {
      }
    }};
    int item = 0;
    while ((how = numbers.receive(item)) == outcome::done)
      received.push_back(item);
  }
  CHECK(received == std::vector{1, 2});
  CHECK(how == outcome::drained);
}

TEST_CASE("close_and_time_out: a consumer that leaves ends the producer.") {
  channel<number> numbers(1);
  number kept = make(0);
  {
    boost::scoped_thread<> producer{[&] {
      for (int n = 1; numbers.send(std::move(kept)) == outcome::done; ++n)
        kept = make(n);
    }};
    const closing<number> at_the_end{numbers};
    number received;
    for (int n = 0; n < 3; ++n) numbers.receive(received);
  }
  REQUIRE(kept);
  CHECK(*kept >= 3);
  CHECK(*kept <= 4);
}

TEST_CASE("close_and_time_out: impatient threads lose and double nothing.") {
  constexpr int producers = 3, consumers = 3, items = 400;
  channel<number> numbers(2);
  const auto soon = [] { return from_now(boost::chrono::milliseconds{0}); };
  std::vector<int> received[consumers];
  {
    std::vector<boost::scoped_thread<>> receiving;
    for (auto& mine : received)
      receiving.emplace_back([&] {
        number item;
        for (outcome how{}; how != outcome::drained;) {
          how = numbers.receive_until(item, soon());
          if (how == outcome::done) mine.push_back(*item);
        }
      });
    {
      std::vector<boost::scoped_thread<>> sending;
      for (int first = 0; first < producers; ++first)
        sending.emplace_back([&, first] {
          for (int i = 0; i < items; ++i) {
            auto item = make(first * items + i);
            while (numbers.send_until(std::move(item), soon()) !=
                   outcome::done) {
            }
          }
        });
    }
    numbers.close();
  }

  std::vector<int> times(producers * items);
  for (const auto& mine : received)
    for (const int item : mine) ++times[item];
  CHECK(times == std::vector<int>(producers * items, 1));
}

TEST_CASE("close_and_time_out: the scenario holds on real threads.") {
  for (int times = 0; times < 20; ++times) close_and_time_out::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("close_and_time_out: the same knobs print the same text.") {
  const std::string asked =
      "no car: empty, then timed out\n"
      "no room: full, then timed out\n"
      "no more: closed, and car 3 is still ours; received 1 2, then drained\n";
  for (int times = 0; times < 5; ++times) {
    CHECK(printed(5, 3, 2) == asked + "boarded 3: the ferry is full\n");
    CHECK(printed(2, 3, 2) == asked + "boarded 2: the road is flooded\n");
  }
}

TEST_CASE("close_and_time_out: a run that is refused a thread says so and ends.") {
  const auto run = [] { printed(5, 8, 2); };
  CHECK(faults::refuse_threads_everywhere(run) > 0);
}
