// Let a thread sleep until what it needs is there.
#pragma once

#include <algorithm>
#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <ostream>

namespace condition_variable {

// ANCHOR: progress
// How far a job has come. Every member may be called from any thread at any
// time. What was done before a step happens before an await() that it ends.
class progress {
 public:
  // One more step is done.
  void advance() {
    boost::lock_guard<boost::mutex> lock{mutex_};
    ++done_;
    changed_.notify_all();
  }

  // No more steps will follow.
  void finish() {
    boost::lock_guard<boost::mutex> lock{mutex_};
    finished_ = true;
    changed_.notify_all();
  }

  // Waits until `goal` steps are done. Returns false if the job finished with
  // fewer.
  bool await(int goal) {
    boost::unique_lock<boost::mutex> lock{mutex_};
    changed_.wait(lock, [&] { return finished_ || done_ >= goal; });
    return done_ >= goal;
  }

  // The same, and returns false if that took longer than `at_most`.
  bool await(int goal, boost::chrono::milliseconds at_most) {
    boost::unique_lock<boost::mutex> lock{mutex_};
    changed_.wait_for(lock, at_most,
                      [&] { return finished_ || done_ >= goal; });
    return done_ >= goal;
  }

 private:
  boost::mutex mutex_;
  boost::condition_variable changed_;
  int done_ = 0;           // guarded by mutex_
  bool finished_ = false;  // guarded by mutex_
};
// ANCHOR_END: progress

// ANCHOR: run
// A film is loaded in pieces. It plays once a few are here, and is checked once
// all are.
inline void run(std::ostream& out, int pieces, int ahead) {
  const int enough = std::min(pieces, ahead);
  progress loaded;
  bool whole = false;
  {
    boost::scoped_thread<> checker{[&] { whole = loaded.await(pieces); }};
    boost::scoped_thread<> loader{[&] {
      for (int piece = 1; piece <= pieces; ++piece) loaded.advance();
      loaded.finish();
    }};
    if (loaded.await(enough)) out << "playing, " << enough << " ahead\n";
  }
  if (whole) out << "checked " << pieces << " of " << pieces << " pieces\n";
  if (!loaded.await(pieces + 1)) out << "there is no further piece\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two threads wait for different things, and each gets its own.
inline void scenario() {
  progress loaded;
  bool playing = false, checked = false;
  {
    boost::scoped_thread<> player{[&] { playing = loaded.await(1); }};
    boost::scoped_thread<> checker{[&] { checked = loaded.await(2); }};
    loaded.advance();
    loaded.advance();
  }
  assert(playing && checked && "each step reaches whoever waits for it");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: lost_wakeup
// The flag is atomic, so nothing races. But it changes without the mutex, and
// so between the player's look and the player's wait.
inline void lost_wakeup() {
  boost::mutex mutex;
  boost::condition_variable changed;
  std::atomic<bool> loaded = false;  // the store pairs with the player's load
  boost::scoped_thread<> player{[&] {
    boost::unique_lock<boost::mutex> lock{mutex};
    while (!loaded.load(std::memory_order_acquire)) changed.wait(lock);
  }};
  loaded.store(true, std::memory_order_release);
  changed.notify_one();
}
// ANCHOR_END: lost_wakeup

// ANCHOR: no_predicate
// Woken, the player does not ask what for. A wait may end for no reason.
inline void no_predicate() {
  boost::mutex mutex;
  boost::condition_variable changed;
  bool loaded = false;  // guarded by mutex
  boost::scoped_thread<> player{[&] {
    boost::unique_lock<boost::mutex> lock{mutex};
    if (!loaded) changed.wait(lock);
    assert(loaded && "awake, so the film must be here");
  }};
  boost::lock_guard<boost::mutex> lock{mutex};
  loaded = true;
  changed.notify_one();
}
// ANCHOR_END: no_predicate

// ANCHOR: wrong_waiter
// notify_one() wakes one thread, and not always the one that can go on.
inline void wrong_waiter() {
  boost::mutex mutex;
  boost::condition_variable changed;
  int done = 0;  // guarded by mutex
  const auto await = [&](int goal) {
    boost::unique_lock<boost::mutex> lock{mutex};
    changed.wait(lock, [&] { return done >= goal; });
  };
  const auto advance = [&] {
    boost::lock_guard<boost::mutex> lock{mutex};
    ++done;
    changed.notify_one();
  };
  boost::scoped_thread<> player{[&] { await(1); }};
  boost::scoped_thread<> checker{[&] { await(2); }};
  advance();
  advance();
}
// ANCHOR_END: wrong_waiter

}  // namespace broken

}  // namespace condition_variable
