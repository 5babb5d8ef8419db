// Test code that threads share, so that a bug in it can be seen.
#pragma once

#include <atomic>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstdint>
#include <deque>
#include <optional>
#include <ostream>
#include <random>
#include <vector>

#include "concurrent_data_structures/test_concurrent_code/history.hpp"
#include "concurrent_data_structures/test_concurrent_code/start_gate.hpp"

namespace test_concurrent_code {

// ANCHOR: subject
// What is tested here. Any member may be called from any thread.
class ticket_queue {
 public:
  void put(int ticket) {
    boost::lock_guard<boost::mutex> lock{mutex_};
    tickets_.push_back(ticket);
  }

  // Returns nullopt if there is none.
  std::optional<int> take() {
    boost::lock_guard<boost::mutex> lock{mutex_};
    if (tickets_.empty()) return std::nullopt;
    const int ticket = tickets_.front();
    tickets_.pop_front();
    return ticket;
  }

 private:
  boost::mutex mutex_;
  std::deque<int> tickets_;  // guarded by mutex_
};
// ANCHOR_END: subject

// ANCHOR: stress
// What threads that put and take at random did with a queue, and when. The same
// seed gives the same calls. How they meet is up to the machine.
template <typename Queue>
history record(unsigned seed, int threads, int calls) {
  Queue queue;
  std::atomic<std::int64_t> clock{0};
  std::vector<recorder> recorders(threads, recorder{clock});
  all_at_once(threads, [&](int thread) {
    std::mt19937 random(seed + static_cast<unsigned>(thread));
    recorder& mine = recorders[thread];
    for (int number = 0; number < calls; ++number) {
      if (random() % 2 == 0)
        mine.put(queue, thread * calls + number);
      else
        mine.take(queue);
    }
  });

  history all;
  for (const auto& each : recorders)
    all.insert(all.end(), each.calls().begin(), each.calls().end());
  return all;
}
// ANCHOR_END: stress

// ANCHOR: run
inline void run(std::ostream& out, int histories, int threads, int seed) {
  const auto answer = [](const history& calls) {
    return linearizable(calls) ? "a queue's" : "no queue's";
  };
  const auto put = call::put, take = call::take;
  out << "put 1 ends, put 2 ends, take gives 1: "
      << answer({{put, 1, 0, 1}, {put, 2, 2, 3}, {take, 1, 4, 5}}) << '\n'
      << "put 1 ends, put 2 ends, take gives 2: "
      << answer({{put, 1, 0, 1}, {put, 2, 2, 3}, {take, 2, 4, 5}}) << '\n'
      << "put 1 while put 2, then take gives 2: "
      << answer({{put, 1, 0, 3}, {put, 2, 1, 2}, {take, 2, 4, 5}}) << '\n'
      << "put 1 ends, take finds none: "
      << answer({{put, 1, 0, 1}, {take, {}, 2, 3}}) << '\n'
      << "put 1 while take finds none: "
      << answer({{put, 1, 0, 2}, {take, {}, 1, 3}}) << '\n';

  int rejected = 0;
  for (int number = 0; number < histories; ++number) {
    const auto first = static_cast<unsigned>(seed + number * threads);
    if (!linearizable(record<ticket_queue>(first, threads, 8))) ++rejected;
  }
  out << histories << " histories of " << threads
      << " threads with 8 calls: " << rejected << " of them no queue's\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two threads, two calls each, and the verdict on what they observed.
template <typename Queue>
void two_clerks() {
  Queue queue;
  std::atomic<std::int64_t> clock{0};
  recorder mine{clock}, theirs{clock};
  boost::scoped_thread<> clerk{[&] {
    theirs.put(queue, 1);
    theirs.take(queue);
  }};
  mine.put(queue, 2);
  mine.take(queue);
  clerk.join();

  history all = mine.calls();
  all.insert(all.end(), theirs.calls().begin(), theirs.calls().end());
  const bool a_queues = linearizable(all);
  assert(a_queues && "some order of the calls explains what they returned");
}

inline void scenario() { two_clerks<ticket_queue>(); }
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: look_then_take
// Each step is locked. Two clerks may look at the same ticket all the same.
class hasty_queue {
 public:
  void put(int ticket) {
    boost::lock_guard<boost::mutex> lock{mutex_};
    tickets_.push_back(ticket);
  }

  std::optional<int> take() {
    const auto ticket = look();
    boost::lock_guard<boost::mutex> lock{mutex_};
    if (!tickets_.empty()) tickets_.pop_front();
    return ticket;
  }

 private:
  std::optional<int> look() {
    boost::lock_guard<boost::mutex> lock{mutex_};
    if (tickets_.empty()) return std::nullopt;
    return tickets_.front();
  }

  boost::mutex mutex_;
  std::deque<int> tickets_;  // guarded by mutex_
};

inline void look_then_take() { two_clerks<hasty_queue>(); }
// ANCHOR_END: look_then_take

// ANCHOR: relaxed_flag
// No stress test on x86-64 sees this fail, and ThreadSanitizer has nothing to
// report: all is atomic.
inline void relaxed_flag() {
  std::atomic<int> ticket{0};
  std::atomic<bool> printed{false};
  boost::scoped_thread<> printer{[&] {
    ticket.store(7, std::memory_order_relaxed);
    printed.store(true, std::memory_order_relaxed);
  }};
  if (printed.load(std::memory_order_relaxed)) {
    const int seen = ticket.load(std::memory_order_relaxed);
    assert(seen == 7 && "what is announced is there");
  }
}
// ANCHOR_END: relaxed_flag

}  // namespace broken

}  // namespace test_concurrent_code
