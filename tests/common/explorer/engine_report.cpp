// The words and tables that people read, from executions of real searches.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "engine_runner.hpp"
#include "explorer/engine/report.hpp"

namespace {

using explorer::finding;
using explorer::options;
using explorer::verdict;

// Objects are called by what the test names them, sites by their number.
class names final : public explorer::naming {
 public:
  explicit names(std::vector<std::string> objects)
      : objects_{std::move(objects)} {}
  std::string object(explorer::object_id which) const override {
    return objects_.at(which);
  }
  explorer::source_line site(explorer::site_id which) const override {
    if (which > 90) return {};
    return {"sample.hpp", which, "line " + std::to_string(which)};
  }

 private:
  std::vector<std::string> objects_;  // from 1: 0 is the engine's
};

std::string told(const finding& f, const std::function<void()>& program,
                 const names& called, const options& asked = {}) {
  const auto again = model::replay(asked, f.schedule, program);
  std::vector<explorer::object_id> shown;
  for (const finding& race : again.found.races) shown.push_back(race.object);
  return explorer::table(explorer::rows(again.trace, f, called, shown),
                         called) +
         explorer::explain(f, called);
}

constexpr auto sc = std::memory_order_seq_cst;

}  // namespace

TEST_CASE("engine: a race is told, and what it does") {
  const auto program = [] {
    model::plain counter;
    const auto add = [&] {
      const auto seen = counter.read(11);
      counter.write(seen + 1, 12);
    };
    model::parallel(add, add);
    model::require(counter.read(20) == 2, "counter == 2", 20);
  };
  const names called{{"", "n"}};
  const verdict v = model::explore(program);
  CHECK(explorer::summary(v) ==
        "data race: found in the first of the interleavings tried");
  CHECK(told(v.races.at(0), program, called) ==
        R"(step    main           thread 1        thread 2      sample.hpp
   1                   reads n = 0                   11  line 11
   2                   writes n = 1                  12  line 12
   3                                 > reads n = 1   11  line 11
   4                                   writes n = 2  12  line 12
   5  > reads n = 2                                  20  line 20
thread 1 writes n at sample.hpp:12  line 12
thread 2 reads n at sample.hpp:11  line 11
nothing orders the one before the other
)");
  CHECK(told(v.failed, program, called) ==
        R"(step    main           thread 1        thread 2      sample.hpp
   1                   reads n = 0                   11  line 11
   2                                 > reads n = 0   11  line 11
   3                                   writes n = 1  12  line 12
   4                 > writes n = 1                  12  line 12
   5  > reads n = 1                                  20  line 20
main: counter == 2 at sample.hpp:20  line 20
)");
}

TEST_CASE("engine: a deadlock is told") {
  const auto program = [] {
    model::mutex a, b;
    model::parallel(
        [&] {
          a.lock(model::mode::exclusive, 1);
          b.lock(model::mode::exclusive, 2);
          b.unlock(2);
          a.unlock(2);
        },
        [&] {
          b.lock(model::mode::exclusive, 3);
          a.lock(model::mode::exclusive, 4);
          a.unlock(4);
          b.unlock(4);
        });
  };
  const finding f = model::explore(program).failed;
  CHECK(told(f, program, names{{"", "a", "b"}}) ==
        R"(step    thread 1    thread 2  sample.hpp
   1    locks a               1  line 1
   2              > locks b   3  line 3
main waits for thread 1
thread 1 waits for b, which thread 2 holds at sample.hpp:2  line 2
thread 2 waits for a, which thread 1 holds at sample.hpp:4  line 4
)");
}

TEST_CASE("engine: what wakes a thread is told") {
  using explorer::result;
  const auto wait = [](bool timed, bool notified, result wanted) {
    model::mutex m;
    model::condition c;
    result how = result::asleep;
    model::parallel(
        [&] {
          m.lock(model::mode::exclusive, 1);
          how = c.wait(m, timed, 2);
          m.unlock(3);
        },
        [&] {
          m.lock(model::mode::exclusive, 4);
          if (notified) c.notify_one(5);
          m.unlock(6);
        });
    model::require(how != wanted, "look", 7);
  };
  const names called{{"", "m", "cv"}};
  const auto first = [&](const options& asked, bool timed, bool notified,
                         result wanted) {
    const auto program = [&] { wait(timed, notified, wanted); };
    return told(model::explore(asked, program).failed, program, called, asked);
  };
  CHECK(first({.spurious = 0}, false, true, result::done) ==
        R"(step    thread 1                    thread 2               sample.hpp
   1    locks m                                            1  line 1
   2    waits on cv, releasing m                           2  line 2
   3                              > locks m                4  line 4
   4                                notifies cv: thread 1  5  line 5
   5                                unlocks m              6  line 6
   6  > wakes: notified, locks m                           2  line 2
   7    unlocks m                                          3  line 3
main: look at sample.hpp:7  line 7
)");
  CHECK(first({}, false, true, result::spurious) ==
        R"(step    thread 1                      thread 2             sample.hpp
   1    locks m                                            1  line 1
   2    waits on cv, releasing m                           2  line 2
   3                                > locks m              4  line 4
   4  > wakes by itself                                    2  line 2
   5                                > notifies cv: nobody  5  line 5
   6                                  unlocks m            6  line 6
   7  > wakes: spuriously, locks m                         2  line 2
   8    unlocks m                                          3  line 3
main: look at sample.hpp:7  line 7
)");
  CHECK(first({.spurious = 0}, true, false, result::timed_out) ==
        R"(step    thread 1                     thread 2   sample.hpp
   1    locks m                                 1  line 1
   2    waits on cv, releasing m                2  line 2
   3                               > locks m    4  line 4
   4                                 unlocks m  6  line 6
   5  > times out                               2  line 2
   6    wakes: timed out, locks m               2  line 2
   7    unlocks m                               3  line 3
main: look at sample.hpp:7  line 7
)");
}

TEST_CASE("engine: a verdict names what was searched, and under which caps") {
  const auto summary = [](const options& asked,
                          const std::function<void()>& program) {
    return explorer::summary(model::explore(asked, program));
  };
  const auto add = [] {
    model::atomic x;
    model::parallel([&] { x.fetch_add(1); }, [&] { x.fetch_add(1); });
  };
  CHECK(summary({}, add) ==
        "proved: no failure in any interleaving (2 executions stand for all "
        "of them; main and 2 threads)");
  CHECK(summary({.preemptions = 1}, add) ==
        "proved: no failure in any interleaving with at most 1 preemption "
        "(2 executions; main and 2 threads)");
  CHECK(summary({.executions = 1}, add) ==
        "not finished: the limit of 1 executions; no failure so far "
        "(1 execution; main and 2 threads)");
  CHECK(summary({},
                [] {
                  model::mutex m;
                  model::condition c;
                  m.lock();
                  c.wait(m, true);
                  m.unlock();
                  model::atomic x;
                  std::uint64_t expected = 0;
                  x.compare_exchange(expected, 1, true);
                }) ==
        "proved: no failure in any interleaving (6 executions stand for all "
        "of them; main alone; at most 1 spurious wake-up; at most 1 spurious "
        "failure of a weak exchange for each thread; at most 1 time-out for "
        "each thread while others can go on)");
}

TEST_CASE("engine: every operation has its words") {
  const auto program = [] {
    model::atomic x{3};
    x.load(sc, 1);
    x.store(4, sc, 2);
    x.fetch_add(1, sc, 3);
    std::uint64_t expected = 9;
    x.compare_exchange(expected, 1, false, sc, sc, 4);
    x.compare_exchange(expected, 1, false, sc, sc, 5);
    model::mutex m;
    m.lock(model::mode::shared, 6);
    m.try_lock(model::mode::exclusive, 7);
    m.unlock(8);
    model::semaphore s{1};
    s.acquire(false, 9);
    s.release(1, 10);
    model::fence(sc, 11);
    x.unpark(1, 12);
  };
  const names called{{"", "x", "m", "s"}};
  const auto again = model::replay({}, "0", program);
  std::string all;
  for (const auto& row : explorer::rows(again.trace, {}, called)) {
    all += row.words + "\n";
  }
  CHECK(all ==
        R"(reads x = 3
writes x = 4
changes x from 4 to 5
fails to exchange x: it is 5, not 9
exchanges x: 5 for 1
locks m shared
cannot lock m
unlocks m
takes a unit of s
gives back a unit of s
passes a fence
wakes who waits for x: nobody
)");
}
