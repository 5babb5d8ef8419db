#include "message_passing/bounded_channel.hpp"

#include <algorithm>
#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/thread_only.hpp>
#include <memory>
#include <new>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "bounded_channel.history.hpp"
#include "catch.hpp"
#include "explorer/random_histories.hpp"
#include "faults.hpp"

using bounded_channel::channel;

namespace {

// Long enough for another thread to start waiting. Where it is not, the test
// shows less, and still passes.
void give_others_time() {
  boost::this_thread::sleep_for(boost::chrono::milliseconds{20});
}

std::string printed(int items, int capacity) {
  std::ostringstream out;
  bounded_channel::run(out, items, capacity);
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

}  // namespace

TEST_CASE("bounded_channel: items come out in the order they went in.") {
  channel<int> numbers(3);
  CHECK(numbers.send(1));
  CHECK(numbers.send(2));
  CHECK(numbers.send(3));
  CHECK(numbers.receive() == 1);
  CHECK(numbers.receive() == 2);
  CHECK(numbers.receive() == 3);
}

TEST_CASE("bounded_channel: a closed channel drains, then ends.") {
  channel<int> numbers(2);
  REQUIRE(numbers.send(1));
  REQUIRE(numbers.send(2));
  numbers.close();
  CHECK(numbers.receive() == 1);
  CHECK(numbers.receive() == 2);
  CHECK(numbers.receive() == std::nullopt);
  CHECK(numbers.receive() == std::nullopt);
}

TEST_CASE("bounded_channel: a closed channel takes nothing, full or not.") {
  channel<int> numbers(1);
  REQUIRE(numbers.send(1));
  numbers.close();
  CHECK_FALSE(numbers.send(2));
  CHECK(numbers.receive() == 1);
  CHECK_FALSE(numbers.send(3));
  CHECK(numbers.receive() == std::nullopt);
}

TEST_CASE("bounded_channel: closing twice is closing once.") {
  channel<int> numbers(1);
  numbers.close();
  numbers.close();
  CHECK(numbers.receive() == std::nullopt);
}

TEST_CASE("bounded_channel: an item moves through and is never copied.") {
  channel<std::unique_ptr<int>> numbers(1);
  REQUIRE(numbers.send(std::make_unique<int>(7)));
  const auto number = numbers.receive();
  REQUIRE(number.has_value());
  CHECK(**number == 7);
}

TEST_CASE("bounded_channel: an item that fails to move in leaves no trace.") {
  channel<brittle> parcels(2);
  CHECK_THROWS_AS(parcels.send(brittle{-1}), std::runtime_error);
  REQUIRE(parcels.send(brittle{1}));
  CHECK(parcels.receive()->number == 1);
}

TEST_CASE("bounded_channel: out of memory, it keeps what it has.") {
  channel<int> numbers(1000);
  int sent = 0;
  bool refused = false;
  {
    const faults::no_memory_from here_on{1};
    try {
      while (numbers.send(sent)) ++sent;
    } catch (const std::bad_alloc&) {
      refused = true;
    }
  }
  CHECK(refused);
  CHECK(numbers.send(sent));
  numbers.close();
  for (int number = 0; number <= sent; ++number)
    REQUIRE(numbers.receive() == number);
  CHECK(numbers.receive() == std::nullopt);
}

TEST_CASE("bounded_channel: a sender waits while the channel is full.") {
  channel<int> numbers(1);
  REQUIRE(numbers.send(1));
  std::atomic<bool> sent = false;
  bool sent_early = false;
  {
    boost::scoped_thread<> sender{[&] { sent = numbers.send(2); }};
    give_others_time();
    sent_early = sent;
    numbers.receive();
  }
  CHECK_FALSE(sent_early);
  CHECK(sent);
}

TEST_CASE("bounded_channel: the producer gets no further than the capacity.") {
  const int capacity = GENERATE(1, 2, 16);
  constexpr int items = 500;
  channel<int> numbers(static_cast<std::size_t>(capacity));
  std::atomic<int> received = 0;
  int furthest = 0;
  {
    boost::scoped_thread<> producer{[&] {
      for (int sent = 1; sent <= items; ++sent) {
        numbers.send(sent);
        furthest = std::max(furthest, sent - received);
      }
      numbers.close();
    }};
    give_others_time();
    while (numbers.receive()) ++received;
  }
  CHECK(received == items);
  // One more item may be in the consumer's hands and not counted yet.
  CHECK(furthest <= capacity + 1);
}

TEST_CASE("bounded_channel: without a place, a sender waits for a receiver.") {
  channel<int> numbers(0);
  std::atomic<int> sent = 0;
  int sent_early = 0;
  {
    boost::scoped_thread<> sender{[&] { sent += numbers.send(1); }};
    boost::scoped_thread<> other{[&] { sent += numbers.send(1); }};
    give_others_time();
    sent_early = sent;
    CHECK(numbers.receive() == 1);
    CHECK(numbers.receive() == 1);
  }
  CHECK(sent_early == 0);
  CHECK(sent == 2);
}

TEST_CASE("bounded_channel: a receiver that was interrupted takes nothing.") {
  channel<int> numbers(0);
  {
    boost::thread receiver{[&] { numbers.receive(); }};
    give_others_time();
    receiver.interrupt();
    receiver.join();
  }
  std::atomic<bool> sent = false;
  bool sent_early = false;
  {
    boost::scoped_thread<> sender{[&] { sent = numbers.send(1); }};
    give_others_time();
    sent_early = sent;
    numbers.close();
  }
  CHECK_FALSE(sent_early);
  CHECK_FALSE(sent);
}

TEST_CASE("bounded_channel: closing releases every sender that waits.") {
  channel<int> numbers(1);
  REQUIRE(numbers.send(0));
  bool sent[2] = {true, true};
  {
    boost::scoped_thread<> sender{[&] { sent[0] = numbers.send(1); }};
    boost::scoped_thread<> other_sender{[&] { sent[1] = numbers.send(2); }};
    give_others_time();
    numbers.close();
  }
  CHECK_FALSE(sent[0]);
  CHECK_FALSE(sent[1]);
  CHECK(numbers.receive() == 0);
  CHECK(numbers.receive() == std::nullopt);
}

TEST_CASE("bounded_channel: closing releases every receiver that waits.") {
  channel<int> numbers(1);
  std::optional<int> received[2] = {1, 2};
  {
    boost::scoped_thread<> receiver{[&] { received[0] = numbers.receive(); }};
    boost::scoped_thread<> other{[&] { received[1] = numbers.receive(); }};
    give_others_time();
    numbers.close();
  }
  CHECK(received[0] == std::nullopt);
  CHECK(received[1] == std::nullopt);
}

TEST_CASE("bounded_channel: a consumer that leaves stops the producer.") {
  channel<int> numbers(2);
  int sent = 0;
  {
    boost::scoped_thread<> producer{[&] {
      while (numbers.send(sent)) ++sent;
    }};
    for (int wanted = 0; wanted < 10; ++wanted) numbers.receive();
    numbers.close();
  }
  CHECK(sent >= 10);
  CHECK(sent <= 12);
}

TEST_CASE("bounded_channel: every item reaches one consumer, in order.") {
  constexpr int producers = 3, consumers = 3, items = 500;
  channel<int> numbers(GENERATE(std::size_t{0}, std::size_t{4}));
  std::vector<int> received[consumers];
  {
    std::vector<boost::scoped_thread<>> receiving;
    for (auto& mine : received)
      receiving.emplace_back([&numbers, &mine] {
        while (const auto number = numbers.receive()) mine.push_back(*number);
      });
    {
      std::vector<boost::scoped_thread<>> sending;
      for (int first = 0; first < producers; ++first)
        sending.emplace_back([&numbers, first] {
          for (int i = 0; i < items; ++i) numbers.send(first + i * producers);
        });
    }
    numbers.close();
  }

  std::vector<int> all;
  for (const auto& mine : received) {
    int last[producers] = {-1, -1, -1};
    for (const int number : mine) {
      REQUIRE(number > last[number % producers]);
      last[number % producers] = number;
    }
    all.insert(all.end(), mine.begin(), mine.end());
  }
  std::sort(all.begin(), all.end());
  REQUIRE(all.size() == producers * items);
  for (int i = 0; i < producers * items; ++i) REQUIRE(all[i] == i);
}

TEST_CASE("bounded_channel: the scenario holds on real threads.") {
  for (int times = 0; times < 20; ++times) {
    bounded_channel::scenario();
    bounded_channel::rendezvous();
  }
  SUCCEED("every assert in it held");
}

TEST_CASE("bounded_channel: the same knobs print the same text.") {
  const int capacity = GENERATE(0, 1, 2, 1000);
  CHECK(printed(2, capacity) ==
        "cooked order 1\n"
        "cooked order 2\n"
        "the till has closed\n");
}

TEST_CASE("bounded_channel: a run that is refused a thread says so and ends.") {
  const auto run = [] { printed(3, 1); };
  CHECK(faults::refuse_threads_everywhere(run) > 0);
}

TEST_CASE("bounded_channel: random calls of four threads are linearizable.") {
  using namespace bounded_channel::histories;
  CHECK(explorer::check_random_histories<orders<1>>(5'000, 4, 8) == "");
  CHECK(explorer::check_random_histories<orders<2>>(5'000, 4, 8) == "");
}

TEST_CASE("bounded_channel: random calls of eight threads are linearizable.") {
  using namespace bounded_channel::histories;
  CHECK(explorer::check_random_histories<orders<1>>(500, 8, 25) == "");
  CHECK(explorer::check_random_histories<orders<2>>(500, 8, 25) == "");
}
