// Take the most urgent item first, and none before its time.
#pragma once

#include <boost/chrono/duration.hpp>
#include <boost/chrono/system_clocks.hpp>
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace timed_queue {

// ANCHOR: time
// Never set, never jumps: the time of day may do both.
using clock = boost::chrono::steady_clock;
using moment = clock::time_point;

// The time that passes by itself.
struct real_time {
  moment now() const { return clock::now(); }
  // May return early.
  void wait_until(moment when, boost::condition_variable& changed,
                  boost::unique_lock<boost::mutex>& lock) const {
    changed.wait_until(lock, when);
  }
};

// Time that stands still: who waits for a moment waits until notified.
struct stopped_time {
  moment now() const { return {}; }
  void wait_until(moment, boost::condition_variable& changed,
                  boost::unique_lock<boost::mutex>& lock) const {
    changed.wait(lock);
  }
};
// ANCHOR_END: time

// ANCHOR: queue
// Items, each with the moment from which it may be taken. The earliest comes
// first, and of equal ones the one that was pushed first. Every member may be
// called from any thread at any time. What was done before a push happens
// before the pop of that item returns.
template <typename T, typename Time = real_time>
class timed_queue {
  static_assert(std::is_nothrow_move_constructible_v<T>,
                "an item that fails to move out would stay in the queue, and "
                "nobody would be awake to take it");

 public:
  explicit timed_queue(Time time = {}) : time_{time} {}

  // Returns false if closed: the item went nowhere.
  bool push(moment due, T item) {
    boost::lock_guard<boost::mutex> lock{mutex_};
    if (closed_) return false;
    const auto place = items_.emplace(due, std::move(item));
    // Whoever sleeps, sleeps for a later one.
    if (place == items_.begin()) changed_.notify_one();
    return true;
  }

  // Waits until an item is due. Returns nullopt once closed.
  std::optional<T> pop() {
    boost::unique_lock<boost::mutex> lock{mutex_};
    while (!closed_ && !any_due()) {
      if (items_.empty())
        changed_.wait(lock);
      else
        time_.wait_until(items_.begin()->first, changed_, lock);
    }
    return take();
  }

  // Returns nullopt if no item is due, or if closed.
  std::optional<T> try_pop() {
    boost::lock_guard<boost::mutex> lock{mutex_};
    return any_due() ? take() : std::nullopt;
  }

  // Wakes everyone who waits. Returns what was left, the earliest first.
  std::vector<T> close() {
    std::multimap<moment, T> unused;
    {
      boost::lock_guard<boost::mutex> lock{mutex_};
      closed_ = true;
      unused.swap(items_);
      changed_.notify_all();
    }
    std::vector<T> left;
    for (auto& [due, item] : unused) left.push_back(std::move(item));
    return left;
  }

 private:
  // Called with mutex_ held.
  bool any_due() const {
    return !items_.empty() && items_.begin()->first <= time_.now();
  }

  // Called with mutex_ held, when closed or when an item is due.
  std::optional<T> take() {
    if (closed_) return std::nullopt;
    const auto first = items_.begin();
    std::optional<T> item{std::move(first->second)};
    items_.erase(first);
    // The others may sleep as if the queue were empty.
    if (!items_.empty()) changed_.notify_one();
    return item;
  }

  const Time time_;
  boost::mutex mutex_;
  boost::condition_variable changed_;
  std::multimap<moment, T> items_;  // guarded by mutex_; equal ones in order
  bool closed_ = false;             // guarded by mutex_
};
// ANCHOR_END: queue

// ANCHOR: run
// A help desk calls back when it promised to.
inline void keep_promises(std::ostream& out, int calls, int apart) {
  timed_queue<int> promises;
  const moment start = clock::now();
  const auto due = [&](int number) {
    return start + boost::chrono::milliseconds{number * apart};
  };
  for (int number = calls; number > 0; --number)
    promises.push(due(number), number);

  for (int made = 0; made < calls; ++made) {
    const int number = *promises.pop();
    out << "call " << number
        << (clock::now() < due(number) ? ": too early" : "") << '\n';
  }
}

// It waits for a call of tomorrow when an urgent one comes in.
inline void answer_at_once(std::ostream& out) {
  timed_queue<std::string> calls;
  calls.push(clock::now() + boost::chrono::hours{24}, "tomorrow's call");
  boost::scoped_thread<> phone{
      [&] { calls.push(clock::now(), "an urgent call"); }};
  out << "answered: " << *calls.pop() << '\n';
  out << "never made: " << calls.close().front() << '\n';
}

// An urgency is a moment in the past: all are due, the earliest comes first.
inline void by_urgency(std::ostream& out) {
  timed_queue<std::string> calls;
  using boost::chrono::hours;
  calls.push(moment{} - hours{1}, "a question");
  calls.push(moment{} - hours{2}, "a fire");
  calls.push(moment{} - hours{1}, "another question");
  out << "by urgency:";
  while (const auto call = calls.try_pop()) out << ' ' << *call << ';';
  out << '\n';
}

inline void run(std::ostream& out, int calls, int apart) {
  keep_promises(out, calls, apart);
  answer_at_once(out);
  by_urgency(out);
}
// ANCHOR_END: run

// ANCHOR: scenario
inline constexpr moment now{};
inline constexpr moment tomorrow = now + boost::chrono::hours{24};

// Two desks wait while three calls come in, tomorrow's first.
inline void scenario() {
  timed_queue<int, stopped_time> calls;
  std::optional<int> taken, taken_too;
  {
    boost::scoped_thread<> desk{[&] { taken = calls.pop(); }};
    boost::scoped_thread<> other_desk{[&] { taken_too = calls.pop(); }};
    calls.push(tomorrow, 3);
    calls.push(now, 1);
    calls.push(now, 2);
  }
  assert(taken && taken_too && "two calls are due, and two desks wait");
  assert(taken != taken_too && "each call is taken once");
  const auto left = calls.close();
  assert(left == std::vector<int>{3} && "nothing is taken before its time");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: earlier_one_waits
// push() notifies when the queue was empty. Otherwise, one would think, whoever
// waits knows already that there is something.
inline void earlier_one_waits() {
  boost::mutex mutex;
  boost::condition_variable changed;
  std::set<moment> calls;  // guarded by mutex
  const auto push = [&](moment due) {
    boost::lock_guard<boost::mutex> lock{mutex};
    if (calls.empty()) changed.notify_one();
    calls.insert(due);
  };
  boost::scoped_thread<> desk{[&] {
    boost::unique_lock<boost::mutex> lock{mutex};
    while (calls.empty()) changed.wait(lock);
    while (*calls.begin() > now)
      stopped_time{}.wait_until(*calls.begin(), changed, lock);
  }};
  push(tomorrow);
  push(now);
}
// ANCHOR_END: earlier_one_waits

// ANCHOR: nobody_takes_over
// push() notifies when a call comes before all others, as it must. A desk takes
// its call, and leaves the others to whoever is awake.
inline void nobody_takes_over() {
  boost::mutex mutex;
  boost::condition_variable changed;
  std::multiset<moment> calls;  // guarded by mutex
  const auto push = [&](moment due) {
    boost::lock_guard<boost::mutex> lock{mutex};
    const auto place = calls.insert(due);
    if (place == calls.begin()) changed.notify_one();
  };
  const auto pop = [&] {
    boost::unique_lock<boost::mutex> lock{mutex};
    while (calls.empty()) changed.wait(lock);
    calls.erase(calls.begin());
  };
  boost::scoped_thread<> desk{pop};
  boost::scoped_thread<> other_desk{pop};
  push(now);
  push(now);
}
// ANCHOR_END: nobody_takes_over

}  // namespace broken

}  // namespace timed_queue
