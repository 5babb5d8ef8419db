#include "shared_state/atomic_shared_ptr.hpp"

#include <atomic>
#include <boost/smart_ptr/atomic_shared_ptr.hpp>
#include <boost/smart_ptr/make_shared.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

#include "measure/crowd.hpp"
#include "measure/measure.hpp"

namespace {

constexpr int machine = 7;

// Each way keeps the number of a machine, gives every reader a `reader` of its
// own, and replaces the number by a new object.

template <typename Mutex, typename ReadLock>
class locked {
 public:
  struct reader {
    explicit reader(locked& of) : from{of} {}

    int read() const {
      std::shared_ptr<const int> seen;
      {
        const ReadLock lock{from.mutex_};
        seen = from.current_;
      }
      return *seen;
    }

    locked& from;
  };

  void replace() {
    auto next = std::make_shared<const int>(machine);
    const std::lock_guard lock{mutex_};
    current_.swap(next);
  }

 private:
  Mutex mutex_;
  std::shared_ptr<const int> current_ = std::make_shared<const int>(machine);
};

using mutex = locked<std::mutex, std::lock_guard<std::mutex>>;
using shared_mutex =
    locked<std::shared_mutex, std::shared_lock<std::shared_mutex>>;

class standards {
 public:
  struct reader {
    explicit reader(standards& of) : current{of.current_} {}
    int read() const { return *current.load(std::memory_order_acquire); }
    std::atomic<std::shared_ptr<const int>>& current;
  };

  void replace() {
    current_.store(std::make_shared<const int>(machine),
                   std::memory_order_release);
  }

 private:
  std::atomic<std::shared_ptr<const int>> current_{
      std::make_shared<const int>(machine)};
};

class boosts {
 public:
  struct reader {
    explicit reader(boosts& of) : current{of.current_} {}
    int read() const { return *current.load(); }
    boost::atomic_shared_ptr<const int>& current;
  };

  void replace() { current_.store(boost::make_shared<const int>(machine)); }

 private:
  boost::atomic_shared_ptr<const int> current_{
      boost::make_shared<const int>(machine)};
};

class published {
  using number = atomic_shared_ptr::published<int>;

 public:
  struct reader {
    explicit reader(published& of) : cache{of.current_} {}
    int read() { return cache.get(); }
    number::reader cache;
  };

  void replace() { current_.store(std::make_shared<const int>(machine)); }

 private:
  number current_{std::make_shared<const int>(machine)};
};

// What nobody may do who does not know when the readers are done: frees the
// old objects when all is over.
class raw_pointer {
 public:
  struct reader {
    explicit reader(raw_pointer& of) : current{of.current_} {}
    int read() const { return *current.load(std::memory_order_acquire); }
    std::atomic<const int*>& current;
  };

  void replace() {
    all_.push_back(std::make_unique<const int>(machine));
    current_.store(all_.back().get(), std::memory_order_release);
  }

 private:
  static constexpr int first_ = machine;
  std::atomic<const int*> current_{&first_};
  std::vector<std::unique_ptr<const int>> all_;
};

// Two threads read, while a third one replaces the object every millisecond.
template <typename Way>
measure::result two_readers(std::int64_t operations) {
  Way way;
  const auto replace = [&] {
    way.replace();
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  };
  return measure::crowd_beside(replace, 2, operations, [&](int) {
    typename Way::reader reader{way};
    std::uint64_t sum = 0;
    for (std::int64_t i = 0; i < operations; ++i)
      sum += static_cast<std::uint64_t>(reader.read());
    return sum;
  });
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve(
      {argv + 1, argv + argc},
      {{"2 readers, and a new object every millisecond",
        "ns per read",
        {{"std::mutex and std::shared_ptr", two_readers<mutex>},
         {"std::shared_mutex and std::shared_ptr", two_readers<shared_mutex>},
         {"std::atomic<std::shared_ptr>", two_readers<standards>},
         {"boost::atomic_shared_ptr", two_readers<boosts>},
         {"published, a reader each", two_readers<published>}}},
       {"The same, against pointers to what is never freed",
        "ns per read",
        {{"std::atomic<const int*>", two_readers<raw_pointer>},
         {"published, a reader each", two_readers<published>}}}});
}
