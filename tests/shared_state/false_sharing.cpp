#include "shared_state/false_sharing.hpp"

#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <cstddef>
#include <cstdint>
#include <latch>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"

using false_sharing::bare;
using false_sharing::cache_line;
using false_sharing::padded;
using false_sharing::striped_count;

namespace {

template <typename T>
std::size_t line_of(const T& object) {
  return reinterpret_cast<std::uintptr_t>(&object) / cache_line;
}

template <typename T>
bool begins_a_line(const T& object) {
  return reinterpret_cast<std::uintptr_t>(&object) % cache_line == 0;
}

// Runs `work(number)` in threads that start at the same moment.
template <typename Work>
void together(int threads, Work work) {
  std::latch start(threads);
  std::vector<boost::scoped_thread<>> workers;
  for (int number = 0; number < threads; ++number)
    workers.emplace_back([&start, &work, number] {
      start.arrive_and_wait();
      work(number);
    });
}

std::string printed(int threads, int requests) {
  std::ostringstream out;
  false_sharing::run(out, threads, requests);
  return out.str();
}

}  // namespace

TEST_CASE("false_sharing: a padded object fills whole cache lines.") {
  struct large {
    char bytes[cache_line + 1];
  };
  STATIC_REQUIRE(sizeof(padded<char>) == cache_line);
  STATIC_REQUIRE(sizeof(padded<large>) == 2 * cache_line);
  STATIC_REQUIRE(alignof(padded<large>) == cache_line);
}

TEST_CASE("false_sharing: a padded object begins a line, wherever it is.") {
  const padded<int> in_array[2];
  struct {
    char before = 0;
    padded<int> within;
    char after = 0;
  } member;
  const std::vector<padded<int>> in_vector(3);
  const auto on_heap = std::make_unique<padded<char>>();
  CHECK(begins_a_line(in_array[0]));
  CHECK(line_of(in_array[1]) == line_of(in_array[0]) + 1);
  CHECK(begins_a_line(member.within));
  CHECK(line_of(member.after) == line_of(member.within) + 1);
  for (const auto& each : in_vector) CHECK(begins_a_line(each));
  CHECK(line_of(in_vector[1]) == line_of(in_vector[0]) + 1);
  CHECK(begins_a_line(*on_heap));
}

TEST_CASE("false_sharing: objects start out with the value of their type.") {
  CHECK(padded<int>{}.value == 0);
  CHECK(padded<int>{7}.value == 7);
  CHECK(padded<std::string>{"seven"}.value == "seven");
}

TEST_CASE("false_sharing: how many stripes share a line follows the padding.") {
  STATIC_REQUIRE(striped_count<padded>::stripes_on_a_line == 1);
  STATIC_REQUIRE(striped_count<bare>::stripes_on_a_line ==
                 cache_line / sizeof(int));
}

TEST_CASE("false_sharing: the total is the sum of all stripes.") {
  striped_count<> count(3);
  CHECK(count.total() == 0);
  count.add(0);
  count.add(2);
  count.add(2);
  CHECK(count.total() == 3);
}

TEST_CASE("false_sharing: no request is lost, padded or not.") {
  constexpr int threads = 3, requests = 100'000;
  striped_count<padded> apart(threads);
  striped_count<bare> close(threads);
  together(threads, [&](int mine) {
    for (int i = 0; i < requests; ++i) {
      apart.add(mine);
      close.add(mine);
    }
  });
  CHECK(apart.total() == threads * requests);
  CHECK(close.total() == threads * requests);
}

TEST_CASE("false_sharing: threads that share a stripe lose nothing either.") {
  constexpr int threads = 2, requests = 200'000;
  striped_count<> count(1);
  together(threads, [&](int) {
    for (int i = 0; i < requests; ++i) count.add(0);
  });
  CHECK(count.total() == threads * requests);
}

TEST_CASE("false_sharing: who adds up meanwhile sees the total grow.") {
  constexpr int requests = 50'000;
  striped_count<> count(2);
  bool shrank = false;
  int most = 0;
  together(3, [&](int thread) {
    for (int i = 0; i < requests; ++i) {
      if (thread < 2) {
        count.add(thread);
      } else {
        const int seen = count.total();
        shrank = shrank || seen < most;
        most = seen;
      }
    }
  });
  CHECK_FALSE(shrank);
  CHECK(most <= 2 * requests);
}

TEST_CASE("false_sharing: the scenario holds on real threads.") {
  for (int times = 0; times < 50; ++times) false_sharing::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("false_sharing: the same knobs print the same text.") {
  const std::string first = printed(3, 20);
  CHECK(first == printed(3, 20));
  CHECK(first.find("bare:   4 bytes apart") == 0);
  CHECK(first.find("counted 60\n") != std::string::npos);
  CHECK(first.find("two members, at 0 and 4 of 8 bytes") != std::string::npos);
}
