// Leave it to your caller which thread does the work, and when.
#pragma once

// Needs -DBOOST_THREAD_VERSION=5: executors are an extension.
#include <algorithm>
#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/chrono/system_clocks.hpp>
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/executors/inline_executor.hpp>
#include <boost/thread/executors/loop_executor.hpp>
#include <boost/thread/executors/scheduled_thread_pool.hpp>
#include <boost/thread/executors/thread_executor.hpp>
#include <boost/thread/executors/work.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/thread_only.hpp>
#include <cassert>
#include <deque>
#include <future>
#include <latch>
#include <ostream>
#include <utility>
#include <vector>

#include "thread_pool.hpp"

namespace executors {

// ANCHOR: serial
// Runs tasks one at a time, in the order in which they came, on whatever
// threads `Executor` has. What one task did happens before the next. Any thread
// may submit at any time, a task as well. A task must not throw.
template <typename Executor>
class serial {
 public:
  // `on` has to outlive this, and to take and run what it is given.
  explicit serial(Executor& on) : on_{on} {}

  // Returns once every task is done. No other thread may submit by now.
  ~serial() {
    boost::unique_lock<boost::mutex> lock{mutex_};
    idle_.wait(lock, [&] { return !running_; });
  }

  template <typename Task>
  void submit(Task task) {
    {
      const boost::lock_guard<boost::mutex> lock{mutex_};
      tasks_.emplace_back(std::move(task));
      if (std::exchange(running_, true)) return;
    }
    on_.submit([this] { run_all(); });
  }

 private:
  void run_all() {
    boost::unique_lock<boost::mutex> lock{mutex_};
    while (!tasks_.empty()) {
      boost::executors::work next = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      next();
      lock.lock();
    }
    running_ = false;
    idle_.notify_all();
  }

  Executor& on_;
  boost::mutex mutex_;
  boost::condition_variable idle_;
  std::deque<boost::executors::work> tasks_;  // guarded by mutex_
  bool running_ = false;  // guarded by mutex_; some thread is in run_all()
};
// ANCHOR_END: serial

// ANCHOR: develop
// What became of a film.
struct film {
  std::vector<int> photos;  // in the order in which they were developed
  bool by_caller = true;
};

// Develops the photos 1 to `last`, however `on` runs that. Its tasks must run
// one at a time.
template <typename Executor>
void develop(film& into, int last, Executor& on) {
  for (int photo = 1; photo <= last; ++photo)
    on.submit([&into, photo, caller = boost::this_thread::get_id()] {
      into.photos.push_back(photo);
      into.by_caller &= boost::this_thread::get_id() == caller;
    });
}
// ANCHOR_END: develop

// ANCHOR: run
inline void say(std::ostream& out, const char* how, const film& what) {
  out << how << (what.by_caller ? "the caller" : "another thread")
      << " developed";
  for (const int photo : what.photos) out << ' ' << photo;
  out << '\n';
}

// The photos fall due in reverse order.
inline film develop_later(int last) {
  film late;
  std::latch loaded{1}, all_done{last};
  boost::scheduled_thread_pool one{1};
  const auto now = boost::chrono::steady_clock::now();
  one.submit_at([&] { loaded.wait(); }, now);
  for (int photo = 1; photo <= last; ++photo)
    one.submit_at(
        [&, photo] {
          late.photos.push_back(photo);
          late.by_caller = false;
          all_done.count_down();
        },
        now + boost::chrono::milliseconds{1 + last - photo});
  loaded.count_down();
  all_done.wait();
  return late;
}

inline void run(std::ostream& out, int photos) {
  film at_once, in_a_loop, in_turn;

  boost::inline_executor here;
  develop(at_once, photos, here);
  say(out, "inline: ", at_once);

  boost::loop_executor later;
  develop(in_a_loop, photos, later);
  out << "loop: so far " << in_a_loop.photos.size() << " photos\n";
  later.close();
  later.loop();
  say(out, "loop: ", in_a_loop);

  {
    thread_pool::pool threads{2};
    serial line{threads};
    develop(in_turn, photos, line);
  }
  say(out, "serial, on a pool: ", in_turn);
  say(out, "scheduled: ", develop_later(photos));
}
// ANCHOR_END: run

// ANCHOR: scenario
// An executor that starts a thread for each task, and still one at a time.
inline void scenario() {
  film shared;
  {
    boost::executors::thread_executor threads;
    serial line{threads};
    develop(shared, 2, line);
  }
  const bool in_order = shared.photos == std::vector{1, 2};
  assert(in_order && "each photo is developed once, and in order");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: pool_is_not_serial
// A pool takes tasks in order. It does not wait for one before the next.
inline void pool_is_not_serial() {
  int developed = 0;
  boost::executors::thread_executor threads;
  for (int photo = 0; photo < 2; ++photo) threads.submit([&] { ++developed; });
}
// ANCHOR_END: pool_is_not_serial

// ANCHOR: looks_then_leaves
// Whoever runs the tasks sees that none is left, and then says so. Whoever adds
// one in between sees that somebody runs them.
class careless_line {
 public:
  // Returns whether the caller has to run the tasks.
  bool add(int photo) {
    const boost::lock_guard<boost::mutex> lock{mutex_};
    photos_.push_back(photo);
    return !running_.exchange(true, std::memory_order_seq_cst);
  }

  void run_all() {
    while (take()) ++developed_;
    running_.store(false, std::memory_order_seq_cst);
  }

  int developed() const { return developed_; }

 private:
  bool take() {
    const boost::lock_guard<boost::mutex> lock{mutex_};
    if (photos_.empty()) return false;
    photos_.pop_front();
    return true;
  }

  boost::mutex mutex_;
  std::deque<int> photos_;             // guarded by mutex_
  std::atomic<bool> running_ = false;  // exchanges pair with the store
  int developed_ = 0;                  // of whoever runs the tasks
};

inline void looks_then_leaves() {
  careless_line line;
  {
    boost::executors::thread_executor threads;
    for (int photo = 1; photo <= 2; ++photo)
      if (line.add(photo)) threads.submit([&] { line.run_all(); });
  }
  assert(line.developed() == 2 && "each photo is developed");
}
// ANCHOR_END: looks_then_leaves

// ANCHOR: waits_in_line
// A task waits for a task that comes after it.
inline void waits_in_line() {
  boost::executors::thread_executor threads;
  serial line{threads};
  line.submit([&] {
    std::promise<void> developed;
    line.submit([&] { developed.set_value(); });
    developed.get_future().wait();
  });
}
// ANCHOR_END: waits_in_line

// ANCHOR: nobody_runs_the_loop
// The only thread that could run the loop waits for what the loop would do.
inline void nobody_runs_the_loop() {
  boost::loop_executor later;
  std::promise<void> developed;
  later.submit([&] { developed.set_value(); });
  developed.get_future().wait();
}
// ANCHOR_END: nobody_runs_the_loop

}  // namespace broken

}  // namespace executors
