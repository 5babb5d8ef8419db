#include "message_passing/fast_channel.hpp"

#include <concurrentqueue/blockingconcurrentqueue.h>
#include <oneapi/tbb/concurrent_queue.h>

#include <algorithm>
#include <boost/lockfree/queue.hpp>
#include <boost/thread/concurrent_queues/sync_bounded_queue.hpp>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "measure/measure.hpp"
#include "measure/polling.hpp"
#include "measure/together.hpp"

namespace {

using number = std::uint64_t;

constexpr std::size_t room = 1024;

// The channel that one writes first.
class locked_deque {
 public:
  void send(number item) {
    {
      std::unique_lock lock{mutex_};
      room_.wait(lock, [&] { return items_.size() < room; });
      items_.push_back(item);
    }
    arrival_.notify_one();
  }

  number receive() {
    number item = 0;
    {
      std::unique_lock lock{mutex_};
      arrival_.wait(lock, [&] { return !items_.empty(); });
      item = items_.front();
      items_.pop_front();
    }
    room_.notify_one();
    return item;
  }

 private:
  std::mutex mutex_;
  std::condition_variable room_, arrival_;
  std::deque<number> items_;  // guarded by mutex_
};

class boosts_locked {
 public:
  void send(number item) { items_.push_back(item); }
  number receive() { return items_.pull_front(); }

 private:
  boost::sync_bounded_queue<number> items_{room};
};

class boosts_lockfree {
 public:
  void send(number item) {
    measure::poll([&] { return items_.push(item); });
  }

  number receive() {
    number item = 0;
    measure::poll([&] { return items_.pop(item); });
    return item;
  }

 private:
  boost::lockfree::queue<number, boost::lockfree::capacity<room>> items_;
};

class onetbbs {
 public:
  onetbbs() { items_.set_capacity(room); }
  void send(number item) { items_.push(item); }

  number receive() {
    number item = 0;
    items_.pop(item);
    return item;
  }

 private:
  oneapi::tbb::concurrent_bounded_queue<number> items_;
};

class moodycamels {
 public:
  void send(number item) { items_.enqueue(item); }

  number receive() {
    number item = 0;
    items_.wait_dequeue(item);
    return item;
  }

 private:
  moodycamel::BlockingConcurrentQueue<number> items_{room};
};

struct step_1 : fast_channel::mutex_and_condition::channel<number> {
  step_1() : channel{room} {}
};

struct step_2 : fast_channel::spinning::channel<number> {
  step_2() : channel{room} {}
};

class step_3 {
 public:
  void send(number item) {
    const auto attempt = [&] {
      return items_.try_send(std::move(item)) == fast_channel::outcome::done;
    };
    fast_channel::spinning::poll(for_ever, attempt,
                                 [&] { return items_.sees_room(); });
  }

  number receive() {
    std::optional<number> item;
    const auto attempt = [&] {
      return items_.try_receive(item) == fast_channel::outcome::done;
    };
    fast_channel::spinning::poll(for_ever, attempt,
                                 [&] { return items_.sees_item(); });
    return *item;
  }

 private:
  static constexpr fast_channel::spinning::patience for_ever{1 << 30, 0};
  fast_channel::ring::queue<number> items_{room};
};

class finished {
 public:
  finished() = default;
  void send(number item) { items_.send(std::move(item)); }
  number receive() { return *items_.receive(); }

 protected:
  explicit finished(fast_channel::spinning::patience limit)
      : items_{room, limit} {}

 private:
  fast_channel::channel<number> items_{room};
};

struct step_4 : finished {
  step_4() : finished{fast_channel::spinning::none} {}
};

// Some threads send the numbers from 0 on, some receive and add them up.
struct stream {
  number producers;
  number consumers;
  measure::place where = measure::place::pinned;

  template <typename Channel>
  measure::result run(std::int64_t operations) const {
    Channel channel;
    const auto count = static_cast<number>(operations);
    std::vector<number> sums(consumers);
    std::vector<std::function<void()>> tasks;
    for (number mine = 0; mine < producers; ++mine)
      tasks.emplace_back([&, mine] {
        for (number next = mine; next < count; next += producers)
          channel.send(next);
      });
    for (number mine = 0; mine < consumers; ++mine)
      tasks.emplace_back([&, mine] {
        number sum = 0;
        for (number next = mine; next < count; next += consumers)
          sum += channel.receive();
        sums[mine] = sum;
      });
    const double seconds = measure::together(tasks, where);
    number sum = 0;
    for (const number each : sums) sum += each;
    return measure::timed(seconds, operations, sum);
  }
};

// One thread asks, the other answers.
struct conversation {
  template <typename Channel>
  measure::result run(std::int64_t operations) const {
    Channel questions, answers;
    const auto count = static_cast<number>(operations);
    number sum = 0;
    const double seconds = measure::together({
        [&] {
          for (number next = 0; next < count; ++next) {
            questions.send(next);
            sum += answers.receive();
          }
        },
        [&] {
          for (number next = 0; next < count; ++next)
            answers.send(questions.receive() + 1);
        },
    });
    return measure::timed(seconds / 2, operations, sum);
  }
};

// The receiver has gone to sleep. How long after a send does it have the item?
struct wake_up {
  template <typename Channel>
  measure::result run(std::int64_t operations) const {
    using std::chrono::steady_clock;
    Channel channel;
    std::vector<double> delays;
    measure::together({
        [&] {
          for (auto left = operations; left > 0; --left) {
            std::this_thread::sleep_for(std::chrono::microseconds{400});
            channel.send(ticks(steady_clock::now()));
          }
        },
        [&] {
          for (auto left = operations; left > 0; --left) {
            const number sent = channel.receive();
            const number delay = ticks(steady_clock::now()) - sent;
            delays.push_back(static_cast<double>(delay) / 1000);
          }
        },
    });
    std::ranges::sort(delays);
    return {delays[delays.size() / 2], delays.size()};
  }

 private:
  static number ticks(std::chrono::steady_clock::time_point time) {
    const std::chrono::nanoseconds since_boot = time.time_since_epoch();
    return static_cast<number>(since_boot.count());
  }
};

// The receiver waits. What does that take of a core?
struct idleness {
  template <typename Channel>
  measure::result run(std::int64_t operations) const {
    Channel channel;
    double used = 0, passed = 0;
    number received = 0;
    measure::together({
        [&] {
          for (auto left = operations; left > 0; --left) {
            std::this_thread::sleep_for(std::chrono::milliseconds{50});
            channel.send(1);
          }
        },
        [&] {
          const double before = measure::processor_seconds();
          passed = measure::seconds([&] {
            for (auto left = operations; left > 0; --left)
              received += channel.receive();
          });
          used = measure::processor_seconds() - before;
        },
    });
    return {100 * used / passed, received};
  }
};

template <typename Channel, typename Work>
measure::way way(std::string name, Work work) {
  return {std::move(name), [=](std::int64_t operations) {
            return work.template run<Channel>(operations);
          }};
}

template <typename Work>
std::vector<measure::way> ways(Work work) {
  return {
      way<locked_deque>("mutex, condition variables, deque", work),
      way<boosts_locked>("boost::sync_bounded_queue", work),
      way<onetbbs>("tbb::concurrent_bounded_queue", work),
      way<moodycamels>("moodycamel's blocking, unbounded", work),
      way<boosts_lockfree>("boost::lockfree::queue, polled", work),
      way<step_1>("1. mutex and condition", work),
      way<step_2>("2. spinning", work),
      way<step_3>("3. ring, polled for ever", work),
      way<step_4>("4. ring and rooms, no patience", work),
      way<finished>("5. channel", work),
  };
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve(
      {argv + 1, argv + argc},
      {{"1 sender, 1 receiver", "ns per item", ways(stream{1, 1})},
       {"2 senders, 2 receivers", "ns per item", ways(stream{2, 2})},
       {"4 senders, 4 receivers, on any core", "ns per item",
        ways(stream{4, 4, measure::place::anywhere})},
       {"2 threads that answer each other", "ns per hop", ways(conversation{})},
       {"An item for a receiver that has waited 400 us", "us", ways(wake_up{}),
        "times less"},
       {"A receiver that waits for 50 ms", "% of a core", ways(idleness{}),
        "times less"}});
}
