#include <stdexcept>
#include <string>

#include "catch.hpp"
#include "engine_runner.hpp"
#include "explorer/engine/schedule.hpp"

namespace {

using explorer::failure;
using explorer::options;
using explorer::parse_schedule;
using explorer::to_string;
using model::replay;

void lost_update() {
  model::plain counter;
  const auto add = [&] { counter.write(counter.read() + 1); };
  model::parallel(add, add);
  model::require(counter.read() == 2, "both count");
}

void crossed_locks() {
  model::mutex a, b;
  const auto both = [](model::mutex& first, model::mutex& second) {
    first.lock();
    second.lock();
    second.unlock();
    first.unlock();
  };
  model::parallel([&] { both(a, b); }, [&] { both(b, a); });
}

void lost_in_a_choice() {
  model::mutex m;
  model::condition c;
  model::atomic woken;
  const auto wait = [&] {
    m.lock();
    c.wait(m);
    woken.fetch_add(1);
    m.unlock();
  };
  model::parallel(wait, wait, [&] {
    m.lock();
    c.notify_one();
    m.unlock();
  });
  model::require(woken.load() == 2, "both are woken");
}

void spinning() {
  model::atomic ready, data;
  model::parallel(
      [&] {
        while (ready.load() == 0) model::yield();
        model::require(data.load() == 1, "data is there");
      },
      [&] {
        ready.store(1);
        data.store(1);
      });
}

// The names of its decisions must not depend on whether the race is known.
void spinning_on_plain_memory() {
  model::plain ready, other;
  model::atomic data;
  model::parallel(
      [&] {
        while (ready.read() == 0) {
        }
        model::require(data.load() == 1, "data is there");
      },
      [&] {
        other.write(1);
        ready.write(1);
        other.write(2);
        other.write(3);
        data.store(1);
      });
}

}  // namespace

TEST_CASE("engine: names of schedules are written and read") {
  for (const std::string name : {"0", "3c", "3c.21d.27c"}) {
    CHECK(to_string(parse_schedule(name)) == name);
  }
}

TEST_CASE("engine: what names no schedule is refused with a reason") {
  for (const std::string name : {"", "c", "3", "3c.", "3c.2d", "3c,4d", "3C"}) {
    CHECK_THROWS_AS(parse_schedule(name), std::invalid_argument);
  }
  CHECK_THROWS_WITH(parse_schedule("9b.4c"),
                    "\"9b.4c\" names no schedule: decisions must rise");
}

TEST_CASE("engine: a replay shows the failure that the search has found") {
  for (const auto program : {lost_update, crossed_locks, lost_in_a_choice,
                             spinning, spinning_on_plain_memory}) {
    const auto found = model::explore(program).failed;
    REQUIRE(found.what != failure::none);
    const auto again = replay({}, found.schedule, program);
    CHECK(again.misfit.empty());
    CHECK(again.found.failed.what == found.what);
    CHECK(again.found.failed.schedule == found.schedule);
    CHECK(again.found.failed.thread == found.thread);
    CHECK(again.found.failed.site == found.site);
    CHECK_FALSE(again.trace.steps.empty());
  }
}

TEST_CASE("engine: a replay shows the race that the search has found") {
  const auto searched = model::explore(lost_update);
  REQUIRE(searched.races.size() == 1);  // both accesses are on one line
  for (const auto& race : searched.races) {
    const auto again = replay({}, race.schedule, lost_update);
    CHECK(again.misfit.empty());
    REQUIRE_FALSE(again.found.races.empty());
    CHECK(again.found.races.front().first.site == race.first.site);
  }
}

TEST_CASE("engine: every failing schedule of a search can be replayed") {
  for (const auto how : {explorer::strategy::plain, explorer::strategy::dpor}) {
    const auto found =
        model::explore(options{.how = how}, crossed_locks).failed;
    CHECK(replay({}, found.schedule, crossed_locks).found.failed.what ==
          failure::deadlock);
  }
}

TEST_CASE("engine: a schedule that does not fit is told") {
  CHECK(replay({}, "2h", crossed_locks).misfit ==
        "at decision 2 thread 7 cannot go on");
  CHECK(replay({}, "999b", crossed_locks).misfit ==
        "the program ends before decision 999");
  CHECK(replay({}, "0", crossed_locks).misfit.empty());
}
