// Threads that wait: deadlocks, lost wake-ups, spurious ones, time-outs.
#include <algorithm>
#include <cstdint>
#include <set>

#include "catch.hpp"
#include "engine_runner.hpp"
#include "engine_small_programs.hpp"

using explorer::failure;
using explorer::finding;
using explorer::options;
using explorer::verdict;
using model::atomic;
using model::condition;
using model::found;
using model::mutex;
using model::parallel;
using model::plain;
using model::proved;

TEST_CASE("engine: a deadlock tells who waits for what, and who holds it") {
  const auto crossed = [](bool ordered) {
    mutex a, b;
    const auto both = [](mutex& first, mutex& second) {
      first.lock();
      second.lock();
      second.unlock();
      first.unlock();
    };
    parallel([&] { both(a, b); }, [&] { ordered ? both(a, b) : both(b, a); });
  };
  const finding f = found([&] { crossed(false); });
  CHECK(f.what == failure::deadlock);
  REQUIRE(f.stuck.size() == 3);  // main joins
  CHECK(f.stuck[1].holder == 2);
  CHECK(f.stuck[2].holder == 1);
  CHECK(proved([&] { crossed(true); }));
}

TEST_CASE("engine: locking a lock twice is a deadlock unless it is recursive") {
  const auto twice = [](bool recursive) {
    mutex m{recursive};
    m.lock();
    m.lock();
    m.unlock();
    m.unlock();
  };
  const finding f = found([&] { twice(false); });
  CHECK(f.what == failure::deadlock);
  CHECK(f.stuck.at(0).holder == 0);
  CHECK(proved([&] { twice(true); }));
}

TEST_CASE("engine: a wake-up that nobody waits for yet is lost") {
  const auto signal = [](bool guarded) {
    mutex m;
    condition c;
    atomic ready;
    parallel(
        [&] {
          m.lock();
          if (guarded) {
            while (ready.load() == 0) c.wait(m);
          } else {
            c.wait(m);
          }
          m.unlock();
        },
        [&] {
          m.lock();
          ready.store(1);
          m.unlock();
          c.notify_one();
        });
  };
  // That a spurious wake-up could save it is no excuse.
  for (const std::uint32_t spurious : {0, 1, 2}) {
    const options asked{.spurious = spurious};
    CHECK(found([&] { signal(false); }, asked).what == failure::lost_wakeup);
    CHECK(model::explore(asked, [&] { signal(true); }).proved());
  }
}

TEST_CASE("engine: if is not enough where while is needed") {
  const auto wait = [](bool again) {
    mutex m;
    condition c;
    atomic ready;
    parallel(
        [&] {
          m.lock();
          while (ready.load() == 0) {
            c.wait(m);
            if (!again) break;
          }
          model::require(ready.load() == 1, "it is ready");
          m.unlock();
        },
        [&] {
          m.lock();
          ready.store(1);
          m.unlock();
          c.notify_all();
        });
  };
  const finding f = found([&] { wait(false); });
  CHECK(f.what == failure::assertion);
  CHECK(proved([&] { wait(true); }));
  const verdict v = model::explore([&] { wait(true); });
  CHECK(v.met_spurious);
  CHECK(model::explore(options{.spurious = 0}, [&] { wait(false); }).proved());
}

TEST_CASE("engine: notify_one may wake either of two") {
  std::set<std::uint64_t> first;  // of two that wait
  const options asked{.spurious = 0, .past_failures = true};
  const verdict v = model::explore(asked, [&] {
    mutex m;
    condition c;
    const auto wait = [&] {
      m.lock();
      c.wait(m);
      m.unlock();
    };
    model::thread a{wait};
    model::thread b{wait};
    m.lock();
    const std::uint64_t one = c.notify_one();
    const std::uint64_t rest = c.notify_all();
    m.unlock();
    if (one != 0 && rest != 0) first.insert(one);
    a.join();
    b.join();
  });
  CHECK(v.failed.what == failure::lost_wakeup);
  CHECK(first == std::set<std::uint64_t>{2, 4});
}

TEST_CASE("engine: the one spurious wake-up may be anybody's") {
  for (const auto how : {explorer::strategy::plain, explorer::strategy::dpor}) {
    std::set<int> woken;
    explorer::search search{options{.how = how, .past_failures = true}};
    int who = 0;
    model::runner{search}.run(
        [&] {
          who = 0;
          mutex m[2];
          condition c[2];
          const auto wait = [&](int i) {
            m[i].lock();
            c[i].wait(m[i]);
            who += 1 + i;
            m[i].unlock();
          };
          parallel([&] { wait(0); }, [&] { wait(1); });
        },
        [&](const explorer::search& s) {
          if (!s.redundant()) woken.insert(who);
        });
    CHECK(woken == std::set<int>{0, 1, 2});  // or nobody's
  }
}

TEST_CASE("engine: a thread times out no more often than its cap says") {
  const auto most = [](std::uint32_t cap) {
    unsigned most_often = 0;
    model::explore(options{.timeouts = cap}, [&] {
      mutex m;
      unsigned often = 0;
      parallel(
          [&] {
            for (int i = 0; i < 3; ++i) {
              if (m.try_lock_for()) {
                m.unlock();
              } else {
                ++often;
              }
            }
          },
          [&] {
            m.lock();
            m.unlock();
          });
      most_often = std::max(most_often, often);
    });
    return most_often;
  };
  CHECK(most(0) == 0);
  CHECK(most(1) == 1);
  CHECK(most(2) == 2);
}

TEST_CASE("engine: a timed wait times out, also while the lock is held") {
  bool lost = false;
  const verdict v = model::explore([&] {
    mutex m;
    condition c;
    model::result how = model::result::done;
    std::uint64_t woken = 0;
    parallel(
        [&] {
          m.lock();
          how = c.wait(m, true);
          m.unlock();
        },
        [&] {
          m.lock();
          woken = c.notify_one();
          m.unlock();
        });
    lost |= how == model::result::timed_out && woken == 0;
  });
  CHECK(v.proved());
  CHECK(v.met_timeout);
  CHECK(lost);
}

TEST_CASE("engine: a loop of timed waits ends when all others have ended") {
  CHECK(proved([] {
    mutex m;
    condition c;
    m.lock();
    for (int i = 0; i < 5; ++i) c.wait(m, true);
    m.unlock();
  }));
}
