#include "measure/crowd.hpp"

#include <atomic>
#include <chrono>
#include <latch>
#include <thread>

#include "catch.hpp"

TEST_CASE("measure: a crowd works together, and each does all operations") {
  std::latch meeting{3};
  const measure::result got = measure::crowd(3, 1000, [&](int number) {
    meeting.arrive_and_wait();
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
    return 1 << (4 * number);
  });
  CHECK(got.check == 0x111);
  CHECK(got.cost >= 10'000);
}

TEST_CASE("measure: a crowd is disturbed until all of it are done") {
  std::atomic<int> done = 0, seen_done = 0;
  const auto disturb = [&] { seen_done = done.load(); };
  const measure::result got =
      measure::crowd_beside(disturb, 2, 1000, [&](int number) {
        while (number == 1 && seen_done == 0) std::this_thread::yield();
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
        ++done;
        return 1 << (4 * number);
      });
  CHECK(got.check == 0x11);
  CHECK(got.cost >= 10'000);
}
