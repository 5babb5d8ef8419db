#include "shared_state/atomic_shared_ptr.hpp"

#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"

using atomic_shared_ptr::published;

namespace {

published<int>::pointer value(int number) {
  return std::make_shared<const int>(number);
}

int incremented(int number) { return number + 1; }

std::string printed(int lookups, int moves) {
  std::ostringstream out;
  atomic_shared_ptr::run(out, lookups, moves);
  return out.str();
}

}  // namespace

TEST_CASE("atomic_shared_ptr: a reader sees what is there, then what is new.") {
  published<int> setting{value(1)};
  published<int>::reader reader{setting};
  CHECK(reader.get() == 1);
  setting.store(value(2));
  CHECK(reader.get() == 2);
  setting.update(incremented);
  CHECK(reader.get() == 3);
  CHECK(*setting.load() == 3);
}

TEST_CASE("atomic_shared_ptr: a reader that comes late sees the newest.") {
  published<int> setting{value(1)};
  setting.store(value(2));
  published<int>::reader reader{setting};
  CHECK(reader.get() == 2);
}

TEST_CASE("atomic_shared_ptr: as long as nothing is new, nothing moves.") {
  published<int> setting{value(1)};
  published<int>::reader reader{setting};
  const int* const where = &reader.get();
  CHECK(&reader.get() == where);
  CHECK(setting.load().get() == where);
}

TEST_CASE("atomic_shared_ptr: storing the same pointer again is no harm.") {
  const auto same = value(1);
  published<int> setting{same};
  published<int>::reader reader{setting};
  reader.get();
  setting.store(same);
  CHECK(&reader.get() == same.get());
}

TEST_CASE("atomic_shared_ptr: a loaded value outlives its replacement.") {
  published<int> setting{value(1)};
  const auto mine = setting.load();
  setting.store(value(2));
  CHECK(*mine == 1);
}

TEST_CASE("atomic_shared_ptr: a reader lets go of what was replaced.") {
  published<int> setting{value(1)};
  published<int>::reader reader{setting};
  reader.get();
  const std::weak_ptr<const int> first = setting.load();
  setting.store(value(2));
  CHECK_FALSE(first.expired());
  reader.get();
  CHECK(first.expired());
}

TEST_CASE("atomic_shared_ptr: an update that throws changes nothing.") {
  published<int> setting{value(1)};
  published<int>::reader reader{setting};
  CHECK_THROWS_AS(
      setting.update([](int) -> int { throw std::runtime_error{"no"}; }),
      std::runtime_error);
  CHECK(reader.get() == 1);
  setting.update(incremented);
  CHECK(reader.get() == 2);
}

TEST_CASE("atomic_shared_ptr: an update reads while it changes.") {
  published<int> setting{value(1)};
  setting.update([&](int old) { return old + *setting.load(); });
  CHECK(*setting.load() == 2);
}

TEST_CASE("atomic_shared_ptr: no lock is held while a value goes.") {
  published<int> setting{value(1)};
  int asked = 0;
  const auto asks_as_it_goes = [&] {
    return published<int>::pointer(new int{2}, [&](const int* gone) {
      asked += *setting.load();  // hangs if a lock is held
      setting.update(incremented);
      delete gone;
    });
  };
  setting.store(asks_as_it_goes());
  setting.store(value(10));
  CHECK(asked == 10);
  setting.store(asks_as_it_goes());
  setting.update([](int) { return 100; });
  CHECK(asked == 110);

  setting.store(asks_as_it_goes());
  published<int>::reader reader{setting};
  reader.get();
  setting.store(value(1000));
  CHECK(asked == 110);
  CHECK(reader.get() == 1000);
  CHECK(asked == 1110);
  CHECK(reader.get() == 1001);
}

TEST_CASE("atomic_shared_ptr: readers see whole values, and never go back.") {
  struct pair {
    int left, right;
  };
  constexpr int stores = 5000;
  published<pair> setting{std::make_shared<const pair>(pair{0, 0})};
  constexpr int readers = 3;
  bool whole[readers] = {}, forward[readers] = {};
  {
    std::vector<boost::scoped_thread<>> reading;
    for (int i = 0; i < readers; ++i)
      reading.emplace_back([&, i] {
        published<pair>::reader reader{setting};
        bool all_whole = true, all_forward = true;
        for (int last = 0; last < stores;) {
          const pair& seen = reader.get();
          all_whole = all_whole && seen.left == seen.right;
          all_forward = all_forward && seen.left >= last;
          last = seen.left;
        }
        whole[i] = all_whole;
        forward[i] = all_forward;
      });
    for (int i = 1; i <= stores; ++i)
      setting.store(std::make_shared<const pair>(pair{i, i}));
  }
  for (int i = 0; i < readers; ++i) {
    CHECK(whole[i]);
    CHECK(forward[i]);
  }
}

TEST_CASE("atomic_shared_ptr: of many updates none is lost.") {
  published<int> setting{value(0)};
  {
    std::vector<boost::scoped_thread<>> writers;
    for (int i = 0; i < 4; ++i)
      writers.emplace_back([&] {
        for (int times = 0; times < 1000; ++times) setting.update(incremented);
      });
  }
  CHECK(*setting.load() == 4000);
}

TEST_CASE(
    "atomic_shared_ptr: a run that is refused a thread says so and ends.") {
  const auto run = [] { printed(10, 2); };
  CHECK(faults::refuse_threads_everywhere(run) > 0);
}

TEST_CASE("atomic_shared_ptr: the scenario holds on real threads.") {
  for (int times = 0; times < 50; ++times) atomic_shared_ptr::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("atomic_shared_ptr: the same knobs print the same text.") {
  CHECK(printed(10, 2) ==
        "std::atomic<std::shared_ptr>  20 lookups arrived, now on machine 3\n"
        "boost::atomic_shared_ptr      20 lookups arrived, now on machine 3\n"
        "published, a reader each      20 lookups arrived, now on machine 3\n");
  CHECK(printed(1000, 1000) == printed(1000, 1000));
}
