#include "shared_state/spinlock.hpp"

#include <tbb/spin_mutex.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "measure/crowd.hpp"
#include "measure/measure.hpp"

namespace {

// Exchanges until it is in, without a look before.
class test_and_set {
 public:
  void lock() {
    while (locked_.exchange(true, std::memory_order_acquire)) spinlock::pause();
  }
  void unlock() { locked_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> locked_{false};
};

// Looks before it exchanges, and never leaves the core to others.
class stubborn {
 public:
  void lock() {
    while (locked_.exchange(true, std::memory_order_acquire))
      while (locked_.load(std::memory_order_relaxed)) spinlock::pause();
  }
  void unlock() { locked_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> locked_{false};
};

// Channels of a mixing desk report their samples as fast as they can.
struct desk {
  int channels;
  measure::place where = measure::place::pinned;

  template <typename Mutex>
  measure::result play(std::int64_t operations) const {
    spinlock::level_meter<Mutex> meter;
    measure::result heard = measure::crowd(
        channels, operations,
        [&](int) {
          for (std::int64_t i = 0; i < operations; ++i) meter.hear(1);
          return 0;
        },
        where);
    heard.check = static_cast<std::uint64_t>(meter.read().sum);
    return heard;
  }
};

template <typename Mutex>
measure::way way(std::string name, desk work) {
  return {std::move(name), [=](std::int64_t operations) {
            return work.play<Mutex>(operations);
          }};
}

std::vector<measure::way> ways(desk work) {
  return {way<std::mutex>("std::mutex", work),
          way<spinlock::spin_mutex>("spin_mutex", work),
          way<tbb::spin_mutex>("tbb::spin_mutex", work),
          way<stubborn>("looks, and never yields", work),
          way<test_and_set>("exchanges, and never yields", work)};
}

}  // namespace

int main(int argc, char* argv[]) {
  const auto cores = static_cast<int>(std::thread::hardware_concurrency());
  return measure::serve(
      {argv + 1, argv + argc},
      {{"1 thread", "ns per sample", ways({1})},
       {"2 threads, each with a core", "ns per sample", ways({2})},
       {"4 threads for each core", "ns per sample",
        ways({4 * cores, measure::place::anywhere})}});
}
