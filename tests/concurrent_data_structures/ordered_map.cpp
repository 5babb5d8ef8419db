#include "concurrent_data_structures/ordered_map.hpp"

#include <tbb/concurrent_map.h>

#include <algorithm>
#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <memory>
#include <new>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "explorer/random_histories.hpp"
#include "faults.hpp"
#include "ordered_map.history.hpp"

using ordered_map::skip_list;

namespace {

template <typename List>
std::vector<int> keys_of(List& list, int first) {
  std::vector<int> keys;
  list.walk(first, [&](int key, const auto&) {
    keys.push_back(key);
    return true;
  });
  return keys;
}

struct unmakable {
  explicit unmakable(bool fails) {
    if (fails) throw std::runtime_error{"cannot be made"};
  }
};

std::string printed(int lines, int trains) {
  std::ostringstream out;
  ordered_map::run(out, lines, trains);
  return out.str();
}

}  // namespace

TEST_CASE("ordered_map: keys come out in order, whatever came in first.") {
  skip_list<int, int> list;
  for (const int key : {5, 1, 4, 2, 3}) list.insert(key, -key);
  CHECK(keys_of(list, 0) == std::vector{1, 2, 3, 4, 5});
  for (int key = 1; key <= 5; ++key) CHECK(*list.find(key) == -key);
}

TEST_CASE("ordered_map: a thousand keys are found, and no others.") {
  skip_list<int, int> list;
  for (int i = 0; i < 1000; ++i) list.insert(i * 7919 % 1000 * 2, i);
  const auto keys = keys_of(list, 0);
  REQUIRE(keys.size() == 1000);
  CHECK(std::is_sorted(keys.begin(), keys.end()));
  for (int key = 0; key < 2000; key += 2) {
    REQUIRE(list.find(key));
    REQUIRE_FALSE(list.find(key + 1));
  }
}

TEST_CASE("ordered_map: a key is inserted once, and its value stays.") {
  skip_list<std::string, int> ages;
  const auto [age, is_new] = ages.insert("Ada", 36);
  CHECK(is_new);
  const auto [again, is_new_again] = ages.insert("Ada", 37);
  CHECK_FALSE(is_new_again);
  CHECK(again == age);
  CHECK(*age == 36);
  CHECK(ages.find("Alan") == nullptr);
}

TEST_CASE("ordered_map: a walk begins at its key, or at the next one.") {
  skip_list<int, int> list;
  for (const int key : {10, 20, 30}) list.insert(key, 0);
  CHECK(keys_of(list, 20) == std::vector{20, 30});
  CHECK(keys_of(list, 21) == std::vector{30});
  CHECK(keys_of(list, 31).empty());
}

TEST_CASE("ordered_map: a walk ends when it was told to.") {
  skip_list<int, int> list;
  for (int key = 0; key < 10; ++key) list.insert(key, 0);
  int seen = 0;
  list.walk(0, [&](int, int) { return ++seen < 3; });
  CHECK(seen == 3);
}

TEST_CASE("ordered_map: an empty map has nothing to find or to walk.") {
  skip_list<int, int> list;
  CHECK(list.find(1) == nullptr);
  CHECK(keys_of(list, 0).empty());
}

TEST_CASE("ordered_map: a value is made in place, and need not be movable.") {
  skip_list<int, std::atomic<int>> counts;
  counts.insert(1, 5);
  counts.find(1)->fetch_add(1, std::memory_order_relaxed);
  CHECK(*counts.find(1) == 6);
  skip_list<int, std::unique_ptr<int>> owners;
  CHECK(owners.insert(1, std::make_unique<int>(7)).second);
  CHECK(**owners.find(1) == 7);
}

TEST_CASE("ordered_map: a value that cannot be made leaves no trace.") {
  skip_list<int, unmakable> list;
  CHECK_THROWS_AS(list.insert(1, true), std::runtime_error);
  CHECK(list.find(1) == nullptr);
  CHECK(list.insert(1, false).second);
}

TEST_CASE("ordered_map: an insertion without memory leaves no trace.") {
  skip_list<int, int> list;
  list.insert(1, 1);
  {
    const faults::no_memory_from here_on{1};
    CHECK_THROWS_AS(list.insert(2, 2), std::bad_alloc);
  }
  CHECK(keys_of(list, 0) == std::vector{1});
  CHECK(list.insert(2, 2).second);
}

TEST_CASE("ordered_map: every value goes with the map, and no sooner.") {
  const auto count = std::make_shared<int>(0);
  {
    skip_list<int, std::shared_ptr<int>> list;
    for (int key = 0; key < 100; ++key) list.insert(key, count);
    for (int key = 0; key < 100; ++key) list.insert(key, count);
    CHECK(count.use_count() == 101);
  }
  CHECK(count.use_count() == 1);
}

TEST_CASE("ordered_map: a value stays where it is while others come.") {
  skip_list<int, int> list;
  const int* const fifty = list.insert(50, 7).first;
  for (int key = 0; key < 100; ++key) list.insert(key, 0);
  CHECK(list.find(50) == fifty);
  CHECK(*fifty == 7);
}

TEST_CASE("ordered_map: of many that insert a key, one succeeds.") {
  constexpr int threads = 4, keys = 2000;
  skip_list<int, int> owners;
  int won[threads] = {};
  {
    std::vector<boost::scoped_thread<>> racing;
    for (int me = 0; me < threads; ++me)
      racing.emplace_back([&, me] {
        for (int i = 0; i < keys; ++i)
          if (owners.insert((i * 37 + me) % keys, me).second) ++won[me];
      });
  }
  CHECK(won[0] + won[1] + won[2] + won[3] == keys);
  const auto all = keys_of(owners, 0);
  REQUIRE(all.size() == keys);
  for (int key = 0; key < keys; ++key) REQUIRE(all[key] == key);
  for (int key = 0; key < keys; ++key) {
    REQUIRE(owners.find(key));
    --won[*owners.find(key)];
  }
  for (const int left : won) CHECK(left == 0);
}

TEST_CASE("ordered_map: who walks meanwhile misses nothing that was there.") {
  constexpr int keys = 1000;
  skip_list<int, int> list;
  for (int key = 0; key < keys; key += 2) list.insert(key, key);
  bool complete = true;
  {
    boost::scoped_thread<> clerk{[&] {
      for (int key = 1; key < keys; key += 2) list.insert(key, key);
    }};
    for (int look = 0; look < 20; ++look) {
      int even = 0, last = -1;
      list.walk(0, [&](int key, int value) {
        even += key % 2 == 0;
        return complete =
                   complete && value == key && std::exchange(last, key) < key;
      });
      complete = complete && even == keys / 2;
    }
  }
  CHECK(complete);
}

TEST_CASE("ordered_map: oneTBB's map takes insertions from many threads.") {
  tbb::concurrent_map<int, int> map;
  const auto insert = [&](int first) {
    for (int key = first; key < 1000; key += 2) map.emplace(key, -key);
  };
  { boost::scoped_thread<> even{insert, 0}, odd{insert, 1}; }
  CHECK(map.size() == 1000);
  CHECK(std::is_sorted(map.begin(), map.end()));
}

TEST_CASE("ordered_map: oneTBB's map erases while nobody else is at work.") {
  tbb::concurrent_map<int, int> map;
  for (int key = 0; key < 10; ++key) map.emplace(key, 0);
  CHECK(map.unsafe_erase(5) == 1);
  CHECK(map.unsafe_erase(5) == 0);
  CHECK_FALSE(map.contains(5));
  CHECK(map.size() == 9);
}

TEST_CASE("ordered_map: the scenario holds on real threads.") {
  for (int times = 0; times < 100; ++times) ordered_map::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("ordered_map: the last train may be the one that is cancelled.") {
  CHECK(printed(1, 2) ==
        "in order at every look: yes\n"
        "from minute 1 on:\n"
        "in oneTBB's map: 1 (line 0)\n");
}

TEST_CASE("ordered_map: the same knobs print the same text.") {
  for (int times = 0; times < 5; ++times)
    REQUIRE(printed(2, 10) ==
            "in order at every look: yes\n"
            "from minute 10 on: 11 (line 1) 12 (line 0) 13 (line 1)\n"
            "in oneTBB's map: 10 (line 0)\n");
}

TEST_CASE("ordered_map: random calls of four threads are linearizable.") {
  using namespace ordered_map::histories;
  CHECK(explorer::check_random_histories<departures>(5'000, 4, 8) == "");
  CHECK(explorer::check_random_histories<far_apart>(5'000, 4, 8) == "");
}

TEST_CASE("ordered_map: ten million keys that are there need no memory.") {
  skip_list<int, int> list;
  for (int key = 0; key < 16; ++key) list.insert(key, key);
  CHECK(faults::growth_over_many([&](int i) {
          list.insert(i % 16, i);
          list.find(i % 16);
        }) == 0);
}
