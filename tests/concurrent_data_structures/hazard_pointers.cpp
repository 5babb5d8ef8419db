#include "concurrent_data_structures/hazard_pointers.hpp"

#include <algorithm>
#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "explorer/random_histories.hpp"
#include "faults.hpp"
#include "hazard_pointers.history.hpp"

using hazard_pointers::domain, hazard_pointers::hazard_pointer,
    hazard_pointers::retirable;

namespace {

// A page of a notice board, counted as long as it exists.
struct page : retirable {
  explicit page(std::atomic<int>& all) : existing{all} { ++existing; }
  ~page() override { --existing; }

  std::atomic<int>& existing;
};

// Retires its cover when it is destroyed.
struct book : page {
  book(std::atomic<int>& all, domain& where) : page{all}, of{where} {}
  ~book() override { of.retire(new page{existing}); }

  domain& of;
};

std::string text_of_run(int replacements, int travellers) {
  std::ostringstream out;
  hazard_pointers::run(out, replacements, travellers);
  return out.str();
}

}  // namespace

TEST_CASE("hazard_pointers: what nobody protects is freed.") {
  std::atomic<int> existing{0};
  domain of(1, 1);
  of.retire(new page{existing});
  REQUIRE(existing == 0);
}

TEST_CASE("hazard_pointers: what is protected is freed when it no longer is.") {
  std::atomic<int> existing{0};
  domain of(1, 1);
  hazard_pointer hazard{of};
  std::atomic<page*> current{new page{existing}};
  page* const seen = hazard.protect(current);
  REQUIRE(seen == current);
  of.retire(current.exchange(nullptr));
  REQUIRE(existing == 1);
  of.reclaim();
  REQUIRE(existing == 1);
  hazard.reset_protection();
  REQUIRE(existing == 1);
  of.reclaim();
  REQUIRE(existing == 0);
}

TEST_CASE("hazard_pointers: protecting another object gives up the first.") {
  std::atomic<int> existing{0};
  domain of(1, 1);
  hazard_pointer hazard{of};
  std::atomic<page*> first{new page{existing}};
  std::atomic<page*> second{new page{existing}};
  hazard.protect(first);
  hazard.protect(second);
  of.retire(first.exchange(nullptr));
  REQUIRE(existing == 1);
  of.retire(second.exchange(nullptr));
  REQUIRE(existing == 1);
}

TEST_CASE("hazard_pointers: a hazard pointer that goes protects no more.") {
  std::atomic<int> existing{0};
  domain of(1, 1);
  std::atomic<page*> current{new page{existing}};
  {
    hazard_pointer hazard{of};
    hazard.protect(current);
  }
  of.retire(current.exchange(nullptr));
  REQUIRE(existing == 0);
}

TEST_CASE("hazard_pointers: a pointer to nothing is protected as nothing.") {
  domain of(1);
  hazard_pointer hazard{of};
  const std::atomic<page*> none{nullptr};
  REQUIRE(hazard.protect(none) == nullptr);
}

TEST_CASE("hazard_pointers: one reader holds up nothing but what it reads.") {
  std::atomic<int> existing{0};
  domain of(2, 1);
  hazard_pointer hazard{of};
  std::atomic<page*> current{new page{existing}};
  hazard.protect(current);
  for (int turn = 0; turn < 1000; ++turn)
    of.retire(current.exchange(new page{existing}));
  REQUIRE(existing == 2);
  delete current.exchange(nullptr);
}

TEST_CASE("hazard_pointers: a domain frees once in a batch, and at its end.") {
  std::atomic<int> existing{0};
  {
    domain of(1, 4);
    int most = 0;
    for (int turn = 0; turn < 100; ++turn) {
      of.retire(new page{existing});
      most = std::max(most, existing.load());
    }
    REQUIRE(most == 3);
    REQUIRE(existing == 3);
  }
  REQUIRE(existing == 0);
}

TEST_CASE("hazard_pointers: a destructor may retire another object.") {
  std::atomic<int> existing{0};
  {
    domain of(1, 100);
    for (int turn = 0; turn < 3; ++turn) of.retire(new book{existing, of});
  }
  REQUIRE(existing == 0);
}

TEST_CASE("hazard_pointers: there are as many as the domain was made for.") {
  domain of(2);
  auto first = std::make_unique<hazard_pointer>(of);
  const hazard_pointer second{of};
  REQUIRE_THROWS_AS(hazard_pointer{of}, std::length_error);
  first.reset();
  REQUIRE_NOTHROW(hazard_pointer{of});
}

TEST_CASE("hazard_pointers: retiring allocates nothing.") {
  std::atomic<int> existing{0};
  domain of(1, 2);
  page* const last = new page{existing};
  page* const other = new page{existing};
  {
    const faults::no_memory_from here_on{1};
    of.retire(last);
    of.retire(other);
    of.reclaim();
  }
  REQUIRE(existing == 0);
}

TEST_CASE(
    "hazard_pointers: threads that read and write leave nothing behind.") {
  std::atomic<int> existing{0};
  std::atomic<int> missed{0};
  domain of(4, 8);
  std::atomic<page*> current{new page{existing}};
  {
    std::vector<boost::scoped_thread<>> crowd(4);
    for (auto& worker : crowd)
      worker = boost::scoped_thread<>{[&] {
        hazard_pointer hazard{of};
        for (int turn = 0; turn < 5'000; ++turn) {
          if (hazard.protect(current)->existing < 1) ++missed;
          of.retire(current.exchange(new page{existing}));
        }
      }};
  }
  of.reclaim();
  REQUIRE(missed == 0);
  REQUIRE(existing == 1);
  delete current.load();
}

TEST_CASE("hazard_pointers: a stack may free its nodes.") {
  constexpr int items = 5'000;
  domain of(4, 8);
  hazard_pointers::histories::node_stack numbers(of);
  std::vector<int> popped(2 * items);
  {
    std::vector<boost::scoped_thread<>> crowd(2);
    for (int half : {0, 1})
      crowd[half] = boost::scoped_thread<>{[&, half] {
        for (int i = 0; i < items; ++i) numbers.push(half * items + i);
      }};
    std::vector<int> other_half(2 * items);
    boost::scoped_thread<> taker{[&] {
      hazard_pointer hazard{of};
      for (int i = 0; i < items; ++i)
        if (const auto number = numbers.pop(hazard)) ++other_half[*number];
    }};
    hazard_pointer hazard{of};
    for (int i = 0; i < items; ++i)
      if (const auto number = numbers.pop(hazard)) ++popped[*number];
    taker.join();
    for (auto& each : crowd) each.join();
    while (const auto number = numbers.pop(hazard)) ++popped[*number];
    for (int i = 0; i < 2 * items; ++i) popped[i] += other_half[i];
  }
  REQUIRE(popped == std::vector<int>(2 * items, 1));
}

TEST_CASE("hazard_pointers: the scenario holds on real threads.") {
  for (int round = 0; round < 100; ++round) hazard_pointers::scenario();
  SUCCEED();
}

TEST_CASE("hazard_pointers: the same knobs give the same text.") {
  REQUIRE(text_of_run(1000, 3) == text_of_run(1000, 3));
  REQUIRE(text_of_run(1000, 3) ==
          "1000 timetables replaced, 3 travellers, of whom 0 saw half a "
          "timetable\n");
}

TEST_CASE("hazard_pointers: a run that is refused a thread says so and ends.") {
  REQUIRE(faults::refuse_threads_everywhere([] { text_of_run(10, 3); }) == 3);
}

TEST_CASE(
    "hazard_pointers: random calls on a board and a stack are linearizable.") {
  using namespace hazard_pointers::histories;
  CHECK(explorer::check_random_histories<board<4, 1>>(10'000, 4, 8) == "");
  CHECK(explorer::check_random_histories<stack<4, 1>>(10'000, 4, 8) == "");
}

TEST_CASE("hazard_pointers: ten million pages need the memory of a batch.") {
  constexpr std::size_t batch = 64;
  std::atomic<int> existing{0};
  domain of(1, batch);
  hazard_pointer hazard{of};
  std::atomic<page*> current{new page{existing}};
  CHECK(faults::growth_over_many([&](int) {
          hazard.protect(current);
          of.retire(current.exchange(new page{existing}));
        }) <= long{2 * batch * sizeof(page)});
  delete current.load();
}
