#include "shared_state/choose_a_primitive.hpp"

#include <atomic>
#include <boost/thread/mutex.hpp>
#include <boost/thread/shared_mutex.hpp>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include "measure/crowd.hpp"
#include "measure/measure.hpp"
#include "measure/polling.hpp"
#include "measure/together.hpp"
#include "message_passing/bounded_channel.hpp"
#include "message_passing/fast_channel.hpp"
#include "shared_state/atomic_shared_ptr.hpp"
#include "shared_state/spinlock.hpp"

namespace {

using count = std::uint64_t;

// Below, each way of counting has a `gate` for each thread, which counts a
// visitor in enter() and returns how many it has counted for itself in the end.
// What they counted together is in total().

template <typename Mutex, typename Lock = std::lock_guard<Mutex>>
class locked {
 public:
  struct gate {
    void enter() {
      const Lock lock{of.mutex_};
      ++of.total_;
    }
    locked& of;
  };
  count total() const { return total_; }

 private:
  Mutex mutex_;
  count total_ = 0;  // guarded by mutex_
};

class one_semaphore {
 public:
  struct gate {
    void enter() {
      of.permit_.acquire();
      ++of.total_;
      of.permit_.release();
    }
    one_semaphore& of;
  };
  count total() const { return total_; }

 private:
  std::counting_semaphore<> permit_{1};
  count total_ = 0;  // by who has the permit
};

class fetch_add {
 public:
  struct gate {
    void enter() { of.total_.fetch_add(1, std::memory_order_relaxed); }
    fetch_add& of;
  };
  count total() const { return total_.load(std::memory_order_relaxed); }

 private:
  std::atomic<count> total_{0};
};

class exchange_loop {
 public:
  struct gate {
    void enter() {
      count seen = of.total_.load(std::memory_order_relaxed);
      while (!of.total_.compare_exchange_weak(seen, seen + 1,
                                              std::memory_order_relaxed)) {
      }
    }
    exchange_loop& of;
  };
  count total() const { return total_.load(std::memory_order_relaxed); }

 private:
  std::atomic<count> total_{0};
};

// A part for each thread, in its thread-local storage.
class parts {
 public:
  struct gate {
    explicit gate(parts& all) : of{all} { mine_ = 0; }
    ~gate() { of.total_.fetch_add(mine_, std::memory_order_relaxed); }
    void enter() {
      ++mine_;
      measure::keep(mine_);
    }
    parts& of;
  };
  count total() const { return total_.load(std::memory_order_relaxed); }

 private:
  static inline thread_local count mine_ = 0;
  std::atomic<count> total_{0};
};

// Below, each way lets a thread read what hardly ever changes: always 1.

template <typename Mutex, typename Lock>
class locked_value {
 public:
  struct reader {
    count read() {
      const Lock lock{of.mutex_};
      return of.value_;
    }
    locked_value& of;
  };

 private:
  Mutex mutex_;
  count value_ = 1;  // guarded by mutex_
};

class atomic_value {
 public:
  struct reader {
    count read() const { return of.value_.load(std::memory_order_acquire); }
    atomic_value& of;
  };

 private:
  std::atomic<count> value_{1};
};

class standard_snapshot {
 public:
  struct reader {
    count read() const { return *of.value_.load(std::memory_order_acquire); }
    standard_snapshot& of;
  };

 private:
  std::atomic<std::shared_ptr<const count>> value_{
      std::make_shared<const count>(1)};
};

class published_snapshot {
  using value = atomic_shared_ptr::published<count>;

 public:
  struct reader {
    explicit reader(published_snapshot& of) : mine{of.value_} {}
    count read() { return mine.get(); }
    value::reader mine;
  };

 private:
  value value_{std::make_shared<const count>(1)};
};

// Made at the first read.
class once {
 public:
  struct reader {
    count read() {
      std::call_once(of.made_, [&] { of.value_ = 1; });
      return of.value_;
    }
    once& of;
  };

 private:
  std::once_flag made_;
  count value_ = 0;
};

count made() { return std::make_unique<count>(1) ? 1 : 0; }

class local_static {
 public:
  struct reader {
    explicit reader(local_static&) {}
    static count read() {
      static const count value = made();
      return value;
    }
  };
};

// Below, each way lets one thread wait until another has called.

class condition {
 public:
  void call() {
    {
      const std::lock_guard lock{mutex_};
      called_ = true;
    }
    changed_.notify_one();
  }
  void wait() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return called_; });
    called_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool called_ = false;  // guarded by mutex_
};

class semaphore {
 public:
  void call() { calls_.release(); }
  void wait() { calls_.acquire(); }

 private:
  std::counting_semaphore<> calls_{0};
};

class atomic_wait {
 public:
  void call() {
    called_.store(true, std::memory_order_release);
    called_.notify_one();
  }
  void wait() {
    called_.wait(false, std::memory_order_acquire);
    called_.store(false, std::memory_order_relaxed);
  }

 private:
  std::atomic<bool> called_{false};
};

class polled {
 public:
  void call() { called_.store(true, std::memory_order_release); }
  void wait() {
    measure::poll([&] { return called_.load(std::memory_order_acquire); });
    called_.store(false, std::memory_order_relaxed);
  }

 private:
  std::atomic<bool> called_{false};
};

template <typename Channel>
class message {
 public:
  void call() { calls_.send(1); }
  void wait() { calls_.receive(); }

 private:
  Channel calls_{1};
};

struct visits {
  int threads;

  template <typename Way>
  measure::result run(std::int64_t operations) const {
    Way way;
    measure::result done = measure::crowd(threads, operations, [&](int) {
      typename Way::gate gate{way};
      for (std::int64_t i = 0; i < operations; ++i) gate.enter();
      return 0;
    });
    done.check = way.total();
    return done;
  }
};

struct looks {
  int threads;

  template <typename Way>
  measure::result run(std::int64_t operations) const {
    Way way;
    return measure::crowd(threads, operations, [&](int) {
      typename Way::reader reader{way};
      count sum = 0;
      for (std::int64_t i = 0; i < operations; ++i) {
        sum += reader.read();
        measure::keep(sum);
      }
      return sum;
    });
  }
};

// Two threads call each other in turn.
struct hops {
  template <typename Way>
  measure::result run(std::int64_t operations) const {
    Way there, back;
    count calls = 0;
    const double seconds = measure::together({
        [&] {
          for (std::int64_t i = 0; i < operations; ++i) {
            there.call();
            back.wait();
            ++calls;
          }
        },
        [&] {
          for (std::int64_t i = 0; i < operations; ++i) {
            there.wait();
            back.call();
          }
        },
    });
    return measure::timed(seconds / 2, operations, calls);
  }
};

template <typename Way, typename Work>
measure::way way(std::string name, Work work) {
  return {std::move(name), [=](std::int64_t operations) {
            return work.template run<Way>(operations);
          }};
}

std::vector<measure::way> ways(visits work) {
  return {
      way<locked<std::mutex>>("std::mutex", work),
      way<locked<boost::mutex>>("boost::mutex", work),
      way<locked<spinlock::spin_mutex>>("spin_mutex", work),
      way<locked<std::shared_mutex>>("std::shared_mutex, exclusive", work),
      way<locked<boost::shared_mutex>>("boost::shared_mutex, exclusive", work),
      way<one_semaphore>("std::counting_semaphore", work),
      way<fetch_add>("std::atomic, fetch_add", work),
      way<exchange_loop>("std::atomic, compare_exchange", work),
      way<parts>("thread_local, added at the end", work),
  };
}

std::vector<measure::way> ways(looks work) {
  using std_shared = std::shared_lock<std::shared_mutex>;
  using boost_shared = boost::shared_lock<boost::shared_mutex>;
  return {
      way<locked_value<std::mutex, std::lock_guard<std::mutex>>>("std::mutex",
                                                                 work),
      way<locked_value<std::shared_mutex, std_shared>>(
          "std::shared_mutex, shared", work),
      way<locked_value<boost::shared_mutex, boost_shared>>(
          "boost::shared_mutex, shared", work),
      way<standard_snapshot>("std::atomic<std::shared_ptr>", work),
      way<published_snapshot>("published, a reader each", work),
      way<atomic_value>("std::atomic, load", work),
      way<once>("std::call_once, done before", work),
      way<local_static>("a static local, made before", work),
  };
}

std::vector<measure::way> ways(hops work) {
  return {
      way<condition>("mutex and condition variable", work),
      way<semaphore>("std::counting_semaphore", work),
      way<atomic_wait>("std::atomic, wait", work),
      way<message<bounded_channel::channel<int>>>("bounded_channel", work),
      way<message<fast_channel::channel<int>>>("fast_channel", work),
      way<polled>("std::atomic, polled", work),
  };
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve(
      {argv + 1, argv + argc},
      {{"1 thread counts", "ns per count", ways(visits{1})},
       {"2 threads count together", "ns per count", ways(visits{2})},
       {"1 thread reads", "ns per read", ways(looks{1})},
       {"2 threads read", "ns per read", ways(looks{2})},
       {"2 threads wake each other in turn", "ns per hop", ways(hops{})}});
}
