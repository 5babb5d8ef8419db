// The other kinds of failure, each in the smallest program that has it, and the
// same program corrected.
#include <cstdint>

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
using model::mode;
using model::mutex;
using model::parallel;
using model::plain;
using model::proved;
using model::races;

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
