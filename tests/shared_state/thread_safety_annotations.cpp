#include "shared_state/thread_safety_annotations.hpp"

#include <atomic>
#include <boost/thread/condition_variable.hpp>
#include <latch>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "catch.hpp"

using thread_safety_annotations::guard;
using thread_safety_annotations::letter_box;
using thread_safety_annotations::mutex;
using thread_safety_annotations::sendable;

namespace {

std::string printed(int letters, int writers) {
  std::ostringstream out;
  thread_safety_annotations::run(out, letters, writers);
  return out.str();
}

// Counts what several threads do, under the annotated lock.
class tally {
 public:
  void add() EXCLUDES(mutex_) {
    guard lock{mutex_};
    ++count_;
    changed_.notify_all();
  }

  // clang looks into no lambda: the loop stands here instead of a predicate.
  void await(int count) EXCLUDES(mutex_) {
    guard lock{mutex_};
    while (count_ < count) changed_.wait(mutex_);
  }

  int count() EXCLUDES(mutex_) {
    guard lock{mutex_};
    return count_;
  }

 private:
  mutex mutex_;
  boost::condition_variable_any changed_;
  int count_ GUARDED_BY(mutex_) = 0;
};

struct order {
  std::string dish;
  std::unique_ptr<int> table;
};

struct fixed {
  fixed(fixed&&) = delete;
};

}  // namespace

TEST_CASE("thread_safety_annotations: what owns all that it carries may go.") {
  CHECK(sendable<int>);
  CHECK(sendable<std::string>);
  CHECK(sendable<order>);
  CHECK(sendable<std::unique_ptr<std::string>>);
  CHECK(sendable<std::vector<std::optional<std::string>>>);
  CHECK(sendable<std::map<std::string, std::vector<int>>>);
  CHECK(sendable<std::shared_ptr<const std::string>>);
}

TEST_CASE("thread_safety_annotations: what leads to another's may not go.") {
  CHECK_FALSE(sendable<const char*>);
  CHECK_FALSE(sendable<int&>);
  CHECK_FALSE(sendable<std::string_view>);
  CHECK_FALSE(sendable<std::span<int>>);
  CHECK_FALSE(sendable<std::reference_wrapper<int>>);
  CHECK_FALSE(sendable<std::shared_ptr<std::string>>);
  CHECK_FALSE(sendable<std::shared_ptr<const std::string_view>>);
}

TEST_CASE("thread_safety_annotations: what carries such a thing may not go.") {
  CHECK_FALSE(sendable<std::vector<std::string_view>>);
  CHECK_FALSE(sendable<std::optional<int*>>);
  CHECK_FALSE(sendable<std::pair<std::string, const int&>>);
  CHECK_FALSE(sendable<std::tuple<int, std::vector<int*>>>);
  CHECK_FALSE(sendable<std::map<int, std::shared_ptr<int>>>);
}

TEST_CASE("thread_safety_annotations: what cannot move may not go.") {
  CHECK_FALSE(sendable<fixed>);
  CHECK_FALSE(sendable<std::atomic<int>>);
  CHECK_FALSE(sendable<const std::string>);
}

TEST_CASE("thread_safety_annotations: letters are collected once, in order.") {
  letter_box<std::string> box;
  CHECK(box.collect().empty());
  box.post("first");
  box.post("second");
  CHECK(box.collect() == std::vector<std::string>{"first", "second"});
  CHECK(box.collect().empty());
  box.post("third");
  CHECK(box.collect() == std::vector<std::string>{"third"});
  CHECK(box.posted() == 3);
}

TEST_CASE("thread_safety_annotations: a letter moves through the box.") {
  letter_box<std::unique_ptr<int>> box;
  box.post(std::make_unique<int>(7));
  const auto letters = box.collect();
  REQUIRE(letters.size() == 1);
  CHECK(*letters[0] == 7);
}

TEST_CASE("thread_safety_annotations: no letter is lost or doubled.") {
  constexpr int writers = 3, each = 50'000;
  letter_box<int> box;
  std::vector<int> times_seen(writers * each);
  std::latch opening(writers + 1);
  std::atomic<int> writing = writers;
  {
    std::vector<boost::scoped_thread<>> desks;
    for (int desk = 0; desk < writers; ++desk)
      desks.emplace_back([&, desk] {
        opening.arrive_and_wait();
        for (int i = 0; i < each; ++i) box.post(desk * each + i);
        --writing;
      });
    opening.arrive_and_wait();
    while (writing > 0)
      for (const int letter : box.collect()) ++times_seen[letter];
  }
  for (const int letter : box.collect()) ++times_seen[letter];
  CHECK(std::vector<int>(writers * each, 1) == times_seen);
  CHECK(box.posted() == writers * each);
}

TEST_CASE("thread_safety_annotations: the annotated lock can wait.") {
  constexpr int goal = 1000;
  tally steps;
  {
    boost::scoped_thread<> walker{[&] {
      for (int i = 0; i < goal; ++i) steps.add();
    }};
    steps.await(goal);
  }
  CHECK(steps.count() == goal);
}

TEST_CASE("thread_safety_annotations: the scenario holds on real threads.") {
  for (int times = 0; times < 20; ++times)
    thread_safety_annotations::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("thread_safety_annotations: the same knobs print the same text.") {
  const int writers = GENERATE(1, 3, 16);
  const std::string all = std::to_string(100 * writers);
  CHECK(printed(100, writers) == "posted " + all + ", collected " + all + "\n");
}
