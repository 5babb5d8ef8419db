#include "concurrent_data_structures/two_lock_queue.hpp"

#include <algorithm>
#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <memory>
#include <new>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "explorer/random_histories.hpp"
#include "faults.hpp"
#include "two_lock_queue.history.hpp"

using two_lock_queue::queue;

namespace {

// Breaks when moved, while `allowed` is 0.
struct brittle {
  brittle(int n, int& moves) : number{n}, allowed{moves} {}
  brittle(brittle&& other) : number{other.number}, allowed{other.allowed} {
    if (allowed == 0) throw std::runtime_error{"broke on the way"};
    --allowed;
  }
  int number;
  int& allowed;
};

// Has no move, so it is copied, and what is left behind stays whole.
struct token {
  explicit token(std::shared_ptr<int> count) : held{std::move(count)} {}
  token(const token&) = default;
  std::shared_ptr<int> held;
};

std::string printed(int letters, int clerks) {
  std::ostringstream out;
  two_lock_queue::run(out, letters, clerks);
  return out.str();
}

}  // namespace

TEST_CASE("two_lock_queue: items come out in the order they went in.") {
  queue<int> numbers;
  for (int number = 0; number < 100; ++number) numbers.push(number);
  for (int number = 0; number < 100; ++number)
    REQUIRE(numbers.try_pop() == number);
  CHECK(numbers.try_pop() == std::nullopt);
}

TEST_CASE("two_lock_queue: an empty queue fills and empties again.") {
  queue<int> numbers;
  for (int number = 0; number < 100; ++number) {
    REQUIRE(numbers.try_pop() == std::nullopt);
    numbers.push(number);
    REQUIRE(numbers.try_pop() == number);
  }
  CHECK(numbers.try_pop() == std::nullopt);
}

TEST_CASE("two_lock_queue: an item moves through and is never copied.") {
  queue<std::unique_ptr<int>> numbers;
  numbers.push(std::make_unique<int>(7));
  const auto number = numbers.try_pop();
  REQUIRE(number.has_value());
  CHECK(**number == 7);
}

TEST_CASE("two_lock_queue: the queue keeps nothing of an item it gave away.") {
  const auto count = std::make_shared<int>(0);
  queue<token> tokens;
  tokens.push(token{count});
  REQUIRE(count.use_count() == 2);
  tokens.try_pop();
  CHECK(count.use_count() == 1);
}

TEST_CASE("two_lock_queue: a queue takes what is left in it to its grave.") {
  const auto count = std::make_shared<int>(0);
  {
    queue<token> tokens;
    for (int held = 0; held < 10; ++held) tokens.push(token{count});
    tokens.try_pop();
    REQUIRE(count.use_count() == 10);
  }
  CHECK(count.use_count() == 1);
}

TEST_CASE("two_lock_queue: an item that fails to move in leaves no trace.") {
  int moves = 0;
  queue<brittle> vases;
  CHECK_THROWS_AS(vases.push(brittle{1, moves}), std::runtime_error);
  moves = 100;
  vases.push(brittle{2, moves});
  const auto first = vases.try_pop();
  REQUIRE(first.has_value());
  CHECK(first->number == 2);
  CHECK_FALSE(vases.try_pop());
}

TEST_CASE("two_lock_queue: an item that fails to move out stays the first.") {
  int moves = 100;
  queue<brittle> vases;
  vases.push(brittle{1, moves});
  vases.push(brittle{2, moves});
  moves = 0;
  CHECK_THROWS_AS(vases.try_pop(), std::runtime_error);
  CHECK_THROWS_AS(vases.try_pop(), std::runtime_error);
  moves = 100;
  CHECK(vases.try_pop()->number == 1);
  CHECK(vases.try_pop()->number == 2);
  CHECK_FALSE(vases.try_pop());
}

TEST_CASE("two_lock_queue: a push without memory changes nothing.") {
  queue<int> numbers;
  numbers.push(1);
  {
    const faults::no_memory_from here_on{1};
    CHECK_THROWS_AS(numbers.push(2), std::bad_alloc);
  }
  numbers.push(3);
  CHECK(numbers.try_pop() == 1);
  CHECK(numbers.try_pop() == 3);
  CHECK_FALSE(numbers.try_pop());
}

TEST_CASE("two_lock_queue: a failed move releases the lock.") {
  int moves = 100;
  queue<brittle> vases;
  vases.push(brittle{1, moves});
  moves = 0;
  CHECK_THROWS_AS(vases.try_pop(), std::runtime_error);
  moves = 100;
  std::optional<int> taken;
  boost::scoped_thread<> other{[&] { taken = vases.try_pop()->number; }};
  other.join();
  CHECK(taken == 1);
}

TEST_CASE("two_lock_queue: the two ends lie on different cache lines.") {
  CHECK(sizeof(queue<int>) >= 2 * two_lock_queue::cache_line);
  CHECK(alignof(queue<int>) == two_lock_queue::cache_line);
}

TEST_CASE("two_lock_queue: what was written before a push is seen after.") {
  constexpr int rows = 2000;
  std::vector<int> ledger(rows);
  queue<int> done;
  boost::scoped_thread<> clerk{[&] {
    for (int row = 0; row < rows; ++row) {
      ledger[row] = row + 1;
      done.push(row);
    }
  }};
  int seen = 0;
  for (int expected = 0; expected < rows;) {
    if (const auto row = done.try_pop()) {
      if (ledger[*row] == *row + 1) ++seen;
      ++expected;
    } else {
      boost::this_thread::yield();
    }
  }
  CHECK(seen == rows);
}

TEST_CASE("two_lock_queue: every item reaches one thread, in order.") {
  constexpr int producers = 2, consumers = 2, items = 5000;
  queue<int> numbers;
  std::atomic<int> left = producers * items;
  std::vector<int> taken[consumers];
  {
    std::vector<boost::scoped_thread<>> threads;
    for (auto& mine : taken)
      threads.emplace_back([&] {
        while (left.load(std::memory_order_relaxed) > 0) {
          if (const auto number = numbers.try_pop()) {
            mine.push_back(*number);
            left.fetch_sub(1, std::memory_order_relaxed);
          } else {
            boost::this_thread::yield();
          }
        }
      });
    for (int first = 0; first < producers; ++first)
      threads.emplace_back([&numbers, first] {
        for (int i = 0; i < items; ++i) numbers.push(first + i * producers);
      });
  }

  std::vector<int> all;
  for (const auto& mine : taken) {
    int last[producers] = {-1, -1};
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

TEST_CASE("two_lock_queue: the check of the order sees a swap.") {
  using two_lock_queue::in_order;
  CHECK(in_order({{0, 0}, {1, 0}, {0, 1}}, 2));
  CHECK_FALSE(in_order({{0, 1}, {1, 0}, {0, 0}}, 2));
}

TEST_CASE("two_lock_queue: the scenario holds on real threads.") {
  for (int times = 0; times < 100; ++times) two_lock_queue::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("two_lock_queue: the same knobs print the same text.") {
  const int clerks = GENERATE(1, 3);
  CHECK(printed(100, clerks) ==
        "carried " + std::to_string(100 * clerks) + " letters of " +
            std::to_string(clerks) +
            " clerks, each clerk's in order: yes\n"
            "the piano stays where it is: nobody helps\n"
            "with help, it comes out: yes\n");
}

TEST_CASE("two_lock_queue: random calls of four threads are linearizable.") {
  using namespace two_lock_queue::histories;
  CHECK(explorer::check_random_histories<letters>(10'000, 4, 8) == "");
}

TEST_CASE("two_lock_queue: ten million letters need no more memory.") {
  queue<int> letters;
  for (int letter = 0; letter < 10; ++letter) letters.push(letter);
  CHECK(faults::growth_over_many([&](int letter) {
          letters.push(letter);
          letters.try_pop();
        }) == 0);
}
