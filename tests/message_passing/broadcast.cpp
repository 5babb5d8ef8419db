#include "message_passing/broadcast.hpp"

#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/thread_only.hpp>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"

using broadcast::subscription;
using broadcast::topic;
using broadcast::when_full;

namespace {

// Long enough for another thread to start waiting. Where it is not, the test
// shows less, and still passes.
void give_others_time() {
  boost::this_thread::sleep_for(boost::chrono::milliseconds{20});
}

// Everything that arrives until the end.
std::vector<int> all_of(subscription<int>& news) {
  std::vector<int> numbers;
  while (const auto next = news.receive()) numbers.push_back(*next->message);
  return numbers;
}

using numbers = std::vector<int>;

std::string printed(int measurements, int capacity) {
  std::ostringstream out;
  broadcast::run(out, measurements, capacity);
  return out.str();
}

}  // namespace

TEST_CASE("broadcast: every subscriber gets every message, in order.") {
  topic<int> news;
  auto one = news.subscribe(3, when_full::block);
  auto other = news.subscribe(3, when_full::disconnect);
  CHECK(news.publish(1) == 2);
  CHECK(news.publish(2) == 2);
  CHECK(news.publish(3) == 2);
  news.close();
  CHECK(all_of(one) == numbers{1, 2, 3});
  CHECK(all_of(other) == numbers{1, 2, 3});
}

TEST_CASE("broadcast: a message is shared, not copied.") {
  topic<std::unique_ptr<int>> news;
  auto one = news.subscribe(1, when_full::block);
  auto other = news.subscribe(1, when_full::block);
  news.publish(std::make_unique<int>(7));
  const auto ones = one.receive();
  const auto others = other.receive();
  REQUIRE(ones.has_value());
  REQUIRE(others.has_value());
  CHECK(**ones->message == 7);
  CHECK(ones->message == others->message);
}

TEST_CASE("broadcast: a subscriber gets what is published from then on.") {
  topic<int> news;
  CHECK(news.publish(1) == 0);
  auto late = news.subscribe(2, when_full::block);
  CHECK(news.publish(2) == 1);
  news.close();
  CHECK(all_of(late) == numbers{2});
}

TEST_CASE("broadcast: a closed topic reaches nobody and gives nothing new.") {
  topic<int> news;
  auto early = news.subscribe(2, when_full::block);
  news.publish(1);
  news.close();
  news.close();
  auto late = news.subscribe(2, when_full::block);
  CHECK(news.publish(2) == 0);
  CHECK(all_of(early) == numbers{1});
  CHECK(all_of(late).empty());
  CHECK_FALSE(early.cut_off());
}

TEST_CASE("broadcast: a subscription outlives its topic.") {
  std::optional<topic<int>> news;
  news.emplace();
  auto reader = news->subscribe(2, when_full::block);
  news->publish(1);
  news.reset();
  CHECK(all_of(reader) == numbers{1});
}

TEST_CASE("broadcast: block makes the publisher wait for room.") {
  topic<int> news;
  auto slow = news.subscribe(1, when_full::block);
  std::atomic<int> published = 0;
  int published_early = 0;
  numbers heard;
  {
    boost::scoped_thread<> publisher{[&] {
      for (int number = 1; number <= 3; ++number) {
        news.publish(number);
        ++published;
      }
      news.close();
    }};
    give_others_time();
    published_early = published;
    heard = all_of(slow);
  }
  CHECK(published_early <= 1);
  CHECK(heard == numbers{1, 2, 3});
}

TEST_CASE("broadcast: drop_oldest keeps the newest and counts the others.") {
  topic<int> news;
  auto slow = news.subscribe(2, when_full::drop_oldest);
  for (int number = 1; number <= 5; ++number) CHECK(news.publish(number) == 1);
  auto next = slow.receive();
  REQUIRE(next.has_value());
  CHECK(*next->message == 4);
  CHECK(next->missed == 3);
  next = slow.receive();
  REQUIRE(next.has_value());
  CHECK(*next->message == 5);
  CHECK(next->missed == 0);
  news.publish(6);
  CHECK(slow.receive()->missed == 0);
}

TEST_CASE("broadcast: disconnect ends the slow subscription, and says so.") {
  topic<int> news;
  auto slow = news.subscribe(2, when_full::disconnect);
  auto quick = news.subscribe(9, when_full::disconnect);
  CHECK(news.publish(1) == 2);
  CHECK(news.publish(2) == 2);
  CHECK_FALSE(slow.cut_off());
  CHECK(news.publish(3) == 1);
  CHECK(news.publish(4) == 1);
  CHECK(slow.cut_off());
  CHECK(all_of(slow) == numbers{1, 2});
  CHECK_FALSE(quick.cut_off());
  news.close();
  CHECK(all_of(quick) == numbers{1, 2, 3, 4});
}

TEST_CASE("broadcast: room that was made again keeps the connection.") {
  topic<int> news;
  auto reader = news.subscribe(1, when_full::disconnect);
  for (int number = 1; number <= 3; ++number) {
    CHECK(news.publish(number) == 1);
    CHECK(*reader.receive()->message == number);
  }
  CHECK_FALSE(reader.cut_off());
}

TEST_CASE("broadcast: who leaves is not reached any more.") {
  topic<int> news;
  auto stays = news.subscribe(3, when_full::block);
  {
    auto leaves = news.subscribe(3, when_full::block);
    CHECK(news.publish(1) == 2);
  }
  CHECK(news.publish(2) == 1);
  news.close();
  CHECK(all_of(stays) == numbers{1, 2});
}

TEST_CASE("broadcast: who leaves lets go of its messages.") {
  topic<std::shared_ptr<int>> news;
  const auto message = std::make_shared<int>(7);
  {
    auto leaves = news.subscribe(3, when_full::block);
    news.publish(message);
    CHECK(message.use_count() == 2);
  }
  CHECK(message.use_count() == 1);
}

TEST_CASE("broadcast: leaving releases the publisher that waits for it.") {
  topic<int> news;
  std::optional slow{news.subscribe(1, when_full::block)};
  auto reader = news.subscribe(3, when_full::block);
  std::size_t reached = 9;
  {
    news.publish(1);
    boost::scoped_thread<> publisher{[&] { reached = news.publish(2); }};
    give_others_time();
    slow.reset();
  }
  CHECK(reached == 1);
  news.close();
  CHECK(all_of(reader) == numbers{1, 2});
}

TEST_CASE("broadcast: one may subscribe while a publisher waits.") {
  topic<int> news;
  auto slow = news.subscribe(1, when_full::block);
  numbers late_heard;
  {
    news.publish(1);
    boost::scoped_thread<> publisher{[&] {
      news.publish(2);
      news.publish(3);
    }};
    give_others_time();
    auto late = news.subscribe(3, when_full::block);
    for (int times = 0; times < 3; ++times) slow.receive();
    late_heard.push_back(*late.receive()->message);
  }
  // 2 only if the publisher had not begun with it.
  CHECK((late_heard[0] == 2 || late_heard[0] == 3));
}

TEST_CASE("broadcast: closing releases the publisher that waits.") {
  topic<int> news;
  auto slow = news.subscribe(1, when_full::block);
  std::size_t reached = 9;
  {
    news.publish(1);
    boost::scoped_thread<> publisher{[&] { reached = news.publish(2); }};
    give_others_time();
    news.close();
  }
  CHECK(reached == 0);
  CHECK(all_of(slow) == numbers{1});
}

TEST_CASE("broadcast: closing releases the subscriber that waits.") {
  topic<int> news;
  auto reader = news.subscribe(1, when_full::block);
  bool ended = false;
  {
    boost::scoped_thread<> reading{[&] { ended = !reader.receive(); }};
    give_others_time();
    news.close();
  }
  CHECK(ended);
}

TEST_CASE("broadcast: all subscribers hear two publishers in one order.") {
  constexpr int messages = 500;
  topic<int> news;
  auto one = news.subscribe(4, when_full::block);
  auto other = news.subscribe(2, when_full::block);
  numbers ones, others;
  {
    boost::scoped_thread<> reading{[&] { ones = all_of(one); }};
    boost::scoped_thread<> also_reading{[&] { others = all_of(other); }};
    {
      const auto publish = [&](int first) {
        for (int i = 0; i < messages; ++i) news.publish(first + i);
      };
      boost::scoped_thread<> publisher{[&] { publish(0); }};
      boost::scoped_thread<> other_publisher{[&] { publish(messages); }};
    }
    news.close();
  }
  CHECK(ones.size() == 2 * messages);
  CHECK(ones == others);
}

TEST_CASE("broadcast: guests come and go, and the others lose nothing.") {
  constexpr int messages = 1000;
  topic<int> news;
  auto stays = news.subscribe(8, when_full::block);
  numbers heard;
  int visits = 0;
  bool in_order = true;
  {
    boost::scoped_thread<> reading{[&] { heard = all_of(stays); }};
    boost::scoped_thread<> guest{[&] {
      for (bool open = true; open; ++visits) {
        auto visit = news.subscribe(1, when_full::block);
        const auto first = visit.receive();
        const auto second = visit.receive();
        open = second.has_value();
        if (open && *second->message != *first->message + 1) in_order = false;
      }
    }};
    for (int number = 0; number < messages; ++number) news.publish(number);
    news.close();
  }
  REQUIRE(heard.size() == messages);
  for (int number = 0; number < messages; ++number)
    REQUIRE(heard[number] == number);
  CHECK(visits > 0);
  CHECK(in_order);
}

TEST_CASE("broadcast: the scenario holds on real threads.") {
  for (int times = 0; times < 50; ++times) broadcast::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("broadcast: the same knobs print the same text.") {
  for (int times = 0; times < 20; ++times)
    REQUIRE(printed(4, 2) ==
            "archive, block:       1 2 3 4\n"
            "screen, drop_oldest:  (missed 2) 3 4\n"
            "phone, disconnect:    1 2, then cut off\n");
}

TEST_CASE("broadcast: a run that is refused a thread says so and ends.") {
  const auto run = [] { printed(4, 2); };
  CHECK(faults::refuse_threads_everywhere(run) > 0);
}
