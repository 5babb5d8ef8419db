#include "concurrent_data_structures/lockfree_stack.hpp"

#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <cstdint>
#include <memory>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "explorer/random_histories.hpp"
#include "faults.hpp"
#include "lockfree_stack.history.hpp"

using lockfree_stack::none, lockfree_stack::pile, lockfree_stack::stack;

namespace {

// Refuses to be made of a negative number.
struct positive {
  explicit positive(int number) : value{number} {
    if (number < 0) throw std::invalid_argument("negative");
  }
  int value;
};

std::string text_of_run(int dishes, int cooks) {
  std::ostringstream out;
  lockfree_stack::run(out, dishes, cooks);
  return out.str();
}

}  // namespace

TEST_CASE("lockfree_stack: the last item in is the first out.") {
  stack<int, 3> numbers;
  for (const int number : {1, 2, 3}) REQUIRE(numbers.try_push(number));
  REQUIRE(numbers.try_pop() == 3);
  REQUIRE(numbers.try_push(4));
  REQUIRE(numbers.try_pop() == 4);
  REQUIRE(numbers.try_pop() == 2);
  REQUIRE(numbers.try_pop() == 1);
  REQUIRE_FALSE(numbers.try_pop());
}

TEST_CASE("lockfree_stack: a stack holds as many items as its type says.") {
  stack<int, 5> numbers;
  for (int round = 0; round < 3; ++round) {
    for (int number = 0; number < 5; ++number)
      REQUIRE(numbers.try_push(number));
    REQUIRE_FALSE(numbers.try_push(5));
    for (int number = 4; number >= 0; --number)
      REQUIRE(numbers.try_pop() == number);
    REQUIRE_FALSE(numbers.try_pop());
  }
}

TEST_CASE("lockfree_stack: an item that finds no room is untouched.") {
  stack<std::unique_ptr<int>, 1> letters;
  auto second = std::make_unique<int>(2);
  REQUIRE(letters.try_push(std::make_unique<int>(1)));
  REQUIRE_FALSE(letters.try_push(std::move(second)));
  // NOLINTNEXTLINE(bugprone-use-after-move): a refused item is not moved from.
  REQUIRE(second);
  REQUIRE(**letters.try_pop() == 1);
}

TEST_CASE("lockfree_stack: a popped item leaves nothing of itself behind.") {
  const auto watched = std::make_shared<const int>(7);
  stack<std::shared_ptr<const int>, 2> letters;
  letters.try_push(watched);
  REQUIRE(watched.use_count() == 2);
  REQUIRE(letters.try_pop() == watched);
  REQUIRE(watched.use_count() == 1);
}

TEST_CASE("lockfree_stack: a stack destroys what is left in it.") {
  const auto watched = std::make_shared<const int>(7);
  {
    stack<std::shared_ptr<const int>, 3> letters;
    letters.try_push(watched);
    letters.try_push(watched);
    REQUIRE(watched.use_count() == 3);
  }
  REQUIRE(watched.use_count() == 1);
}

TEST_CASE("lockfree_stack: an item that fails to be made costs no node.") {
  stack<positive, 2> numbers;
  REQUIRE_THROWS_AS(numbers.try_push(-1), std::invalid_argument);
  REQUIRE_THROWS_AS(numbers.try_push(-2), std::invalid_argument);
  REQUIRE(numbers.try_push(1));
  REQUIRE(numbers.try_push(2));
  REQUIRE(numbers.try_pop()->value == 2);
  REQUIRE(numbers.try_pop()->value == 1);
  REQUIRE_FALSE(numbers.try_pop());
}

TEST_CASE("lockfree_stack: ten million pans need no memory but the stack.") {
  int lost = 0;
  {
    const faults::no_memory_from here_on{1};
    stack<int, 4> rack;
    for (int pan = 0; pan < faults::many; ++pan) {
      rack.try_push(pan);
      if (rack.try_pop() != pan) ++lost;
    }
  }
  REQUIRE(lost == 0);
}

TEST_CASE("lockfree_stack: a pile gives its numbers back in reverse.") {
  pile<3> numbers;
  REQUIRE(numbers.take() == none);
  for (const std::uint32_t number : {2u, 1u, 3u}) numbers.put(number);
  REQUIRE(numbers.take() == 3);
  REQUIRE(numbers.take() == 1);
  REQUIRE(numbers.take() == 2);
  REQUIRE(numbers.take() == none);
}

TEST_CASE("lockfree_stack: no two threads have the same number at a time.") {
  constexpr std::uint32_t pans = 3;
  pile<pans> rack;
  for (std::uint32_t pan = pans; pan > 0; --pan) rack.put(pan);
  std::atomic<int> holders[pans + 1]{};
  std::atomic<int> shared{0};
  {
    std::vector<boost::scoped_thread<>> cooks;
    for (int cook = 0; cook < 4; ++cook)
      cooks.emplace_back([&] {
        for (int round = 0; round < 10'000; ++round) {
          const std::uint32_t pan = rack.take();
          if (pan == none) continue;
          if (holders[pan].fetch_add(1) != 0) ++shared;
          --holders[pan];
          rack.put(pan);
        }
      });
  }
  REQUIRE(shared == 0);
  std::set<std::uint32_t> left;
  while (const std::uint32_t pan = rack.take()) left.insert(pan);
  REQUIRE(left == std::set<std::uint32_t>{1, 2, 3});
}

TEST_CASE("lockfree_stack: threads pass move-only items, each of them once.") {
  constexpr int letters_each = 5'000;
  stack<std::unique_ptr<int>, 4> letters;
  std::vector<int> read(2 * letters_each);
  {
    boost::scoped_thread<> writers[2];
    for (int writer = 0; writer < 2; ++writer)
      writers[writer] = boost::scoped_thread<>{[&, writer] {
        for (int number = 0; number < letters_each; ++number) {
          auto letter = std::make_unique<int>(writer * letters_each + number);
          while (!letters.try_push(std::move(letter)))
            boost::this_thread::yield();
        }
      }};
    for (int count = 0; count < 2 * letters_each;) {
      if (const auto letter = letters.try_pop()) {
        ++read[**letter];
        ++count;
      } else {
        boost::this_thread::yield();
      }
    }
  }
  REQUIRE(read == std::vector<int>(2 * letters_each, 1));
  REQUIRE_FALSE(letters.try_pop());
}

TEST_CASE("lockfree_stack: the scenarios hold on real threads.") {
  for (int round = 0; round < 100; ++round) {
    lockfree_stack::scenario();
    lockfree_stack::items();
  }
  SUCCEED();
}

TEST_CASE("lockfree_stack: the same knobs give the same text.") {
  REQUIRE(text_of_run(100, 3) == text_of_run(100, 3));
  REQUIRE(text_of_run(100, 3).find("stack                   300 dishes") !=
          std::string::npos);
  REQUIRE(text_of_run(1, 1).find("taken: 3 2 1\n") != std::string::npos);
}

TEST_CASE("lockfree_stack: a run that is refused a thread says so and ends.") {
  REQUIRE(faults::refuse_threads_everywhere([] { text_of_run(10, 2); }) == 4);
}

TEST_CASE("lockfree_stack: random calls of four threads are linearizable.") {
  using namespace lockfree_stack::histories;
  CHECK(explorer::check_random_histories<pans<1>>(5'000, 4, 8) == "");
  CHECK(explorer::check_random_histories<pans<4>>(5'000, 4, 8) == "");
}
