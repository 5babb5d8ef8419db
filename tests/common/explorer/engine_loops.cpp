// Loops that wait by reading: which of them end, which never do, and which
// cannot be told apart.
#include <cstdint>
#include <string>

#include "catch.hpp"
#include "engine_runner.hpp"
#include "engine_small_programs.hpp"

using explorer::failure;
using explorer::options;
using explorer::verdict;
using model::atomic;
using model::mutex;
using model::parallel;
using model::plain;
using model::proved;

TEST_CASE("engine: a loop that waits for what never comes is a livelock") {
  const auto spin = [](bool set, bool polite) {
    atomic ready;
    parallel(
        [&] {
          while (ready.load() == 0) {
            if (polite) model::yield();
          }
        },
        [&] {
          if (set) ready.store(1);
        });
  };
  for (const bool polite : {false, true}) {
    CHECK(model::explore([&] { spin(false, polite); }).failed.what ==
          failure::livelock);
    const verdict v = model::explore([&] { spin(true, polite); });
    CHECK(v.proved());
    CHECK(v.met_spin);
  }
}

TEST_CASE("engine: loops on locks and plain memory wait as well") {
  CHECK(proved([] {  // test-and-set: an exchange that changes nothing
    atomic taken;
    const auto once = [&] {
      while (taken.exchange(1) == 1) {
      }
      taken.store(0);
    };
    parallel(once, once);
  }));
  CHECK(proved([] {
    mutex m;
    const auto once = [&] {
      while (!m.try_lock()) {
      }
      m.unlock();
    };
    parallel(once, once);
  }));
  const verdict v = model::explore([] {
    plain ready;
    parallel(
        [&] {
          while (ready.read() == 0) {
          }
        },
        [&] { ready.write(1); });
  });
  CHECK(v.races.size() == 1);
  CHECK(v.failed.what == failure::none);
  CHECK(v.searched == explorer::coverage::all);
}

namespace {

// Takes two locks as std::lock does: steps back if the second one is taken.
void lock_both(mutex& first, mutex& second) {
  for (;;) {
    first.lock();
    if (second.try_lock()) return;
    first.unlock();
  }
}

}  // namespace

TEST_CASE("engine: threads that step back for each other do so up to a cap") {
  const auto opposite_orders = [](bool leaves_one_locked) {
    mutex a, b;
    const auto work = [&](mutex& first, mutex& second) {
      lock_both(first, second);
      first.unlock();
      if (!leaves_one_locked) second.unlock();
    };
    parallel([&] { work(a, b); }, [&] { work(b, a); });
  };
  for (const std::uint32_t retries : {0U, 1U, 3U}) {
    const verdict v = model::explore(options{.retries = retries},
                                     [&] { opposite_orders(false); });
    CHECK(v.proved());
    CHECK(v.met_retry);
  }
  CHECK(model::explore([&] { opposite_orders(true); }).found());
}

TEST_CASE("engine: who tries a lock that is never given back is told") {
  const verdict v = model::explore([] {
    mutex m;
    parallel([&] { m.lock(); },
             [&] {
               while (!m.try_lock()) {
               }
             });
  });
  CHECK(v.failed.what == failure::livelock);
}

TEST_CASE("engine: a loop that looks under a lock waits for news") {
  const auto poll = [](bool tells) {
    mutex m;
    plain stop;
    parallel(
        [&] {
          for (bool stopped = false; !stopped;) {
            m.lock();
            stopped = stop.read() != 0;
            m.unlock();
          }
        },
        [&] {
          m.lock();
          if (tells) stop.write(1);
          m.unlock();
        });
  };
  const verdict v = model::explore([&] { poll(true); });
  CHECK(v.proved());
  CHECK(v.met_spin);
  CHECK(model::explore([&] { poll(false); }).failed.what == failure::livelock);
}

TEST_CASE("engine: a loop that looks under a lock sees stores after a while") {
  const verdict v = model::explore([] {
    mutex m;
    atomic stop;
    parallel(
        [&] {
          for (bool stopped = false; !stopped;) {
            m.lock();
            stopped = stop.load(std::memory_order_relaxed) != 0;
            m.unlock();
          }
        },
        [&] { stop.store(1, std::memory_order_relaxed); });
  });
  CHECK(v.proved());
  CHECK(v.met_spin);
}

TEST_CASE("engine: a bounded loop of reads is no spin") {
  std::uint64_t most = 0;
  const verdict v = model::explore([&] {
    atomic x;
    parallel(
        [&] {
          std::uint64_t zeros = 0;
          for (int i = 0; i < 20; ++i) zeros += x.load() == 0 ? 1 : 0;
          if (zeros > most) most = zeros;
        },
        [&] { x.store(1); });
  });
  CHECK(v.proved());
  CHECK_FALSE(v.met_spin);
  CHECK(most == 20);
  CHECK(v.executions == 21);  // the store falls into one of 21 places
}

TEST_CASE("engine: a loop that waits may count its turns next to the flag") {
  const verdict v = model::explore([] {
    const model::object_id cell =
        model::now().search().new_object(explorer::object_kind::location);
    bool stop = false;
    const auto on = [&](model::kind what, std::uint8_t mask, model::site_id at,
                        std::uint64_t value) {
      return model::now().perform({.what = what,
                                   .site = at,
                                   .object = cell,
                                   .mask = mask,
                                   .value = value},
                                  stop ? 1 : 0);
    };
    parallel(
        [&] {
          while (on(model::kind::load, 0x01, 1, 0).value == 0) {
            on(model::kind::read, 0xf0, 2, 0);
            on(model::kind::write, 0xf0, 3, 0);
          }
        },
        [&] {
          on(model::kind::store, 0x01, 4, 1);
          stop = true;
        });
  });
  CHECK(v.proved());
  CHECK(v.met_spin);
}

TEST_CASE("engine: a bounded loop may end with a change at its own position") {
  std::uint64_t seen = 0;
  const verdict v = model::explore(options{.executions = 10'000}, [&] {
    atomic x;
    parallel(
        [&] {
          for (int i = 0; i < 5; ++i) x.exchange(i == 4 ? 1 : 0);
        },
        [&] { seen |= 1U << x.load(); });
  });
  CHECK(v.proved());
  CHECK_FALSE(v.met_spin);
  CHECK(seen == 3);
}

TEST_CASE("engine: a spurious failure does not hide that a loop spins") {
  const verdict v = model::explore(options{.executions = 10'000}, [] {
    atomic taken;
    const auto once = [&] {
      std::uint64_t expected = 0;
      while (!taken.compare_exchange(expected, 1, true)) {
        model::yield();
        expected = 0;
      }
      taken.store(0);
    };
    parallel(once, once);
  });
  CHECK(v.proved());
  CHECK(v.met_spin);
}

TEST_CASE("engine: a weak exchange is tried again until it succeeds") {
  // A lock bit as stop tokens have it: who finds it taken yields and looks
  // again, who finds it free tries a weak exchange.
  const verdict v = model::explore(options{.executions = 10'000}, [] {
    atomic state;
    plain data;
    const auto once = [&] {
      std::uint64_t seen = state.load(std::memory_order_relaxed, 1);
      for (;;) {
        if (seen == 1) {
          model::yield(2);
          seen = state.load(std::memory_order_relaxed, 3);
        } else if (state.compare_exchange(seen, 1, true,
                                          std::memory_order_acquire,
                                          std::memory_order_relaxed, 4)) {
          break;
        }
      }
      data.write(data.read(5) + 1, 6);
      state.store(0, std::memory_order_release, 7);
    };
    parallel(once, once);
    model::require(data.read() == 2, "both count");
  });
  CHECK(v.proved());
  CHECK(v.met_weak_failure);
}

TEST_CASE(
    "engine: an endless interleaving of threads that move is no failure") {
  // Each takes its flag back whenever it sees the other's.
  const verdict v = model::explore(options{.steps = 200}, [] {
    atomic wants[2];
    const auto enter = [&](int self) {
      for (;;) {
        wants[self].store(1);
        if (wants[1 - self].load() == 0) break;
        wants[self].store(0);
      }
      wants[self].store(0);
    };
    parallel([&] { enter(0); }, [&] { enter(1); });
  });
  CHECK_FALSE(v.found());
  CHECK_FALSE(v.proved());
  CHECK(v.unfinished == "an interleaving of more than 200 steps");
}
