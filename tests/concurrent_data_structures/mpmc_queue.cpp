#include "concurrent_data_structures/mpmc_queue.hpp"

#include <atomic>
#include <boost/lockfree/queue.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <cstddef>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "explorer/random_histories.hpp"
#include "faults.hpp"
#include "mpmc_queue.history.hpp"

using mpmc_queue::bounded_queue, mpmc_queue::carry, mpmc_queue::parcel;

namespace {

// Counts the bytes that it has handed out and not yet got back.
std::size_t bytes_in_use = 0;

template <typename T>
struct counting_allocator {
  using value_type = T;

  counting_allocator() = default;
  template <typename U>
  counting_allocator(const counting_allocator<U>&) {}

  T* allocate(std::size_t n) {
    bytes_in_use += n * sizeof(T);
    return std::allocator<T>{}.allocate(n);
  }
  void deallocate(T* pointer, std::size_t n) {
    bytes_in_use -= n * sizeof(T);
    std::allocator<T>{}.deallocate(pointer, n);
  }
  bool operator==(const counting_allocator&) const = default;
};

std::string text_of_run(int parcels, int docks, int vans) {
  std::ostringstream out;
  mpmc_queue::run(out, parcels, docks, vans);
  return out.str();
}

std::size_t total(const std::vector<std::vector<parcel>>& loads) {
  std::size_t parcels = 0;
  for (const auto& load : loads) parcels += load.size();
  return parcels;
}

}  // namespace

TEST_CASE("mpmc_queue: a bounded queue holds exactly its capacity.") {
  bounded_queue<int, 3> numbers;
  for (int number = 0; number < 3; ++number) REQUIRE(numbers.try_push(number));
  REQUIRE_FALSE(numbers.try_push(3));

  REQUIRE(numbers.try_pop() == 0);
  REQUIRE(numbers.try_push(3));
  REQUIRE_FALSE(numbers.try_push(4));
}

TEST_CASE("mpmc_queue: the largest capacity is kept to the item.") {
  const auto numbers = std::make_unique<bounded_queue<int, 65534>>();
  int taken = 0;
  while (numbers->try_push(taken)) ++taken;
  REQUIRE(taken == 65534);
}

TEST_CASE("mpmc_queue: items leave in the order in which they came.") {
  bounded_queue<int, 2> numbers;
  REQUIRE_FALSE(numbers.try_pop());
  for (int number = 0; number < 1000; number += 2) {
    numbers.try_push(number);
    numbers.try_push(number + 1);
    REQUIRE(numbers.try_pop() == number);
    REQUIRE(numbers.try_pop() == number + 1);
  }
  REQUIRE_FALSE(numbers.try_pop());
}

TEST_CASE("mpmc_queue: Boost's number is how many nodes it starts with.") {
  boost::lockfree::queue<int> numbers(8);
  const auto taken = [&](int offered) {
    int count = 0;
    while (count < offered && numbers.push(count)) ++count;
    return count;
  };
  REQUIRE(taken(1000) == 1000);
}

TEST_CASE("mpmc_queue: with fixed_sized, Boost's number is a bound.") {
  boost::lockfree::queue<int, boost::lockfree::fixed_sized<true>> numbers(8);
  int taken = 0;
  while (numbers.push(taken)) ++taken;
  REQUIRE(taken == 8);
}

TEST_CASE("mpmc_queue: a plain push moves the bound of bounded_push.") {
  boost::lockfree::queue<int> numbers(8);
  const auto taken = [&] {
    int count = 0;
    while (numbers.bounded_push(count)) ++count;
    return count;
  };
  REQUIRE(taken() == 8);
  REQUIRE(numbers.push(8));
  numbers.consume_all([](int) {});
  REQUIRE(taken() == 9);
}

TEST_CASE("mpmc_queue: Boost's queue keeps its memory until it dies.") {
  using boost::lockfree::allocator, boost::lockfree::queue;
  {
    queue<int, allocator<counting_allocator<int>>> numbers(8);
    for (int number = 0; number < 1000; ++number) numbers.push(number);
    const std::size_t when_full = bytes_in_use;
    REQUIRE(when_full >= std::size_t{1000} * BOOST_LOCKFREE_CACHELINE_BYTES);

    numbers.consume_all([](int) {});
    REQUIRE(numbers.empty());
    REQUIRE(bytes_in_use == when_full);
  }
  REQUIRE(bytes_in_use == 0);
}

TEST_CASE("mpmc_queue: a slot takes a cache line, however small the item.") {
  constexpr std::size_t for_100_more =
      sizeof(bounded_queue<char, 101>) - sizeof(bounded_queue<char, 1>);
  REQUIRE(for_100_more == std::size_t{100} * BOOST_LOCKFREE_CACHELINE_BYTES);
}

TEST_CASE("mpmc_queue: every parcel is carried once, in its dock's order.") {
  for (const int docks : {1, 2, 3})
    for (const int vans : {1, 2, 3}) {
      const auto loads = carry(2000, docks, vans);
      REQUIRE(loads.size() == static_cast<std::size_t>(vans));
      REQUIRE(mpmc_queue::each_once(loads, 2000, docks));
      REQUIRE(mpmc_queue::in_order(loads, docks));
    }
}

TEST_CASE("mpmc_queue: vans that find nothing still leave.") {
  REQUIRE(total(carry(1, 1, 8)) == 1);
  REQUIRE(total(carry(0, 2, 2)) == 0);
}

TEST_CASE("mpmc_queue: a van takes what is left after the last call.") {
  for (int round = 0; round < 200; ++round) {
    mpmc_queue::belt belt;
    std::atomic<bool> over{false};
    std::vector<parcel> load;
    boost::scoped_thread<> van{[&] { load = load_van(belt, over); }};
    {
      const mpmc_queue::last_call call{over};
      mpmc_queue::unload(belt, 0, 5);
    }
    van.join();
    REQUIRE(load.size() == 5);
  }
}

TEST_CASE("mpmc_queue: the last call comes when a dock fails, too.") {
  mpmc_queue::belt belt;
  std::atomic<bool> over{false};
  std::vector<parcel> load;
  boost::scoped_thread<> van{[&] { load = load_van(belt, over); }};
  try {
    const mpmc_queue::last_call call{over};
    mpmc_queue::unload(belt, 0, 3);
    throw std::runtime_error("the crane broke");
  } catch (const std::runtime_error&) {
  }
  van.join();
  REQUIRE(load.size() == 3);
}

TEST_CASE("mpmc_queue: what was written before a push is seen after the pop.") {
  constexpr int rows = 500;
  std::vector<int> ledger(std::size_t{2} * rows);
  bounded_queue<std::size_t, 4> done;
  const auto clerk = [&](std::size_t first) {
    for (std::size_t row = first; row < first + rows; ++row) {
      ledger[row] = 1;
      while (!done.try_push(row)) boost::this_thread::yield();
    }
  };
  boost::scoped_thread<> upper{clerk, std::size_t{0}};
  boost::scoped_thread<> lower{clerk, std::size_t{rows}};

  int checked = 0;
  int seen = 0;
  while (checked < 2 * rows) {
    if (const auto row = done.try_pop()) {
      seen += ledger[*row];
      ++checked;
    } else {
      boost::this_thread::yield();
    }
  }
  REQUIRE(seen == 2 * rows);
}

TEST_CASE("mpmc_queue: the scenario holds on real threads.") {
  for (int round = 0; round < 100; ++round) mpmc_queue::scenario();
  SUCCEED();
}

TEST_CASE("mpmc_queue: the checks see a lost, a doubled, a late parcel.") {
  using mpmc_queue::each_once, mpmc_queue::in_order;
  REQUIRE(each_once({{{0, 0}}, {{0, 1}}}, 2, 1));
  REQUIRE_FALSE(each_once({{{0, 0}}, {}}, 2, 1));
  REQUIRE_FALSE(each_once({{{0, 0}, {0, 1}}, {{0, 1}}}, 2, 1));
  REQUIRE(in_order({{{0, 0}, {1, 0}, {0, 1}}}, 2));
  REQUIRE_FALSE(in_order({{{0, 1}, {1, 0}, {0, 0}}}, 2));
}

TEST_CASE("mpmc_queue: the same knobs give the same text.") {
  const std::string text = text_of_run(500, 3, 2);
  REQUIRE(text == text_of_run(500, 3, 2));
  REQUIRE(text.find("push          takes 100\n") != std::string::npos);
  REQUIRE(text.find("bounded_push  takes 8\n") != std::string::npos);
  REQUIRE(text.find("loaded once: yes\n") != std::string::npos);
  REQUIRE(text.find("in order: yes\n") != std::string::npos);
}

TEST_CASE("mpmc_queue: random calls of four threads are linearizable.") {
  using namespace mpmc_queue::histories;
  CHECK(explorer::check_random_histories<parcels<1>>(5'000, 4, 8) == "");
  CHECK(explorer::check_random_histories<parcels<4>>(5'000, 4, 8) == "");
}

TEST_CASE("mpmc_queue: random calls of eight threads are linearizable.") {
  using namespace mpmc_queue::histories;
  CHECK(explorer::check_random_histories<parcels<4>>(1'000, 8, 25) == "");
}

TEST_CASE("mpmc_queue: ten million parcels need no memory but the queue.") {
  bounded_queue<int, 8> parcels;
  const faults::no_memory_from here_on{1};
  int lost = 0;
  for (int number = 0; number < faults::many; ++number) {
    parcels.try_push(number);
    if (parcels.try_pop() != number) ++lost;
  }
  CHECK(lost == 0);
}
