#include "concurrent_data_structures/concurrent_hash_map.hpp"

#include <tbb/concurrent_hash_map.h>

#include <boost/thread/scoped_thread.hpp>
#include <cstddef>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "concurrent_hash_map.history.hpp"
#include "explorer/random_histories.hpp"
#include "faults.hpp"

using concurrent_hash_map::sharded_map;

namespace {

const auto increment = [](int& value) { ++value; };

// Puts every key into the same place.
struct worst_hash {
  std::size_t operator()(int) const { return 7; }
};

std::string printed(int readers, int pages) {
  std::ostringstream out;
  concurrent_hash_map::run(out, readers, pages);
  return out.str();
}

}  // namespace

TEST_CASE("concurrent_hash_map: what was inserted is found, once.") {
  sharded_map<std::string, int> ages;
  CHECK(ages.insert("Ada", 36));
  CHECK_FALSE(ages.insert("Ada", 37));
  CHECK(ages.find("Ada") == 36);
  CHECK(ages.find("Alan") == std::nullopt);
}

TEST_CASE("concurrent_hash_map: an entry is changed where it stands.") {
  sharded_map<std::string, int> ages;
  CHECK_FALSE(ages.update("Ada", increment));
  CHECK(ages.find("Ada") == std::nullopt);
  ages.insert("Ada", 36);
  CHECK(ages.update("Ada", increment));
  CHECK(ages.find("Ada") == 37);
}

TEST_CASE("concurrent_hash_map: insert or update does the one or the other.") {
  sharded_map<std::string, int> words;
  CHECK(words.insert_or_update("be", 1, increment));
  CHECK(words.find("be") == 1);
  CHECK_FALSE(words.insert_or_update("be", 1, increment));
  CHECK(words.find("be") == 2);
}

TEST_CASE("concurrent_hash_map: what was erased is gone.") {
  sharded_map<std::string, int> ages;
  ages.insert("Ada", 36);
  CHECK(ages.erase("Ada"));
  CHECK_FALSE(ages.erase("Ada"));
  CHECK(ages.find("Ada") == std::nullopt);
  CHECK(ages.insert("Ada", 1));
}

TEST_CASE("concurrent_hash_map: two entries change together or not at all.") {
  sharded_map<int, int> boxes;
  boxes.insert(1, 5);
  int calls = 0;
  const auto carry = [&](int& from, int& to) {
    --from;
    ++to;
    ++calls;
  };
  CHECK_FALSE(boxes.update_both(1, 2, carry));
  CHECK_FALSE(boxes.update_both(2, 1, carry));
  CHECK(calls == 0);
  boxes.insert(2, 0);
  CHECK(boxes.update_both(1, 2, carry));
  CHECK(boxes.find(1) == 4);
  CHECK(boxes.find(2) == 1);
  CHECK(boxes.update_both(2, 1, carry));
  CHECK(boxes.find(1) == 5);
}

TEST_CASE("concurrent_hash_map: two entries may lie in the same shard.") {
  sharded_map<int, int, 1> boxes;
  boxes.insert(1, 5);
  boxes.insert(2, 0);
  CHECK(
      boxes.update_both(1, 2, [](int& from, int& to) { std::swap(from, to); }));
  CHECK(boxes.find(1) == 0);
  CHECK(boxes.find(2) == 5);
}

TEST_CASE("concurrent_hash_map: every entry is visited once.") {
  sharded_map<int, int> squares;
  for (int number = 0; number < 1000; ++number)
    squares.insert(number, number * number);
  std::map<int, int> seen;
  int visits = 0;
  squares.for_each([&](int number, int square) {
    seen[number] = square;
    ++visits;
  });
  CHECK(visits == 1000);
  REQUIRE(seen.size() == 1000);
  for (const auto& [number, square] : seen) REQUIRE(square == number * number);
}

TEST_CASE("concurrent_hash_map: a bad hash makes it slow, not wrong.") {
  sharded_map<int, int, 4, worst_hash> numbers;
  for (int number = 0; number < 100; ++number) numbers.insert(number, -number);
  for (int number = 0; number < 100; ++number)
    REQUIRE(numbers.find(number) == -number);
}

TEST_CASE("concurrent_hash_map: a value that cannot be copied can be used.") {
  sharded_map<int, std::unique_ptr<int>> numbers;
  CHECK(numbers.insert(1, std::make_unique<int>(7)));
  int seen = 0;
  CHECK(numbers.update(1, [&](const auto& number) { seen = *number; }));
  CHECK(seen == 7);
  CHECK(numbers.erase(1));
}

TEST_CASE("concurrent_hash_map: a value that fails to move in is not there.") {
  struct vase {
    explicit vase(const bool& breaks) : fragile{breaks} {}
    vase(vase&& other) : fragile{other.fragile} {
      if (fragile) throw std::runtime_error{"broke on the way"};
    }
    const bool& fragile;
  };
  bool fragile = true;
  sharded_map<int, vase, 1> vases;
  CHECK_THROWS_AS(vases.insert(1, vase{fragile}), std::runtime_error);
  CHECK_FALSE(vases.update(1, [](vase&) {}));
  fragile = false;
  CHECK(vases.insert(1, vase{fragile}));
}

TEST_CASE("concurrent_hash_map: an insertion without memory leaves no trace.") {
  sharded_map<int, int> numbers;
  {
    const faults::no_memory_from here_on{1};
    CHECK_THROWS_AS(numbers.insert(1, 1), std::bad_alloc);
  }
  CHECK_FALSE(numbers.find(1));
  CHECK(numbers.insert(1, 2));
}

TEST_CASE("concurrent_hash_map: a change that throws releases the lock.") {
  sharded_map<int, int, 1> numbers;
  numbers.insert(1, 1);
  const auto fail = [](int& number) {
    number = 2;
    throw std::runtime_error{"no more"};
  };
  CHECK_THROWS_AS(numbers.update(1, fail), std::runtime_error);
  CHECK_THROWS_AS(numbers.insert_or_update(1, 0, fail), std::runtime_error);
  CHECK_THROWS_AS(numbers.for_each([](int, int) -> void {
    throw std::runtime_error{"no more"};
  }),
                  std::runtime_error);
  std::optional<int> found;
  boost::scoped_thread<> other{[&] { found = numbers.find(1); }};
  other.join();
  CHECK(found == 2);
}

TEST_CASE("concurrent_hash_map: of many that insert a key, one succeeds.") {
  constexpr int threads = 4, keys = 1000;
  sharded_map<int, int> owners;
  int won[threads] = {};
  {
    std::vector<boost::scoped_thread<>> racing;
    for (int me = 0; me < threads; ++me)
      racing.emplace_back([&, me] {
        for (int key = 0; key < keys; ++key)
          if (owners.insert(key, me)) ++won[me];
      });
  }
  CHECK(won[0] + won[1] + won[2] + won[3] == keys);
  int owned[threads] = {};
  owners.for_each([&](int, int owner) { ++owned[owner]; });
  for (int me = 0; me < threads; ++me) CHECK(owned[me] == won[me]);
}

TEST_CASE("concurrent_hash_map: no count is lost while entries come and go.") {
  constexpr int rounds = 3000;
  sharded_map<int, int, 2> counts;
  const auto count = [&] {
    for (int round = 0; round < rounds; ++round) {
      counts.insert_or_update(round % 7, 1, increment);
      counts.insert(1000 + round % 50, 0);
      counts.erase(1000 + round % 50);
    }
  };
  { boost::scoped_thread<> one{count}, other{count}, third{count}; }
  int all = 0;
  counts.for_each([&](int, int value) { all += value; });
  CHECK(all == 3 * rounds);
}

TEST_CASE("concurrent_hash_map: a visit sees whole entries.") {
  constexpr int keys = 2000;
  sharded_map<int, int, 2> squares;
  int wrong = 0;
  {
    boost::scoped_thread<> writer{[&] {
      for (int key = 0; key < keys; ++key) squares.insert(key, key * key);
    }};
    for (int look = 0; look < 20; ++look)
      squares.for_each([&](int key, int square) {
        if (square != key * key) ++wrong;
      });
  }
  CHECK(wrong == 0);
}

TEST_CASE("concurrent_hash_map: opposite moves neither block nor lose.") {
  constexpr int rounds = 5000;
  sharded_map<int, int, 2> boxes;
  for (int shelf = 0; shelf < 4; ++shelf) boxes.insert(shelf, 100);
  const auto carry = [&](int step) {
    for (int round = 0; round < rounds; ++round)
      boxes.update_both(round % 4, (round + step) % 4, [](int& from, int& to) {
        --from;
        ++to;
      });
  };
  { boost::scoped_thread<> up{carry, 1}, down{carry, 3}; }
  int all = 0;
  boxes.for_each([&](int, int value) { all += value; });
  CHECK(all == 400);
}

TEST_CASE("concurrent_hash_map: oneTBB inserts one entry for many threads.") {
  using table = tbb::concurrent_hash_map<int, int>;
  table counts;
  const auto count = [&] {
    for (int round = 0; round < 1000; ++round) {
      table::accessor entry;
      counts.insert(entry, round % 10);
      ++entry->second;
    }
  };
  { boost::scoped_thread<> one{count}, other{count}; }
  REQUIRE(counts.size() == 10);
  for (const auto& [key, value] : counts) CHECK(value == 200);
}

TEST_CASE("concurrent_hash_map: oneTBB lets many read an entry at once.") {
  using table = tbb::concurrent_hash_map<int, int>;
  table ages;
  ages.emplace(1, 36);
  table::const_accessor mine;
  REQUIRE(ages.find(mine, 1));
  int seen = 0;
  boost::scoped_thread<> other{[&] {
    table::const_accessor theirs;
    if (ages.find(theirs, 1)) seen = theirs->second;
  }};
  other.join();
  CHECK(seen == mine->second);
}

TEST_CASE("concurrent_hash_map: the scenario holds on real threads.") {
  for (int times = 0; times < 100; ++times) concurrent_hash_map::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("concurrent_hash_map: the same knobs print the same text.") {
  const int readers = GENERATE(1, 3);
  const std::string once = std::to_string(10 * readers);
  const std::string twice = std::to_string(20 * readers);
  CHECK(printed(readers, 10) == "be " + twice + "\nnot " + once + "\nor " +
                                    once + "\nto " + twice +
                                    "\nthe ready-made tables agree: yes\n");
}

TEST_CASE(
    "concurrent_hash_map: random calls of four threads are linearizable.") {
  using namespace concurrent_hash_map::histories;
  CHECK(explorer::check_random_histories<words>(5'000, 4, 8) == "");
  CHECK(explorer::check_random_histories<one_word>(5'000, 4, 8) == "");
}

TEST_CASE("concurrent_hash_map: ten million words that go leave nothing.") {
  sharded_map<int, int> words;
  for (int word = 0; word < 1000; ++word) words.insert(word, 0);
  for (int word = 0; word < 1000; ++word) words.erase(word);
  CHECK(faults::growth_over_many([&](int word) {
          words.insert(word, 1);
          words.erase(word);
        }) == 0);
}
