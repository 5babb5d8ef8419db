#include "concurrent_data_structures/spsc_ring.hpp"

#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "explorer/random_histories.hpp"
#include "faults.hpp"
#include "spsc_ring.history.hpp"

using spsc_ring::ring;

namespace {

// Refuses to be made of a negative number.
struct positive {
  explicit positive(int number) : value{number} {
    if (number < 0) throw std::invalid_argument("negative");
  }
  int value;
};

std::string text_of_run(int samples, int capacity) {
  std::ostringstream out;
  spsc_ring::run(out, samples, capacity);
  return out.str();
}

}  // namespace

TEST_CASE("spsc_ring: a ring holds as many items as it was made for.") {
  for (const int capacity : {1, 2, 3, 4, 5, 8, 100}) {
    ring<int> numbers(capacity);
    for (int number = 0; number < capacity; ++number)
      REQUIRE(numbers.try_push(number));
    REQUIRE_FALSE(numbers.try_push(capacity));

    REQUIRE(numbers.try_pop() == 0);
    REQUIRE(numbers.try_push(capacity));
    REQUIRE_FALSE(numbers.try_push(capacity + 1));
  }
}

TEST_CASE("spsc_ring: an empty ring gives nothing.") {
  ring<int> numbers(2);
  REQUIRE_FALSE(numbers.try_pop());
  numbers.try_push(1);
  REQUIRE(numbers.try_pop() == 1);
  REQUIRE_FALSE(numbers.try_pop());
}

TEST_CASE("spsc_ring: items leave in the order in which they came.") {
  ring<int> numbers(3);
  int popped = 0;
  for (int pushed = 0; pushed < 1000; ++pushed) {
    REQUIRE(numbers.try_push(pushed));
    if (pushed % 3 == 2)
      while (const auto number = numbers.try_pop())
        REQUIRE(*number == popped++);
  }
  REQUIRE(popped == 999);
}

TEST_CASE("spsc_ring: an item that finds no room is untouched.") {
  ring<std::unique_ptr<int>> letters(1);
  auto first = std::make_unique<int>(1);
  auto second = std::make_unique<int>(2);
  REQUIRE(letters.try_push(std::move(first)));
  REQUIRE_FALSE(letters.try_push(std::move(second)));
  // NOLINTNEXTLINE(bugprone-use-after-move): a refused item is not moved from.
  REQUIRE(second);
}

TEST_CASE("spsc_ring: a popped item leaves nothing of itself behind.") {
  const auto watched = std::make_shared<const int>(7);
  ring<std::shared_ptr<const int>> letters(2);
  letters.try_push(watched);
  REQUIRE(watched.use_count() == 2);
  REQUIRE(letters.try_pop() == watched);
  REQUIRE(watched.use_count() == 1);
}

TEST_CASE("spsc_ring: an item that cannot move is copied out and destroyed.") {
  const auto watched = std::make_shared<const int>(7);
  struct unmovable_letter {
    std::shared_ptr<const int> text;
    explicit unmovable_letter(std::shared_ptr<const int> words)
        : text{std::move(words)} {}
    unmovable_letter(const unmovable_letter&) = default;
  };
  ring<unmovable_letter> letters(2);
  letters.try_push(watched);
  letters.try_pop();
  REQUIRE(watched.use_count() == 1);
}

TEST_CASE("spsc_ring: a ring destroys what is left in it.") {
  const auto watched = std::make_shared<const int>(7);
  {
    ring<std::shared_ptr<const int>> letters(3);
    for (int turn = 0; turn < 2; ++turn) {
      letters.try_push(watched);
      letters.try_push(watched);
      if (turn == 0) letters.try_pop();
    }
    REQUIRE(watched.use_count() == 4);
  }
  REQUIRE(watched.use_count() == 1);
}

TEST_CASE("spsc_ring: an item that fails to be made leaves no gap.") {
  ring<positive> numbers(2);
  REQUIRE(numbers.try_push(1));
  REQUIRE_THROWS_AS(numbers.try_push(-1), std::invalid_argument);
  REQUIRE(numbers.try_push(2));
  REQUIRE(numbers.try_pop()->value == 1);
  REQUIRE(numbers.try_pop()->value == 2);
  REQUIRE_FALSE(numbers.try_pop());
}

TEST_CASE("spsc_ring: an item that fails to move out stays the first.") {
  struct vase {
    vase(int which, const bool& breaks) : number{which}, fragile{breaks} {}
    vase(vase&& other) : number{other.number}, fragile{other.fragile} {
      if (fragile) throw std::runtime_error{"broke on the way"};
    }
    int number;
    const bool& fragile;
  };
  bool fragile = false;
  ring<vase> vases(2);
  vases.try_push(vase{1, fragile});
  vases.try_push(vase{2, fragile});
  fragile = true;
  REQUIRE_THROWS_AS(vases.try_pop(), std::runtime_error);
  fragile = false;
  REQUIRE(vases.try_pop()->number == 1);
  REQUIRE(vases.try_pop()->number == 2);
  REQUIRE_FALSE(vases.try_pop());
}

TEST_CASE("spsc_ring: over-aligned items are aligned.") {
  struct alignas(128) block {
    int number;
  };
  ring<block> blocks(3);
  REQUIRE(blocks.try_push(block{1}));
  REQUIRE(blocks.try_pop()->number == 1);
}

TEST_CASE("spsc_ring: the threads' indices lie on cache lines of their own.") {
  REQUIRE(alignof(ring<int>) == spsc_ring::cache_line);
  REQUIRE(sizeof(ring<int>) == 3 * spsc_ring::cache_line);
}

TEST_CASE("spsc_ring: a ring is neither copied nor moved.") {
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<ring<int>>);
  STATIC_REQUIRE_FALSE(std::is_move_constructible_v<ring<int>>);
}

TEST_CASE("spsc_ring: two threads pass move-only items, in order, once.") {
  constexpr int letters_sent = 20'000;
  for (const std::size_t capacity : {1u, 2u, 3u, 64u}) {
    ring<std::unique_ptr<int>> letters(capacity);
    boost::scoped_thread<> writer{[&] {
      for (int number = 0; number < letters_sent; ++number) {
        auto letter = std::make_unique<int>(number);
        while (!letters.try_push(std::move(letter)))
          boost::this_thread::yield();
      }
    }};

    int read = 0;
    int wrong = 0;
    while (read < letters_sent) {
      if (const auto letter = letters.try_pop()) {
        if (!*letter || **letter != read) ++wrong;
        ++read;
      } else {
        boost::this_thread::yield();
      }
    }
    writer.join();
    REQUIRE(wrong == 0);
    REQUIRE_FALSE(letters.try_pop());
  }
}

TEST_CASE("spsc_ring: what was written before a push is seen after the pop.") {
  std::vector<int> ledger(1000, 0);
  ring<std::size_t> done(4);
  boost::scoped_thread<> clerk{[&] {
    for (std::size_t row = 0; row < ledger.size(); ++row) {
      ledger[row] = 1;
      while (!done.try_push(row)) boost::this_thread::yield();
    }
  }};

  std::size_t checked = 0;
  int seen = 0;
  while (checked < ledger.size()) {
    if (const auto row = done.try_pop()) {
      seen += ledger[*row];
      ++checked;
    } else {
      boost::this_thread::yield();
    }
  }
  REQUIRE(seen == 1000);
}

TEST_CASE("spsc_ring: a consumer that leaves early leaks nothing.") {
  const auto watched = std::make_shared<const int>(7);
  {
    ring<std::shared_ptr<const int>> letters(4);
    std::atomic<bool> reader_left{false};
    boost::scoped_thread<> writer{[&] {
      while (!reader_left.load(std::memory_order_acquire))
        if (!letters.try_push(watched)) boost::this_thread::yield();
    }};
    int read = 0;
    while (read < 10) {
      if (letters.try_pop())
        ++read;
      else
        boost::this_thread::yield();
    }
    reader_left.store(true, std::memory_order_release);
  }
  REQUIRE(watched.use_count() == 1);
}

TEST_CASE("spsc_ring: a batch goes in as far as there is room.") {
  ring<int> numbers(3);
  std::vector<int> first{0, 1};
  REQUIRE(numbers.push_some(first) == 2);
  std::vector<int> second{2, 3};
  REQUIRE(numbers.push_some(second) == 1);
  REQUIRE(numbers.push_some(second) == 0);
  for (int number = 0; number < 3; ++number)
    REQUIRE(numbers.try_pop() == number);
  REQUIRE_FALSE(numbers.try_pop());
}

TEST_CASE("spsc_ring: a batch comes out as far as there are items.") {
  ring<int> numbers(4);
  std::vector<int> places{-1, -1, -1};
  REQUIRE(numbers.pop_some(places) == 0);
  for (int number = 0; number < 4; ++number) numbers.try_push(number);
  REQUIRE(numbers.pop_some(places) == 3);
  REQUIRE(places == std::vector<int>{0, 1, 2});
  REQUIRE(numbers.pop_some(places) == 1);
  REQUIRE(places == std::vector<int>{3, 1, 2});
}

TEST_CASE("spsc_ring: no items and no places are batches, too.") {
  ring<int> numbers(1);
  REQUIRE(numbers.push_some({}) == 0);
  numbers.try_push(1);
  REQUIRE(numbers.pop_some({}) == 0);
  REQUIRE(numbers.try_pop() == 1);
}

TEST_CASE("spsc_ring: items of a batch that find no room are untouched.") {
  ring<std::unique_ptr<int>> letters(1);
  std::vector<std::unique_ptr<int>> batch;
  batch.push_back(std::make_unique<int>(1));
  batch.push_back(std::make_unique<int>(2));
  REQUIRE(letters.push_some(batch) == 1);
  REQUIRE_FALSE(batch[0]);
  REQUIRE(batch[1]);
}

TEST_CASE("spsc_ring: a batch leaves nothing of itself behind.") {
  // Copied where others are moved, so that what stays behind is counted.
  struct keepsake {
    std::shared_ptr<const int> text;
    explicit keepsake(std::shared_ptr<const int> words)
        : text{std::move(words)} {}
    keepsake(const keepsake&) noexcept = default;
    keepsake& operator=(const keepsake&) noexcept = default;
  };
  const auto watched = std::make_shared<const int>(7);
  ring<keepsake> letters(4);
  for (int turn = 0; turn < 3; ++turn) {
    std::vector<keepsake> batch(3, keepsake{watched});
    REQUIRE(letters.push_some(batch) == 3);
    REQUIRE(watched.use_count() == 7);
    REQUIRE(letters.pop_some(batch) == 3);
    REQUIRE(watched.use_count() == 4);
  }
}

TEST_CASE("spsc_ring: two threads pass batches, in order, once.") {
  constexpr std::size_t letters_sent = 20'000;
  for (const std::size_t capacity : {1u, 3u, 64u}) {
    ring<std::unique_ptr<std::size_t>> letters(capacity);
    boost::scoped_thread<> writer{[&] {
      for (std::size_t number = 0; number < letters_sent;) {
        std::vector<std::unique_ptr<std::size_t>> batch;
        const std::size_t size = 1 + number % 7;
        for (; batch.size() < size && number < letters_sent; ++number)
          batch.push_back(std::make_unique<std::size_t>(number));
        for (std::span left{batch}; !left.empty();) {
          left = left.subspan(letters.push_some(left));
          if (!left.empty()) boost::this_thread::yield();
        }
      }
    }};

    std::size_t read = 0;
    int wrong = 0;
    std::vector<std::unique_ptr<std::size_t>> batch(5);
    while (read < letters_sent) {
      const std::size_t size = letters.pop_some(batch);
      for (const auto& letter : std::span{batch}.first(size))
        if (!letter || *letter != read++) ++wrong;
      if (size == 0) boost::this_thread::yield();
    }
    writer.join();
    REQUIRE(wrong == 0);
    REQUIRE_FALSE(letters.try_pop());
  }
}

TEST_CASE("spsc_ring: the scenarios hold on real threads.") {
  for (int round = 0; round < 100; ++round) {
    spsc_ring::scenario();
    spsc_ring::batches();
  }
  SUCCEED();
}

TEST_CASE("spsc_ring: each way plays the same tune.") {
  std::istringstream lines(text_of_run(1000, 2));
  std::vector<std::string> heard;
  for (std::string line; std::getline(lines, line);)
    heard.push_back(line.substr(line.find("1000 samples")));
  REQUIRE(heard.size() == 3);
  REQUIRE(heard[1] == heard[0]);
  REQUIRE(heard[2] == heard[0]);
}

TEST_CASE("spsc_ring: the same knobs give the same text.") {
  REQUIRE(text_of_run(1000, 1) == text_of_run(1000, 1));
  REQUIRE(text_of_run(1, 100) == text_of_run(1, 100));
  REQUIRE(text_of_run(1000, 3) != text_of_run(999, 3));
}

TEST_CASE("spsc_ring: random calls of two threads are linearizable.") {
  using namespace spsc_ring::histories;
  CHECK(explorer::check_random_histories<tune<1>>(5'000, 2, 8) == "");
  CHECK(explorer::check_random_histories<tune<2>>(5'000, 2, 8) == "");
  CHECK(explorer::check_random_histories<tune<2>>(1'000, 2, 25) == "");
}

TEST_CASE("spsc_ring: ten million samples need no memory but the ring.") {
  ring<int> tune(8);
  const faults::no_memory_from here_on{1};
  int lost = 0;
  for (int sample = 0; sample < faults::many; ++sample) {
    tune.try_push(sample);
    if (tune.try_pop() != sample) ++lost;
  }
  CHECK(lost == 0);
}
