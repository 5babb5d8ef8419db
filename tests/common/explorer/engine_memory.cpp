// Weak memory where random programs do not go: loops that wait, the words for
// an older value, what a verdict says of the model, and its price.
#include <ctime>
#include <set>
#include <string>

#include "catch.hpp"
#include "engine_runner.hpp"
#include "engine_small_programs.hpp"
#include "explorer/engine/report.hpp"

using explorer::failure;
using explorer::memory_model;
using explorer::options;
using explorer::verdict;
using model::atomic;
using model::found;
using model::parallel;
using model::plain;
using model::proved;

namespace {

constexpr auto relaxed = std::memory_order_relaxed;
constexpr auto acquire = std::memory_order_acquire;
constexpr auto release = std::memory_order_release;
constexpr auto seq_cst = std::memory_order_seq_cst;

// Both threads read 0?
void store_buffering(std::memory_order store, std::memory_order load) {
  atomic x, y;
  std::uint64_t a = 1, b = 1;
  parallel(
      [&] {
        x.store(1, store, 1);
        a = y.load(load, 2);
      },
      [&] {
        y.store(1, store, 3);
        b = x.load(load, 4);
      });
  model::require(a == 1 || b == 1, "one sees the other");
}

void load_buffering(std::memory_order load, std::memory_order store) {
  atomic x, y;
  parallel(
      [&] {
        x.load(load, 1);
        y.store(1, store, 2);
      },
      [&] {
        y.load(load, 3);
        x.store(1, store, 4);
      });
}

void independent_reads(std::memory_order store, std::memory_order load) {
  atomic x, y;
  parallel([&] { x.store(1, store, 1); }, [&] { y.store(1, store, 2); },
           [&] {
             x.load(load, 3);
             y.load(load, 4);
           },
           [&] {
             y.load(load, 5);
             x.load(load, 6);
           });
}

// Who waits for a flag with these orders, and what comes of it.
void peterson(std::memory_order store, std::memory_order load) {
  atomic wants[2], last;
  plain inside;
  const auto enter = [&](unsigned self) {
    wants[self].store(1, store, 1);
    last.store(self, store, 2);
    while (wants[1 - self].load(load, 3) == 1 && last.load(load, 4) == self) {
    }
    inside.write(inside.read(5) + 1, 6);
    wants[self].store(0, store, 7);
  };
  parallel([&] { enter(0); }, [&] { enter(1); });
}

class sample_names : public explorer::naming {
 public:
  std::string object(explorer::object_id which) const override {
    return which == 1 ? "x" : "y";
  }
  explorer::source_line site(explorer::site_id which) const override {
    return {"sample.hpp", which, "line " + std::to_string(which)};
  }
};

}  // namespace

TEST_CASE("engine: an older value is read where nothing forbids it") {
  CHECK(found([] { store_buffering(relaxed, relaxed); }).what ==
        failure::assertion);
  CHECK(found([] { store_buffering(release, acquire); }).what ==
        failure::assertion);
  CHECK(proved([] { store_buffering(seq_cst, seq_cst); }));
  CHECK(model::explore({.memory = memory_model::sc}, [] {
          store_buffering(relaxed, relaxed);
        }).proved());
}

TEST_CASE("engine: the table tells an older value from the newest, and why") {
  const auto program = [] { store_buffering(relaxed, relaxed); };
  const verdict v = model::explore(program);
  REQUIRE(v.failed.what == failure::assertion);
  const auto r = model::replay({}, v.failed.schedule, program);
  REQUIRE(r.misfit.empty());
  const sample_names names;
  const auto rows = explorer::rows(r.trace, r.found.failed, names);
  REQUIRE(rows.size() == 4);
  CHECK(rows[3].words == "reads x = 0, an older value: the newest is 1");
  CHECK(explorer::why_older(r.trace, rows, names) ==
        "thread 1 writes x at sample.hpp:1  line 1\n"
        "thread 2 reads an older value of x at sample.hpp:4  line 4\n"
        "the write does not happen before the read\n");
}

TEST_CASE("engine: a store may come before one that was made earlier") {
  const auto program = [] {
    atomic x, y;
    parallel(
        [&] {
          x.store(1, relaxed, 1);
          y.store(2, relaxed, 2);
        },
        [&] {
          y.store(1, relaxed, 3);
          x.store(2, relaxed, 4);
        });
    model::require(x.load(relaxed, 5) == 2 || y.load(relaxed, 6) == 2,
                   "one is last");
  };
  const verdict v = model::explore(program);
  REQUIRE(v.failed.what == failure::assertion);
  const auto r = model::replay({}, v.failed.schedule, program);
  const sample_names names;
  const auto rows = explorer::rows(r.trace, r.found.failed, names);
  REQUIRE(rows.size() >= 4);
  CHECK(rows[3].words ==
        "writes x = 2, and not as the newest value: that stays 1");
}

TEST_CASE("engine: who waits for a store gets to see it") {
  const auto wait = [](bool polite) {
    return [=] {
      atomic ready, other;
      parallel(
          [&] {
            ready.store(1, relaxed);
            other.store(1, relaxed);
          },
          [&] {
            other.load(relaxed);
            while (ready.load(relaxed) == 0) {
              if (polite) model::yield();
            }
          });
    };
  };
  for (const bool polite : {false, true}) {
    const verdict v = model::explore({.executions = 10'000}, wait(polite));
    CHECK(v.proved());
    CHECK(v.met_spin);
  }
}

TEST_CASE("engine: a loop that reads two locations gets to see both") {
  const verdict v = model::explore({.executions = 10'000}, [] {
    atomic turn, tail;
    parallel(
        [&] {
          tail.store(1, relaxed, 1);
          turn.store(1, relaxed, 2);
        },
        [&] {
          while (turn.load(acquire, 3) == 0) tail.load(relaxed, 4);
        },
        [&] {
          while (tail.load(relaxed, 5) == 0 || turn.load(relaxed, 6) == 0) {
            tail.load(relaxed, 7);
          }
        });
  });
  CHECK(v.proved());
}

TEST_CASE("engine: seq_cst operations and fences order one another") {
  CHECK(proved([] {
    atomic x, y;
    std::uint64_t a = 1, b = 1;
    parallel(
        [&] {
          x.store(1, seq_cst, 1);
          a = y.load(seq_cst, 2);
        },
        [&] {
          y.store(1, relaxed, 3);
          model::fence(seq_cst, 4);
          b = x.load(relaxed, 5);
        });
    model::require(a == 1 || b == 1, "one sees the other");
  }));
}

TEST_CASE("engine: an older value read before a loop does not keep it going") {
  for (const bool polite : {false, true}) {
    const verdict v = model::explore({.executions = 10'000, .steps = 300}, [=] {
      atomic never, other, step;
      parallel(
          [&] {
            other.store(1, relaxed, 1);
            step.store(1, relaxed, 2);
          },
          [&] {
            while (step.load(relaxed, 3) == 0) model::yield(4);
            other.load(relaxed, 5);
            while (never.load(relaxed, 6) == 0) {
              if (polite) model::yield(7);
            }
          });
    });
    CHECK(v.failed.what == failure::livelock);
  }
}

TEST_CASE("engine: Peterson's lock needs its seq_cst operations") {
  CHECK(proved([] { peterson(seq_cst, seq_cst); }));
  CHECK_FALSE(model::explore({.executions = 10'000}, [] {
                peterson(release, acquire);
              }).races.empty());
}

TEST_CASE("engine: locks and exchanges make progress with weak orders") {
  const verdict test_and_set = model::explore({.executions = 10'000}, [] {
    atomic taken;
    plain data;
    const auto once = [&] {
      while (taken.exchange(1, acquire, 1) == 1) {
        while (taken.load(relaxed, 2) == 1) model::yield(3);
      }
      data.write(data.read(4) + 1, 5);
      taken.store(0, release, 6);
    };
    parallel(once, once);
    model::require(data.read() == 2, "both count");
  });
  CHECK(test_and_set.proved());

  const verdict ticket = model::explore({.executions = 10'000}, [] {
    atomic next, served;
    plain data;
    const auto once = [&] {
      const auto mine = next.fetch_add(1, relaxed, 1);
      while (served.load(acquire, 2) != mine) model::yield(3);
      data.write(data.read(4) + 1, 5);
      served.store(mine + 1, release, 6);
    };
    parallel(once, once, once);
    model::require(data.read() == 3, "all count");
  });
  CHECK(ticket.proved());
}

TEST_CASE("engine: seq_cst operations alone cost what they cost under sc") {
  const auto executions = [](memory_model m, const model::program& p) {
    return model::explore({.memory = m, .past_failures = true}, p).executions;
  };
  for (const auto& p :
       {model::program{[] { peterson(seq_cst, seq_cst); }},
        model::program{[] { store_buffering(seq_cst, seq_cst); }},
        model::program{[] { independent_reads(seq_cst, seq_cst); }}}) {
    CHECK(executions(memory_model::cpp, p) == executions(memory_model::sc, p));
  }
}

TEST_CASE("engine: clocks tell what happens before what, whatever the time") {
  bool ordered = false, read_and_unordered = false;
  const auto hand_over = [&](std::memory_order store) {
    return [&, store] {
      atomic x;
      std::uint32_t returned = 0;
      parallel(
          [&] {
            returned = model::now().search().past()[1];
            x.store(1, store);
          },
          [&] {
            if (x.load(acquire) == 0) return;
            const bool known = returned <= model::now().search().past()[1];
            ordered |= known;
            read_and_unordered |= !known;
          });
    };
  };
  CHECK(proved(hand_over(release)));
  CHECK(ordered);
  CHECK_FALSE(read_and_unordered);
  ordered = false;
  CHECK(proved(hand_over(relaxed)));
  CHECK_FALSE(ordered);
  CHECK(read_and_unordered);
}

TEST_CASE("engine: a verdict names what the memory model leaves out") {
  const auto says = [](const model::program& p, const char* words,
                       memory_model m = memory_model::cpp) {
    const std::string s = explorer::summary(model::explore({.memory = m}, p));
    return s.find(words) != std::string::npos;
  };
  const char* const buffering = "without load buffering";
  CHECK(says([] { load_buffering(relaxed, relaxed); }, buffering));
  CHECK(says([] { load_buffering(acquire, relaxed); }, buffering));
  CHECK_FALSE(says([] { load_buffering(acquire, release); }, buffering));
  CHECK_FALSE(says([] { independent_reads(relaxed, relaxed); }, buffering));

  // Z6.U of the paper on RC11: allowed, and not shown.
  const auto mixed = [] {
    atomic x, y;
    std::uint64_t a = 9, b = 9, c = 9;
    parallel(
        [&] {
          x.store(1, seq_cst, 1);
          y.store(1, release, 2);
        },
        [&] {
          a = y.fetch_add(1, seq_cst, 3);
          b = y.load(relaxed, 4);
        },
        [&] {
          y.store(3, seq_cst, 5);
          c = x.load(seq_cst, 6);
        });
    model::require(!(a == 1 && b == 3 && c == 0), "one order of seq_cst");
  };
  const char* const strict = "a little too strictly";
  CHECK(proved(mixed));
  CHECK(says(mixed, strict));
  CHECK_FALSE(says([] { independent_reads(seq_cst, seq_cst); }, strict));
  CHECK_FALSE(says([] { load_buffering(relaxed, relaxed); }, strict));

  const char* const strongest = "every memory order is taken for seq_cst";
  CHECK(says([] { independent_reads(relaxed, relaxed); }, strongest,
             memory_model::sc));
  CHECK_FALSE(says([] { independent_reads(seq_cst, seq_cst); }, strongest,
                   memory_model::sc));
}

TEST_CASE("engine: how fast weak memory is, as a figure to look at") {
  constexpr std::uint32_t rounds = 2'000;
  const std::clock_t start = std::clock();
  const verdict v = model::explore([&] {
    model::now().search().choose(rounds);
    independent_reads(release, acquire);
  });
  const double seconds =
      static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  CHECK(v.executions % rounds == 0);
  WARN("independent reads of independent writes: "
       << v.executions / rounds << " executions, "
       << static_cast<double>(v.executions) / seconds
       << " a second of CPU time");
}
