// Learn from a hung program who waits for whom.
#pragma once

#include <algorithm>
#include <boost/chrono/duration.hpp>
#include <boost/chrono/system_clocks.hpp>
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <deque>
#include <functional>
#include <latch>
#include <numeric>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace debug_a_deadlock {

using boost::chrono::milliseconds;
using boost::chrono::steady_clock;

// ANCHOR: lock_watch
// Thrown by the lock() that would have closed a circle of waiting threads.
// what() has a line for each of them.
struct circle : std::logic_error {
  using logic_error::logic_error;
};

struct watched_lock {
  const std::string name;
  const struct watched_thread* holder = nullptr;
};

struct watched_thread {
  std::string name = "someone";
  const watched_lock* wants = nullptr;
  steady_clock::time_point since;
};

// Knows who holds which lock and who waits for which. One watch for all the
// locks that a thread may hold together; it outlives them.
// Every member may be called from any thread at any time.
class lock_watch {
 public:
  // How the calling thread is called in reports.
  void call_me(std::string name) {
    boost::lock_guard<boost::mutex> guard{mutex_};
    me_.name = std::move(name);
  }

  // A line for each thread that waits, and began to in this span of time.
  std::string waits(steady_clock::time_point after,
                    steady_clock::time_point until) const {
    boost::lock_guard<boost::mutex> guard{mutex_};
    std::string lines;
    for (const auto* each : waiting_)
      if (each->since > after && each->since <= until) lines += line(*each);
    return lines;
  }

  // The calling thread is about to wait. Throws `circle` if it would do so for
  // ever.
  void wait_begins(const watched_lock& lock) {
    boost::lock_guard<boost::mutex> guard{mutex_};
    waiting_.push_back(&me_);
    me_.wants = &lock;
    me_.since = steady_clock::now();
    try {
      const auto found = circle_through_me();
      if (!found.empty()) throw circle{found};
    } catch (...) {
      wait_ends();
      throw;
    }
  }

  // The calling thread has the lock.
  void now_held(watched_lock& lock) {
    boost::lock_guard<boost::mutex> guard{mutex_};
    lock.holder = &me_;
    wait_ends();
  }

  // The calling thread is about to give it back.
  void let_go(watched_lock& lock) {
    boost::lock_guard<boost::mutex> guard{mutex_};
    lock.holder = nullptr;
  }

 private:
  void wait_ends() {
    me_.wants = nullptr;
    std::erase(waiting_, &me_);
  }

  static std::string line(const watched_thread& waiting) {
    const auto* holder = waiting.wants->holder;
    return waiting.name + " waits for " + waiting.wants->name +
           (holder ? ", which " + holder->name + " holds\n" : "\n");
  }

  // Goes from each thread to the holder of what it wants. That ends, since
  // there is no circle yet: with a thread that can go on, or with this one.
  static std::string circle_through_me() {
    std::vector<std::string> met;
    const watched_thread* next = &me_;
    do {
      met.push_back(line(*next));
      next = next->wants->holder;
    } while (next && next != &me_ && next->wants);
    if (next != &me_) return "";
    // The same circle reads the same, whoever closes it.
    std::rotate(met.begin(), std::min_element(met.begin(), met.end()),
                met.end());
    return std::accumulate(met.begin(), met.end(), std::string{});
  }

  static inline thread_local watched_thread me_;  // guarded by mutex_

  mutable boost::mutex mutex_;
  std::vector<const watched_thread*> waiting_;  // guarded by mutex_
};
// ANCHOR_END: lock_watch

// ANCHOR: watched_mutex
// A mutex that tells a watch what becomes of it.
class watched_mutex {
 public:
  watched_mutex(lock_watch& watch, std::string name)
      : watch_{watch}, known_{std::move(name)} {}

  // Throws `circle`, and does not wait, if that wait could never end.
  void lock() {
    if (!mutex_.try_lock()) {
      watch_.wait_begins(known_);
      mutex_.lock();
    }
    watch_.now_held(known_);
  }

  void unlock() {
    watch_.let_go(known_);
    mutex_.unlock();
  }

 private:
  lock_watch& watch_;
  watched_lock known_;  // to the watch
  boost::mutex mutex_;
};
// ANCHOR_END: watched_mutex

// ANCHOR: watchdog
// Hands `bark` a line for each wait that takes longer than `patience`, once.
// `bark` runs in the watchdog's thread, and may take any lock but a watched
// one.
class watchdog {
 public:
  watchdog(const lock_watch& watch, milliseconds patience,
           std::function<void(const std::string&)> bark)
      : thread_{[this, &watch, patience, bark] {
          auto looked_until = steady_clock::time_point::min();
          while (!told_to_stop(patience)) {
            const auto until = steady_clock::now() - patience;
            const auto lines = watch.waits(looked_until, until);
            if (!lines.empty()) bark(lines);
            looked_until = until;
          }
        }} {}

  ~watchdog() {
    boost::lock_guard<boost::mutex> lock{mutex_};
    stop_ = true;
    changed_.notify_one();
  }

 private:
  bool told_to_stop(milliseconds at_most) {
    boost::unique_lock<boost::mutex> lock{mutex_};
    return changed_.wait_for(lock, at_most, [&] { return stop_; });
  }

  boost::mutex mutex_;
  boost::condition_variable changed_;
  bool stop_ = false;              // guarded by mutex_
  boost::scoped_thread<> thread_;  // the last member: it uses the others
};
// ANCHOR_END: watchdog

// ANCHOR: run
// Each cook holds a pan and reaches for the next cook's. Later the chef keeps
// the first pan until the watchdog barks.
inline void run(std::ostream& out, int cooks, int patience) {
  lock_watch watch;
  std::deque<watched_mutex> pans;
  for (int pan = 1; pan <= cooks; ++pan)
    pans.emplace_back(watch, "pan " + std::to_string(pan));

  std::latch all_hold_one(cooks);
  std::vector<std::string> learned(cooks);
  const auto cook = [&](int number) {
    watch.call_me("cook " + std::to_string(number + 1));
    boost::lock_guard<watched_mutex> own{pans[number]};
    all_hold_one.arrive_and_wait();
    try {
      boost::lock_guard<watched_mutex> next{pans[(number + 1) % cooks]};
    } catch (const circle& found) {
      learned[number] = found.what();
    }
  };
  {
    std::vector<boost::scoped_thread<>> kitchen;
    for (int number = 0; number < cooks; ++number) {
      try {
        kitchen.emplace_back(cook, number);
      } catch (...) {
        all_hold_one.count_down(cooks - number);  // these will never arrive
        throw;
      }
    }
  }
  for (const auto& lines : learned) out << lines;

  std::string barked;
  std::latch heard(1);
  watchdog dog{watch, milliseconds{patience}, [&](const std::string& lines) {
                 barked = lines;
                 heard.count_down();
               }};
  watch.call_me("the chef");
  boost::unique_lock<watched_mutex> kept{pans[0]};
  boost::scoped_thread<> waiting{[&] {
    watch.call_me("cook 1");
    boost::lock_guard<watched_mutex> pan{pans[0]};
  }};
  heard.wait();
  out << "after " << patience << " ms: " << barked;
  kept.unlock();
}
// ANCHOR_END: run

// ANCHOR: scenario
// Takes both. Returns true, without the second, if that would close a circle.
inline bool closes_circle(watched_mutex& first, watched_mutex& second) {
  boost::lock_guard<watched_mutex> held{first};
  try {
    boost::lock_guard<watched_mutex> wanted{second};
    return false;
  } catch (const circle&) {
    return true;
  }
}

// Two threads take two locks, in one order and then in opposite ones.
inline void scenario() {
  lock_watch watch;
  watched_mutex kitchen{watch, "the kitchen"}, board{watch, "the board"};
  bool told = false, cook_told = false;
  {
    boost::scoped_thread<> cook{
        [&] { cook_told = closes_circle(kitchen, board); }};
    told = closes_circle(kitchen, board);
  }
  assert(!told && !cook_told && "no alarm without a circle");
  {
    boost::scoped_thread<> cook{
        [&] { cook_told = closes_circle(kitchen, board); }};
    { boost::lock_guard<watched_mutex> earlier{kitchen}; }
    told = closes_circle(board, kitchen);
  }
  assert(!(told && cook_told) && "one gives way, and nobody waits for ever");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: calls_under_lock
// Each function takes one lock. And it calls another one that takes one.
class restaurant {
 public:
  void order() {
    boost::lock_guard<boost::mutex> lock{kitchen_};
    ++waiting_;
    show(waiting_);
  }

  int waiting() {
    boost::lock_guard<boost::mutex> lock{kitchen_};
    return waiting_;
  }

  void show(int dishes) {
    boost::lock_guard<boost::mutex> lock{board_};
    shown_ = dishes;
  }

  void refresh() {
    boost::lock_guard<boost::mutex> lock{board_};
    shown_ = waiting();
  }

 private:
  boost::mutex kitchen_, board_;
  int waiting_ = 0;  // guarded by kitchen_
  int shown_ = 0;    // guarded by board_
};

inline void calls_under_lock() {
  restaurant lighthouse;
  boost::scoped_thread<> waiter{[&] { lighthouse.order(); }};
  lighthouse.refresh();
}
// ANCHOR_END: calls_under_lock

}  // namespace broken

}  // namespace debug_a_deadlock
