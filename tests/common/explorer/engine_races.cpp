// Data races: what is one, and what orders two accesses.
#include <cstdint>

#include "catch.hpp"
#include "engine_runner.hpp"
#include "engine_small_programs.hpp"

using explorer::failure;
using explorer::verdict;
using model::atomic;
using model::found;
using model::mutex;
using model::parallel;
using model::plain;
using model::proved;
using model::races;

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

TEST_CASE("engine: a race with each of two writes is a race of its own") {
  // Only who looks between the two reads 1 and comes before the load.
  bool between = false;
  const verdict v = model::explore([&] {
    plain data;
    atomic x;
    std::uint64_t seen = 0, loaded = 1;
    parallel(
        [&] {
          seen = data.read();
          x.store(1);
        },
        [&] {
          data.write(1);
          loaded = x.load();
          data.write(2);
        });
    between |= seen == 1 && loaded == 0;
  });
  CHECK(v.races.size() == 2);
  CHECK(between);
}
