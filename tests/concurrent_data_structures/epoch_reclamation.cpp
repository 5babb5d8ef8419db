#include "concurrent_data_structures/epoch_reclamation.hpp"

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
#include "epoch_reclamation.history.hpp"
#include "explorer/random_histories.hpp"
#include "faults.hpp"

using epoch_reclamation::collector, epoch_reclamation::line,
    epoch_reclamation::retirable;

namespace {

// A page of a notice board, counted as long as it exists.
struct page : retirable {
  explicit page(std::atomic<int>& all) : existing{all} { ++existing; }
  ~page() override { --existing; }

  std::atomic<int>& existing;
};

void retire_one(collector::participant& self, std::atomic<int>& existing) {
  const collector::guard inside{self};
  inside.retire(new page{existing});
}

std::vector<int> stops_of(const line& stops, collector::participant& self) {
  std::vector<int> all;
  stops.walk(self, [&](int minute) { all.push_back(minute); });
  return all;
}

std::string text_of_run(int changes, int passengers) {
  std::ostringstream out;
  epoch_reclamation::run(out, changes, passengers);
  return out.str();
}

}  // namespace

TEST_CASE("epoch_reclamation: a retired object is freed three epochs later.") {
  std::atomic<int> existing{0};
  collector of(1, 100);
  collector::participant self{of};
  retire_one(self, existing);  // the first of a batch collects: epoch 2
  REQUIRE(existing == 1);
  of.collect();
  REQUIRE(existing == 1);
  of.collect();
  REQUIRE(existing == 0);
}

TEST_CASE("epoch_reclamation: a guard keeps what was retired meanwhile.") {
  std::atomic<int> existing{0};
  collector of(2);
  collector::participant reader{of};
  collector::participant writer{of};
  {
    const collector::guard inside{reader};
    retire_one(writer, existing);
    for (int time = 0; time < 10; ++time) of.collect();
    REQUIRE(existing == 1);
  }
  for (int time = 0; time < 3; ++time) of.collect();
  REQUIRE(existing == 0);
}

TEST_CASE("epoch_reclamation: a guard does not keep what was gone before it.") {
  std::atomic<int> existing{0};
  collector of(2, 100);
  collector::participant reader{of};
  collector::participant writer{of};
  retire_one(writer, existing);
  of.collect();
  const collector::guard inside{reader};
  of.collect();
  REQUIRE(existing == 0);
}

TEST_CASE("epoch_reclamation: one that stays inside holds up everything.") {
  std::atomic<int> existing{0};
  collector of(2, 1);
  collector::participant reader{of};
  collector::participant writer{of};
  {
    const collector::guard inside{reader};
    for (int time = 0; time < 100; ++time) retire_one(writer, existing);
    REQUIRE(existing == 100);
  }
  for (int time = 0; time < 3; ++time) of.collect();
  REQUIRE(existing == 0);
}

TEST_CASE("epoch_reclamation: with nobody inside, little waits to be freed.") {
  std::atomic<int> existing{0};
  int most = 0;
  {
    collector of(1, 4);
    collector::participant self{of};
    for (int time = 0; time < 100; ++time) {
      retire_one(self, existing);
      most = std::max(most, existing.load());
    }
    REQUIRE(most <= 4 * 4);
    REQUIRE(existing > 0);
  }
  REQUIRE(existing == 0);
}

TEST_CASE("epoch_reclamation: there is room for as many as it was made for.") {
  collector of(2);
  auto first = std::make_unique<collector::participant>(of);
  const collector::participant second{of};
  REQUIRE_THROWS_AS(collector::participant{of}, std::length_error);
  first.reset();
  REQUIRE_NOTHROW(collector::participant{of});
}

TEST_CASE("epoch_reclamation: retiring allocates nothing.") {
  std::atomic<int> existing{0};
  {
    collector of(1, 1);
    collector::participant self{of};
    page* const last = new page{existing};
    const faults::no_memory_from here_on{1};
    const collector::guard inside{self};
    inside.retire(last);
  }
  REQUIRE(existing == 0);
}

TEST_CASE("epoch_reclamation: the stops of a line stay in order.") {
  collector of(1);
  collector::participant self{of};
  line stops;
  REQUIRE(stops_of(stops, self).empty());
  for (const int minute : {20, 0, 30, 10}) stops.add(minute);
  REQUIRE(stops_of(stops, self) == std::vector<int>{0, 10, 20, 30});
  stops.remove(self, 0);
  stops.remove(self, 20);
  stops.remove(self, 30);
  REQUIRE(stops_of(stops, self) == std::vector<int>{10});
}

TEST_CASE("epoch_reclamation: threads that read and write leave nothing.") {
  std::atomic<int> existing{0};
  std::atomic<int> missed{0};
  collector of(5, 8);
  std::atomic<page*> current{new page{existing}};
  {
    std::vector<boost::scoped_thread<>> crowd(4);
    for (auto& worker : crowd)
      worker = boost::scoped_thread<>{[&] {
        collector::participant self{of};
        for (int turn = 0; turn < 5'000; ++turn) {
          const collector::guard inside{self};
          if (current.load(std::memory_order_acquire)->existing < 1) ++missed;
          inside.retire(
              current.exchange(new page{existing}, std::memory_order_acq_rel));
        }
      }};
  }
  for (int time = 0; time < 3; ++time) of.collect();
  REQUIRE(missed == 0);
  REQUIRE(existing == 1);
  delete current.load();
}

TEST_CASE("epoch_reclamation: the scenarios hold on real threads.") {
  for (int round = 0; round < 100; ++round) {
    epoch_reclamation::scenario();
    epoch_reclamation::ride();
    epoch_reclamation::departure();
  }
  SUCCEED();
}

TEST_CASE("epoch_reclamation: the same knobs give the same text.") {
  REQUIRE(text_of_run(1000, 3) == text_of_run(1000, 3));
  REQUIRE(text_of_run(1000, 3) ==
          "1000 stops added and removed, 3 passengers, who got lost 0 times\n");
}

TEST_CASE("epoch_reclamation: a run that is refused a thread says so.") {
  REQUIRE(faults::refuse_threads_everywhere([] { text_of_run(10, 3); }) == 3);
}

TEST_CASE("epoch_reclamation: random calls on a line are linearizable.") {
  using namespace epoch_reclamation::histories;
  CHECK(explorer::check_random_histories<stops<4, 1>>(10'000, 4, 8) == "");
}

TEST_CASE("epoch_reclamation: ten million pages need a few batches' memory.") {
  constexpr std::size_t batch = 64;
  std::atomic<int> existing{0};
  collector of(1, batch);
  collector::participant self{of};
  CHECK(faults::growth_over_many([&](int) { retire_one(self, existing); }) <=
        long{2 * 4 * batch * sizeof(page)});
}
