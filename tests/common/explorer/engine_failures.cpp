// Each kind of failure in the smallest program that has it, and the same
// program corrected.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "catch.hpp"
#include "engine_runner.hpp"

namespace {

using explorer::failure;
using explorer::finding;
using explorer::options;
using explorer::verdict;
using model::atomic;
using model::condition;
using model::mode;
using model::mutex;
using model::parallel;
using model::plain;

using program = std::function<void()>;

// What the search finds, under every strategy; its races aside.
finding found(const program& p, const options& asked = {}) {
  for (const auto how :
       {explorer::strategy::plain, explorer::strategy::sleep_sets}) {
    options other = asked;
    other.how = how;
    CHECK(model::explore(other, p).failed.what ==
          model::explore(asked, p).failed.what);
  }
  return model::explore(asked, p).failed;
}

bool proved(const program& p) { return model::explore(p).proved(); }

bool races(const program& p) { return !model::explore(p).races.empty(); }

}  // namespace

TEST_CASE("engine: a data race is found, and then what it does") {
  const auto add = [](bool locked) {
    plain counter;
    mutex m;
    const auto body = [&] {
      if (locked) m.lock();
      counter.write(counter.read(1) + 1, 2);
      if (locked) m.unlock();
    };
    parallel(body, body);
    model::require(counter.read() == 2, "both count");
  };
  const verdict v = model::explore([&] { add(false); });
  REQUIRE(v.races.size() == 2);
  CHECK(v.races[0].execution == 1);
  CHECK(v.races[0].first.thread != v.races[0].second.thread);
  CHECK(v.failed.what == failure::assertion);
  CHECK(v.failed.text == "both count");
  CHECK(proved([&] { add(true); }));
}

TEST_CASE("engine: a relaxed hand-over races, a released one does not") {
  const auto hand_over = [](std::memory_order store, std::memory_order load) {
    plain data;
    atomic ready;
    parallel(
        [&] {
          data.write(1);
          ready.store(1, store);
        },
        [&] {
          if (ready.load(load) == 1) data.read();
        });
  };
  constexpr auto relaxed = std::memory_order_relaxed;
  constexpr auto acquire = std::memory_order_acquire;
  constexpr auto release = std::memory_order_release;
  CHECK(races([&] { hand_over(relaxed, acquire); }));
  CHECK(races([&] { hand_over(release, relaxed); }));
  CHECK(proved([&] { hand_over(release, acquire); }));
}

TEST_CASE("engine: fences and release sequences synchronize") {
  const auto by_fences = [](bool releases, bool acquires) {
    plain data;
    atomic ready;
    parallel(
        [&] {
          data.write(1);
          if (releases) model::fence(std::memory_order_release);
          ready.store(1, std::memory_order_relaxed);
        },
        [&] {
          if (ready.load(std::memory_order_relaxed) == 0) return;
          if (acquires) model::fence(std::memory_order_acquire);
          data.read();
        });
  };
  CHECK(proved([&] { by_fences(true, true); }));
  CHECK(races([&] { by_fences(true, false); }));
  CHECK(races([&] { by_fences(false, true); }));

  const auto by_sequence = [](bool sequence) {
    plain data;
    atomic ready;
    parallel(
        [&] {
          data.write(1);
          ready.store(1, std::memory_order_release);
        },
        [&] {  // goes on with the release sequence, or breaks it
          if (sequence) {
            ready.fetch_add(2, std::memory_order_relaxed);
          } else if (ready.load(std::memory_order_relaxed) == 1) {
            ready.store(3, std::memory_order_relaxed);
          }
        },
        [&] {
          if (ready.load(std::memory_order_acquire) == 3) data.read();
        });
  };
  CHECK(proved([&] { by_sequence(true); }));
  CHECK(races([&] { by_sequence(false); }));
}

TEST_CASE("engine: starting and joining a thread orders what surrounds it") {
  CHECK(proved([] {
    plain data;
    data.write(1);
    model::thread t{[&] { data.write(2); }};
    t.join();
    data.write(3);
  }));
  CHECK(races([] {
    plain data;
    model::thread t{[&] { data.write(2); }};
    data.write(1);
    t.join();
  }));
  CHECK(races([] {
    plain data;
    model::thread t{[&] { data.write(2); }};
    if (!t.join(true)) data.read();
  }));
}

TEST_CASE("engine: a read by one thread hides no write from another") {
  CHECK(races([] {
    plain data;
    atomic done;
    parallel(
        [&] {
          data.write(1);
          model::thread{[&] { data.read(); }}.join();
          done.store(1, std::memory_order_relaxed);
        },
        [&] {
          while (done.load(std::memory_order_relaxed) == 0) model::yield();
          data.read();
        });
  }));
}

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

TEST_CASE("engine: use after free and double free are found") {
  const auto use = [](bool joined) {
    model::block b;
    plain data{0, b.id};
    model::thread reader{[&] { data.read(); }};
    if (joined) reader.join();
    b.free();
    if (!joined) reader.join();
  };
  const verdict v = model::explore([&] { use(false); });
  CHECK(v.failed.what == failure::use_after_free);
  CHECK(v.failed.first.thread == 0);
  CHECK(v.failed.second.thread == 1);
  CHECK(proved([&] { use(true); }));

  CHECK(found([] {
          model::block b;
          atomic data{0, b.id};
          const auto release = [&] {
            data.load();
            b.free();
          };
          parallel(release, release);
        }).what == failure::use_after_free);
  const finding twice = found([] {
    model::block b;
    b.free(7);
    b.free(8);
  });
  CHECK(twice.what == failure::double_free);
  CHECK(twice.first.site == 7);
  CHECK(twice.second.site == 8);
}

TEST_CASE("engine: a reference count frees once, if its orders are right") {
  const auto drop = [](std::memory_order order) {
    model::block b;
    plain data{0, b.id};
    atomic owners{2};
    const auto release = [&] {
      data.read();
      if (owners.fetch_add(static_cast<std::uint64_t>(-1), order) == 1) {
        b.free();
      }
    };
    parallel(release, release);
  };
  CHECK(proved([&] { drop(std::memory_order_acq_rel); }));
  CHECK(races([&] { drop(std::memory_order_relaxed); }));
}

TEST_CASE("engine: unlocking what is not held, destroying what is, are found") {
  const finding f = found([] {
    mutex m;
    m.lock();
    parallel([&] { m.unlock(); }, [] {});
  });
  CHECK(f.what == failure::unlock_not_owner);
  CHECK(f.first.thread == 0);
  CHECK(found([] {
          mutex m;
          condition c;
          c.wait(m);
        }).what == failure::unlock_not_owner);
  const auto destroy = [](bool joined) {
    mutex m;
    model::thread t{[&] {
      m.lock();
      m.unlock();
    }};
    if (joined) t.join();
    m.destroy();
    if (!joined) t.join();
  };
  CHECK(found([&] { destroy(false); }).what == failure::destroyed_locked);
  CHECK(proved([&] { destroy(true); }));
}

TEST_CASE("engine: what the runner reports ends the search") {
  for (const auto what :
       {failure::uncaught_exception, failure::joinable_destroyed}) {
    const finding f = found([&] { model::now().fail(what, 5, "because"); });
    CHECK(f.what == what);
    CHECK(f.site == 5);
    CHECK(f.text == "because");
    CHECK(f.schedule == "0");
  }
}

TEST_CASE("engine: shared and upgrade locks let in whom they should") {
  const auto upgrade = [](bool through_upgrade) {
    mutex m;
    plain data;
    const auto body = [&] {
      const mode first = through_upgrade ? mode::upgrade : mode::shared;
      m.lock(first);
      const std::uint64_t seen = data.read();
      if (!through_upgrade) {
        m.unlock();
        m.lock();
      } else {
        m.convert(mode::upgrade, mode::exclusive);
      }
      data.write(seen + 1);
      m.unlock();
    };
    parallel(body, body);
    model::require(data.read() == 2, "both count");
  };
  CHECK(proved([&] { upgrade(true); }));
  CHECK(found([&] { upgrade(false); }).what == failure::assertion);
  CHECK(found([] {  // two readers who both want to write
          mutex m;
          const auto body = [&] {
            m.lock(mode::shared);
            m.convert(mode::shared, mode::exclusive);
            m.unlock();
          };
          parallel(body, body);
        })
            .what == failure::deadlock);
  CHECK(proved([] {  // what readers do comes before the next writer
    mutex m;
    plain data;
    atomic written;
    parallel(
        [&] {
          m.lock(mode::shared);
          if (written.load(std::memory_order_relaxed) == 0) data.read();
          m.unlock();
        },
        [&] {
          m.lock();
          written.store(1, std::memory_order_relaxed);
          data.write(1);
          m.unlock();
        });
  }));
  CHECK(races([] {  // a shared lock orders no writes
    mutex m;
    plain data;
    const auto body = [&] {
      m.lock(mode::shared);
      data.write(1);
      m.unlock();
    };
    parallel(body, body);
  }));
}

TEST_CASE("engine: semaphores, once and parking hand over what they guard") {
  CHECK(proved([] {
    model::semaphore full{0};
    plain data;
    parallel(
        [&] {
          data.write(1);
          full.release();
        },
        [&] {
          full.acquire();
          data.read();
        });
  }));
  CHECK(found([] {
          model::semaphore none{0};
          none.acquire();
        }).what == failure::deadlock);
  CHECK(proved([] {
    model::once flag;
    plain data;
    const auto body = [&] {
      flag.call([&] { data.write(1); });
      model::require(data.read() == 1, "it is initialised");
    };
    parallel(body, body, body);
  }));
  const auto park = [](bool wakes) {
    atomic ready;
    parallel(
        [&] {
          while (ready.load() == 0) ready.park(0);
        },
        [&] {
          ready.store(1);
          if (wakes) ready.unpark(1);
        });
  };
  CHECK(proved([&] { park(true); }));
  CHECK(found([&] { park(false); }).what == failure::lost_wakeup);
}

TEST_CASE("engine: a weak exchange may fail without a cause") {
  const auto exchange = [](bool weak) {
    atomic x;
    std::uint64_t expected = 0;
    model::require(x.compare_exchange(expected, 1, weak), "it succeeds");
  };
  CHECK(found([&] { exchange(true); }).what == failure::assertion);
  CHECK(proved([&] { exchange(false); }));
  CHECK(model::explore(options{.weak_failures = 0}, [&] {
          exchange(true);
        }).proved());
}
