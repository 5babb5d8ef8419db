// The search on programs whose interleavings can be counted by hand.
#include <cstdint>
#include <ctime>
#include <set>
#include <string>

#include "catch.hpp"
#include "engine_runner.hpp"

namespace {

using explorer::coverage;
using explorer::failure;
using explorer::options;
using explorer::strategy;
using explorer::verdict;
using model::atomic;
using model::parallel;

constexpr strategy all_strategies[] = {strategy::plain, strategy::sleep_sets,
                                       strategy::dpor};

void additions(unsigned threads, unsigned each) {
  atomic x;
  const auto body = [&] {
    for (unsigned i = 0; i < each; ++i) x.fetch_add(1);
  };
  if (threads == 2) {
    parallel(body, body);
  } else {
    parallel(body, body, body);
  }
  model::require(x.load() == threads * each, "every addition counts");
}

void philosophers(unsigned last) {
  model::mutex fork[3];
  const auto eat = [&](unsigned first, unsigned second) {
    fork[first].lock();
    fork[second].lock();
    fork[second].unlock();
    fork[first].unlock();
  };
  parallel([&] { eat(0, 1); }, [&] { eat(1, 2); },
           [&] { eat(last, last == 0 ? 2 : 0); });
}

// What a program of two to four threads and up to four registers shows.
template <class Program>
std::set<std::string> outcomes(strategy how, Program program) {
  std::set<std::string> all;
  const auto run = [&] {
    std::uint64_t r[4] = {};
    program(r);
    std::string s;
    for (const auto v : r) s += static_cast<char>('0' + v);
    all.insert(s);
  };
  explorer::search search{options{.how = how}};
  model::runner{search}.run(run);
  REQUIRE(search.answer().proved());
  return all;
}

void store_buffering(std::uint64_t* r) {
  atomic x, y;
  parallel(
      [&] {
        x.store(1);
        r[0] = y.load();
      },
      [&] {
        y.store(1);
        r[1] = x.load();
      });
}

}  // namespace

TEST_CASE("engine: additions are counted as combinatorics counts them") {
  for (const strategy how : all_strategies) {
    const auto count = [&](unsigned threads, unsigned each) {
      const verdict v = model::explore(options{.how = how},
                                       [=] { additions(threads, each); });
      CHECK(v.proved());
      CHECK(v.redundant == 0);
      return v.executions;
    };
    CHECK(count(2, 3) == 20);    // 6! / (3! 3!)
    CHECK(count(3, 2) == 90);    // 6! / (2! 2! 2!)
    CHECK(count(3, 3) == 1680);  // 9! / (3! 3! 3!)
  }
}

TEST_CASE("engine: three ordered philosophers have six classes") {
  const verdict v = model::explore([] { philosophers(0); });
  CHECK(v.proved());
  CHECK(v.executions - v.redundant == 6);
  CHECK(v.threads == 4);
}

TEST_CASE("engine: independent operations have one class") {
  const auto disjoint = [] {
    atomic x, y;
    parallel(
        [&] {
          for (int i = 0; i < 3; ++i) x.fetch_add(1);
        },
        [&] {
          for (int i = 0; i < 3; ++i) y.fetch_add(1);
        });
  };
  CHECK(model::explore(disjoint).executions == 1);
  CHECK(model::explore(options{.how = strategy::plain}, disjoint).executions ==
        20);
  const auto readers = [] {
    model::mutex m;
    const auto read = [&] {
      m.lock(model::mode::shared);
      m.unlock();
    };
    parallel(read, read, read);
  };
  CHECK(model::explore(readers).executions == 1);
}

TEST_CASE("engine: bytes of one location are independent") {
  const auto neighbours = [] {
    const auto cell =
        model::now().search().new_object(model::object_kind::location);
    const auto add = [cell](std::uint8_t mask) {
      model::now().perform({.what = model::kind::store,
                            .site = mask,
                            .object = cell,
                            .mask = mask,
                            .value = 1});
    };
    parallel([&] { add(0x0f); }, [&] { add(0x10); });
  };
  CHECK(model::explore(neighbours).executions == 1);
}

TEST_CASE("engine: litmus tests show what sequential consistency allows") {
  for (const strategy how : all_strategies) {
    CHECK(outcomes(how, store_buffering) ==
          std::set<std::string>{"0100", "1000", "1100"});
    CHECK(outcomes(how, [](std::uint64_t* r) {  // message passing
            atomic data, ready;
            parallel(
                [&] {
                  data.store(1);
                  ready.store(1);
                },
                [&] {
                  r[0] = ready.load();
                  r[1] = data.load();
                });
          }) == std::set<std::string>{"0000", "0100", "1100"});
    CHECK(outcomes(how, [](std::uint64_t* r) {  // 2+2W
            atomic x, y;
            parallel(
                [&] {
                  x.store(1);
                  y.store(2);
                },
                [&] {
                  y.store(1);
                  x.store(2);
                });
            r[0] = x.load();
            r[1] = y.load();
          }) == std::set<std::string>{"1200", "2100", "2200"});
    // Independent reads of independent writes: all but the two readers
    // disagreeing on the order of the writes.
    CHECK(outcomes(how, [](std::uint64_t* r) {
            atomic x, y;
            parallel([&] { x.store(1); }, [&] { y.store(1); },
                     [&] {
                       r[0] = x.load();
                       r[1] = y.load();
                     },
                     [&] {
                       r[2] = y.load();
                       r[3] = x.load();
                     });
          }).size() == 15);
  }
}

TEST_CASE("engine: the same search gives the same counts and the same name") {
  const auto program = [] { philosophers(2); };
  const verdict once = model::explore(program);
  const verdict twice = model::explore(program);
  CHECK(once.failed.what == failure::deadlock);
  CHECK(once.executions == twice.executions);
  CHECK(once.redundant == twice.redundant);
  CHECK(once.steps == twice.steps);
  CHECK(once.failed.schedule == twice.failed.schedule);
}

namespace {

// So many executions, of so many threads that take three steps each.
std::uint64_t executions(std::uint32_t preemptions, unsigned threads,
                         bool fenced) {
  const auto program = [=] {
    atomic x;
    const auto three_steps = [&x, fenced] {
      // No step: who has come no further cannot have been interrupted.
      if (fenced) model::fence(std::memory_order_seq_cst);
      for (int i = 0; i < 3; ++i) x.fetch_add(1);
    };
    if (threads == 2) parallel(three_steps, three_steps);
    if (threads == 3) parallel(three_steps, three_steps, three_steps);
  };
  return model::explore(options{.preemptions = preemptions}, program)
      .executions;
}

}  // namespace

TEST_CASE("engine: interleavings within a preemption bound can be counted") {
  // One after the other, in any order.
  for (const bool fenced : {false, true}) {
    CHECK(executions(0, 2, fenced) == 2);
    CHECK(executions(0, 3, fenced) == 6);
  }
  // The first may be interrupted behind each of its steps but the last.
  CHECK(executions(1, 2, false) == 2 + 2 * 2);
  CHECK(executions(9, 2, false) == 20);
  // By either of the others, and then either of the two that are left comes
  // next. Or the second is interrupted, and only the third is left.
  CHECK(executions(1, 3, false) == 6 + 3 * 2 * 2 * 2 + 6 * 2);
}

TEST_CASE("engine: a preemption bound searches what is within it, no more") {
  const auto lost_update = [] {
    atomic x;
    const auto add = [&] { x.store(x.load() + 1); };
    parallel(add, add);
    model::require(x.load() == 2, "both count");
  };
  const verdict none = model::explore(options{.preemptions = 0}, lost_update);
  CHECK(none.proved());
  CHECK(none.searched == coverage::bounded);
  CHECK(none.executions == 2);  // either thread first
  CHECK(model::explore(options{.preemptions = 1}, lost_update).found());

  std::set<std::string> within;
  for (const std::uint32_t bound : {0U, 1U, 9U}) {
    std::set<std::string> now;
    explorer::search search{options{.preemptions = bound}};
    model::runner{search}.run([&] {
      std::uint64_t r[2] = {};
      store_buffering(r);
      now.insert(std::to_string(r[0]) + std::to_string(r[1]));
    });
    for (const auto& o : within) CHECK(now.count(o) == 1);
    within = now;
  }
  CHECK(within.size() == 3);
}

TEST_CASE("engine: a search that meets its limit claims nothing") {
  const verdict v =
      model::explore(options{.executions = 10}, [] { additions(3, 3); });
  CHECK(v.executions == 10);
  CHECK_FALSE(v.proved());
  CHECK_FALSE(v.found());
  CHECK(v.unfinished == "the limit of 10 executions");
}

TEST_CASE("engine: a program that changes from run to run is refused") {
  unsigned run = 0;
  const verdict v = model::explore([&] {
    atomic x;
    const auto store = [&] { x.store(++run); };
    if (run == 0) {
      parallel(store, store);
    } else {
      parallel(store, store, store);
    }
  });
  CHECK_FALSE(v.proved());
  CHECK(v.unfinished ==
        "the program does not do the same when it is run again");
}

TEST_CASE("engine: more threads than it can follow are refused") {
  const verdict v = model::explore([] {
    for (unsigned i = 0; i < explorer::max_threads; ++i) {
      model::thread{[] {}}.join();
    }
  });
  CHECK_FALSE(v.proved());
  CHECK(v.unfinished == "more than 8 threads");
}

TEST_CASE("engine: choices of data are all tried") {
  std::set<std::uint32_t> seen;
  const verdict v = model::explore([&] {
    const auto first = model::now().search().choose(3);
    seen.insert(first * 2 + model::now().search().choose(2));
  });
  CHECK(v.executions == 6);
  CHECK(seen.size() == 6);
}

TEST_CASE("engine: how fast it is, as a figure to look at") {
  constexpr std::uint32_t rounds = 100'000;
  const std::clock_t start = std::clock();
  const verdict v = model::explore([&] {
    std::uint64_t r[2];
    model::now().search().choose(rounds);
    store_buffering(r);
  });
  const double seconds =
      static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  CHECK(v.executions == 3 * rounds);
  WARN("store buffering: " << static_cast<double>(v.executions) / seconds
                           << " executions a second of CPU time");
}
