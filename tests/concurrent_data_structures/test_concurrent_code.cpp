#include "concurrent_data_structures/test_concurrent_code.hpp"

#include <array>
#include <atomic>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"

using test_concurrent_code::all_at_once;
using test_concurrent_code::call;
using test_concurrent_code::history;
using test_concurrent_code::linearizable;

namespace {

constexpr auto put = call::put;
constexpr auto take = call::take;
constexpr auto none = std::nullopt;

std::string text_of_run(int histories, int threads, int seed) {
  std::ostringstream out;
  test_concurrent_code::run(out, histories, threads, seed);
  return out.str();
}

// Forgets that a queue is one.
class ticket_stack {
 public:
  void put(int ticket) { tickets_.push_back(ticket); }
  std::optional<int> take() {
    if (tickets_.empty()) return none;
    const int newest = tickets_.back();
    tickets_.pop_back();
    return newest;
  }

 private:
  std::vector<int> tickets_;
};

}  // namespace

TEST_CASE("test_concurrent_code: an empty history is a queue's history.") {
  CHECK(linearizable({}));
}

TEST_CASE("test_concurrent_code: calls that follow each other keep order.") {
  CHECK(linearizable(
      {{put, 1, 0, 1}, {put, 2, 2, 3}, {take, 1, 4, 5}, {take, 2, 6, 7}}));
  CHECK_FALSE(linearizable(
      {{put, 1, 0, 1}, {put, 2, 2, 3}, {take, 2, 4, 5}, {take, 1, 6, 7}}));
}

TEST_CASE("test_concurrent_code: calls that overlap may come in any order.") {
  CHECK(linearizable(
      {{put, 1, 0, 3}, {put, 2, 1, 2}, {take, 2, 4, 5}, {take, 1, 6, 7}}));
  CHECK(linearizable({{put, 1, 0, 2}, {take, 1, 1, 3}}));
  CHECK(linearizable({{put, 1, 0, 2}, {take, none, 1, 3}}));
}

TEST_CASE("test_concurrent_code: a queue with a ticket is not empty.") {
  CHECK(linearizable({{take, none, 0, 1}, {put, 1, 2, 3}}));
  CHECK_FALSE(linearizable({{put, 1, 0, 1}, {take, none, 2, 3}}));
}

TEST_CASE("test_concurrent_code: a ticket is taken once, and after its put.") {
  CHECK_FALSE(linearizable({{put, 1, 0, 1}, {take, 1, 2, 5}, {take, 1, 3, 4}}));
  CHECK_FALSE(linearizable({{take, 1, 0, 1}, {put, 1, 2, 3}}));
  CHECK_FALSE(linearizable({{put, 1, 0, 1}, {take, 2, 2, 3}}));
}

TEST_CASE("test_concurrent_code: the order is found where the first fails.") {
  // Only put 2, put 1 explains it, though put 1 began first.
  CHECK(linearizable({{put, 1, 0, 5},
                      {put, 2, 1, 6},
                      {take, 2, 7, 8},
                      {take, 1, 9, 10},
                      {take, none, 11, 12}}));
}

TEST_CASE("test_concurrent_code: a long history with no order is rejected.") {
  history calls;  // eight puts at the same time, and a ticket nobody put
  for (int ticket = 0; ticket < 8; ++ticket)
    calls.push_back({put, ticket, ticket, 100 + ticket});
  calls.push_back({take, 99, 200, 201});
  CHECK_FALSE(linearizable(calls));
}

TEST_CASE("test_concurrent_code: all threads begin, each with its number.") {
  std::array<int, 5> begun{};
  std::atomic<int> together{0};
  std::array<int, 5> met{};
  all_at_once(5, [&](int number) {
    ++begun[number];
    together.fetch_add(1, std::memory_order_relaxed);
    while (together.load(std::memory_order_relaxed) < 5)
      boost::this_thread::yield();
    met[number] = together.load(std::memory_order_relaxed);
  });
  CHECK(begun == std::array{1, 1, 1, 1, 1});
  CHECK(met == std::array{5, 5, 5, 5, 5});
}

TEST_CASE("test_concurrent_code: a seed gives the same calls again.") {
  const auto calls_of = [](unsigned seed) {
    std::vector<std::optional<int>> puts;
    for (const auto& each :
         test_concurrent_code::record<test_concurrent_code::ticket_queue>(seed,
                                                                          2, 8))
      if (each.what == put) puts.push_back(each.ticket);
    return puts;
  };
  CHECK(calls_of(3) == calls_of(3));
  CHECK(calls_of(3) != calls_of(4));
}

TEST_CASE("test_concurrent_code: histories of the queue are a queue's.") {
  int rejected = 0;
  for (unsigned seed = 0; seed < 500; ++seed)
    if (!linearizable(
            test_concurrent_code::record<test_concurrent_code::ticket_queue>(
                4 * seed, 4, 8)))
      ++rejected;
  CHECK(rejected == 0);
}

TEST_CASE("test_concurrent_code: a stack does not pass for a queue.") {
  int rejected = 0;
  for (unsigned seed = 0; seed < 20; ++seed)
    if (!linearizable(test_concurrent_code::record<ticket_stack>(seed, 1, 20)))
      ++rejected;
  CHECK(rejected > 10);
}

TEST_CASE("test_concurrent_code: the scenario holds on real threads.") {
  for (int round = 0; round < 100; ++round) test_concurrent_code::scenario();
  SUCCEED();
}

TEST_CASE("test_concurrent_code: the same knobs give the same text.") {
  CHECK(text_of_run(20, 3, 1) == text_of_run(20, 3, 1));
  CHECK(text_of_run(1, 1, 9) == text_of_run(1, 1, 9));
  CHECK(text_of_run(2, 1, 1) != text_of_run(1, 1, 1));
}

TEST_CASE("test_concurrent_code: a run that is refused a thread ends.") {
  const auto run = [] { text_of_run(1, 4, 1); };
  CHECK(faults::refuse_threads_everywhere(run) == 4);
}
