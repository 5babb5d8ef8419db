// How things stand in the midst of an execution.
#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "engine_runner.hpp"
#include "explorer/engine/situation.hpp"

namespace {

using explorer::kind;
using explorer::mode;
using explorer::trace;

struct told {
  trace steps;
  explorer::finding end;
};

// The failing interleaving, or else the one where no thread is interrupted.
told play(const std::function<void()>& program,
          const explorer::options& asked = {}) {
  const auto found = model::explore(asked, program).failed;
  const auto again = model::replay(
      asked, found.schedule.empty() ? "0" : found.schedule, program);
  return {again.trace, again.found.failed};
}

// How many steps are done when the first such step of the thread is.
std::size_t after(const trace& t, explorer::thread_id by, kind what) {
  for (std::size_t i = 0; i < t.steps.size(); ++i)
    if (t.steps[i].thread == by && t.steps[i].what.what == what) return i + 1;
  return 0;
}

// "1: lock 2 of 1" for a thread 1 that waits for lock 2, which thread 1 holds.
std::vector<std::string> waiters(const told& all, std::size_t steps) {
  std::vector<std::string> said;
  for (const auto& b : explorer::waiting(all.steps, all.end, steps)) {
    const auto& in = b.waits_in;
    std::string what = in.what == kind::join   ? "join "
                       : in.what == kind::lock ? "lock "
                       : in.what == kind::wait ? "wait "
                                               : "other ";
    what += std::to_string(in.what == kind::join ? in.target : in.object);
    if (b.holder != explorer::nobody) what += " of " + std::to_string(b.holder);
    said.push_back(std::to_string(b.thread) + ": " + what);
  }
  return said;
}

using words = std::vector<std::string>;

}  // namespace

TEST_CASE("engine: who holds what and waits for whom, up to a deadlock") {
  const auto all = play([] {
    model::mutex a, b;
    model::parallel(
        [&] {
          a.lock();
          b.lock();
          b.unlock();
          a.unlock();
        },
        [&] {
          b.lock();
          a.lock();
          a.unlock();
          b.unlock();
        });
  });
  const auto& t = all.steps;
  REQUIRE(all.end.what == explorer::failure::deadlock);
  const auto first = after(t, 1, kind::lock), second = after(t, 2, kind::lock);
  REQUIRE(first < second);
  CHECK(explorer::held(t, first, 1) ==
        std::vector<explorer::hold>{{1, mode::exclusive}});
  CHECK(explorer::held(t, first, 2).empty());
  CHECK(explorer::held(t, second, 2) ==
        std::vector<explorer::hold>{{2, mode::exclusive}});
  CHECK(waiters(all, 1).empty());
  CHECK(waiters(all, first) == words{"0: join 1"});
  CHECK(waiters(all, t.steps.size()) ==
        words{"0: join 1", "1: lock 2 of 2", "2: lock 1 of 1"});
}

TEST_CASE("engine: a sleeper waits, and once notified for the mutex") {
  const auto all = play(
      [] {
        model::mutex m;
        model::condition c;
        bool set = false;
        model::parallel(
            [&] {
              m.lock();
              while (!set) c.wait(m);
              m.unlock();
            },
            [&] {
              m.lock();
              set = true;
              c.notify_one();
              m.unlock();
            });
      },
      {.spurious = 0});
  const auto& t = all.steps;
  const auto asleep = after(t, 1, kind::wait);
  const auto notified = after(t, 2, kind::notify_one);
  const auto unlocked = after(t, 2, kind::unlock);
  const auto awake = after(t, 1, kind::wake);
  REQUIRE(asleep > 0);
  REQUIRE(asleep < notified);
  CHECK(explorer::held(t, asleep, 1).empty());
  CHECK(waiters(all, asleep) == words{"0: join 1", "1: wait 2"});
  CHECK(waiters(all, notified) == words{"0: join 1", "1: lock 1 of 2"});
  CHECK(waiters(all, unlocked) == words{"0: join 1"});
  CHECK(explorer::held(t, awake, 1) ==
        std::vector<explorer::hold>{{1, mode::exclusive}});
  CHECK(waiters(all, t.steps.size()).empty());
}

TEST_CASE("engine: readers do not wait for readers, writers do") {
  const auto all = play([] {
    model::mutex m;
    m.lock(mode::shared);
    model::parallel(
        [&] {
          m.lock(mode::shared);
          m.unlock();
        },
        [&] { m.lock(mode::exclusive); });
  });
  const auto& t = all.steps;
  REQUIRE(all.end.what == explorer::failure::deadlock);
  CHECK(explorer::held(t, t.steps.size(), 0) ==
        std::vector<explorer::hold>{{1, mode::shared}});
  CHECK(explorer::held(t, t.steps.size(), 1).empty());
  CHECK(waiters(all, t.steps.size()) == words{"0: join 2", "2: lock 1 of 0"});
}

TEST_CASE("engine: one thread may upgrade, and readers do not wait for it") {
  const auto all = play([] {
    model::mutex m;
    m.lock(mode::upgrade);
    model::parallel([&] { m.lock(mode::upgrade); },
                    [&] {
                      m.lock(mode::shared);
                      m.unlock();
                    });
  });
  const auto& t = all.steps;
  REQUIRE(all.end.what == explorer::failure::deadlock);
  const auto both =
      std::max(after(t, 1, kind::start), after(t, 2, kind::start));
  REQUIRE(both < after(t, 2, kind::lock));
  CHECK(waiters(all, both) == words{"0: join 1", "1: lock 1 of 0"});
}

TEST_CASE("engine: a lock that its thread holds already is waited for") {
  const auto lock_twice = [](bool recursive) {
    return play([=] {
      model::mutex m{recursive};
      m.lock();
      model::thread other{[] { model::fence(std::memory_order_seq_cst); }};
      m.lock();
      other.join();
    });
  };
  const auto stuck = lock_twice(false), fine = lock_twice(true);
  const auto created = after(stuck.steps, 0, kind::create);
  REQUIRE(created < stuck.steps.steps.size());
  CHECK(waiters(stuck, created) == words{"0: lock 1 of 0"});
  CHECK(waiters(fine, after(fine.steps, 0, kind::create)).empty());
}

TEST_CASE("engine: nobody waits for a thread that has ended") {
  const auto all = play([] {
    model::thread{[] { model::fence(std::memory_order_seq_cst); }}.join();
  });
  const auto ended = after(all.steps, 1, kind::fence);
  REQUIRE(ended < after(all.steps, 0, kind::join));
  CHECK(waiters(all, ended - 1) == words{"0: join 1"});
  CHECK(waiters(all, ended).empty());
}

TEST_CASE("engine: what else a thread waits for is told at the end") {
  const auto all = play([] {
    model::semaphore units{1};
    units.acquire();
    units.acquire();
  });
  REQUIRE(all.end.what != explorer::failure::none);
  CHECK(waiters(all, all.steps.steps.size()) == words{"0: other 1"});
}

TEST_CASE("engine: a converted lock is told as what it has become") {
  const auto all = play([] {
    model::mutex m;
    m.lock(mode::upgrade);
    m.convert(mode::upgrade, mode::exclusive);
  });
  const auto& t = all.steps;
  const auto how = [&](std::size_t steps) {
    return explorer::held(t, steps, 0).at(0).how;
  };
  CHECK(how(after(t, 0, kind::lock)) == mode::upgrade);
  CHECK(how(after(t, 0, kind::convert)) == mode::exclusive);
}

TEST_CASE("engine: what a step leaves in memory") {
  const auto all = play([] {
    model::atomic x{3};
    model::plain y{1};
    x.load();
    x.store(4);
    x.fetch_add(2);
    std::uint64_t expected = 9;
    x.compare_exchange(expected, 1);
    x.compare_exchange(expected, 7);
    y.write(5);
    y.read();
    model::fence(std::memory_order_seq_cst);
  });
  std::vector<std::string> said;
  for (const auto& s : all.steps.steps) {
    const auto left = explorer::left_in_memory(s);
    said.push_back(left ? std::to_string(left->object) + " = " +
                              std::to_string(left->value)
                        : "nothing");
  }
  CHECK(said == words{"1 = 3", "1 = 4", "1 = 6", "1 = 6", "1 = 7", "2 = 5",
                      "2 = 5", "nothing"});
}

TEST_CASE("engine: a stale read leaves the newest value in memory") {
  const auto all = play([] {
    model::atomic x, y;
    constexpr auto relaxed = std::memory_order_relaxed;
    model::parallel(
        [&] {
          x.store(1, relaxed);
          y.store(1, relaxed);
        },
        [&] {
          if (y.load(relaxed) == 1) model::require(x.load(relaxed) == 1, "x");
        });
  });
  const auto& last = all.steps.steps.back();
  REQUIRE(last.what.what == kind::load);
  CHECK(last.how.value == 0);
  CHECK(explorer::left_in_memory(last)->value == 1);
}
