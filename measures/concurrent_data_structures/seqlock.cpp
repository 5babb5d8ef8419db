#include "concurrent_data_structures/seqlock.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <thread>

#include "measure/crowd.hpp"
#include "measure/measure.hpp"

namespace {

using seqlock::planned, seqlock::position;

template <typename Mutex, typename ReadLock>
class locked {
 public:
  position load() {
    const ReadLock lock{mutex_};
    return value_;
  }

  void store(const position& value) {
    const std::lock_guard lock{mutex_};
    value_ = value;
  }

 private:
  Mutex mutex_;
  position value_ = planned(0);  // guarded by mutex_
};

using mutex = locked<std::mutex, std::lock_guard<std::mutex>>;
using shared_mutex =
    locked<std::shared_mutex, std::shared_lock<std::shared_mutex>>;

class snapshot {
 public:
  position load() const { return *value_.load(std::memory_order_acquire); }

  void store(const position& value) {
    value_.store(std::make_shared<const position>(value),
                 std::memory_order_release);
  }

 private:
  std::atomic<std::shared_ptr<const position>> value_{
      std::make_shared<const position>(planned(0))};
};

class ours : public seqlock::latest<position> {
 public:
  ours() : latest{planned(0)} {}
};

// Displays show where an aircraft is, and count what was no half-new position.
template <typename Value>
std::uint64_t show(Value& value, std::int64_t operations) {
  std::uint64_t whole = 0;
  for (std::int64_t i = 0; i < operations; ++i) {
    const position seen = value.load();
    if (seen == planned(seen.second)) ++whole;
  }
  return whole;
}

template <typename Value>
measure::result two_readers(std::int64_t operations) {
  Value value;
  std::int64_t second = 0;
  const auto report = [&] {
    value.store(planned(++second));
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  };
  return measure::crowd_beside(report, 2, operations,
                               [&](int) { return show(value, operations); });
}

template <typename Value>
measure::result busy_writer(std::int64_t operations) {
  Value value;
  std::int64_t second = 0;
  const auto report = [&] { value.store(planned(++second)); };
  return measure::crowd_beside(report, 1, operations,
                               [&](int) { return show(value, operations); });
}

// The writer's side.
template <typename Value>
measure::result busy_reader(std::int64_t operations) {
  Value value;
  const auto load = [&] { show(value, 1); };
  return measure::crowd_beside(load, 1, operations, [&](int) {
    for (std::int64_t second = 1; second <= operations; ++second)
      value.store(planned(second));
    return value.load().second;
  });
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve(
      {argv + 1, argv + argc},
      {{"2 readers, and a new value every millisecond",
        "ns per load",
        {{"std::mutex", two_readers<mutex>},
         {"std::shared_mutex", two_readers<shared_mutex>},
         {"std::atomic<std::shared_ptr>", two_readers<snapshot>},
         {"seqlock", two_readers<ours>}}},
       {"1 reader, and 1 writer who stores all the time",
        "ns per load",
        {{"std::mutex", busy_writer<mutex>},
         {"std::atomic<std::shared_ptr>", busy_writer<snapshot>},
         {"seqlock", busy_writer<ours>}}},
       {"1 writer, and 1 reader who loads all the time",
        "ns per store",
        {{"std::mutex", busy_reader<mutex>},
         {"std::atomic<std::shared_ptr>", busy_reader<snapshot>},
         {"seqlock", busy_reader<ours>}}}});
}
