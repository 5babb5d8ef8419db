// Make threads wait for each other: once, in each round, or a few at a time.
#pragma once

#include <barrier>
#include <boost/thread/barrier.hpp>
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/latch.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <exception>
#include <ostream>
#include <vector>

namespace latch_barrier_semaphore {

// ANCHOR: permits
// A counting semaphore: as many may hold a permit as there are permits. What
// happened before a release() happens before an acquire() that it lets
// through. Any thread may release, also one that acquired nothing.
class permits {
 public:
  explicit permits(int count) : left_{count} {}

  void acquire() {
    boost::unique_lock<boost::mutex> lock{mutex_};
    returned_.wait(lock, [&] { return left_ > 0; });
    --left_;
  }

  void release() {
    boost::lock_guard<boost::mutex> lock{mutex_};
    ++left_;
    returned_.notify_one();
  }

 private:
  boost::mutex mutex_;
  boost::condition_variable returned_;
  int left_;  // guarded by mutex_
};

// Gives its permit back at the end of its scope, also if an exception ends it.
class permit {
 public:
  explicit permit(permits& from) : from_{from} { from_.acquire(); }
  ~permit() { from_.release(); }
  permit(const permit&) = delete;
  permit& operator=(const permit&) = delete;

 private:
  permits& from_;
};
// ANCHOR_END: permits

// ANCHOR: simulate
// How warm the cells of a rod are after `steps`, in which each cell takes the
// mean of itself, twice, and its neighbors. `measure(cell)` says how warm it is
// at first; at most `lines` threads are in it at a time. Throws what it throws,
// or what the system throws that has no thread left.
template <typename Measure>
std::vector<double> simulate(int cells, int steps, int workers, int lines,
                             Measure measure) {
  std::vector<double> now(cells), next(cells);
  std::vector<std::exception_ptr> failures(workers);
  permits free_lines{lines};
  boost::latch measured(workers);
  std::barrier stepped{workers, [&]() noexcept { now.swap(next); }};

  const auto give_up = [&](int worker) {
    failures[worker] = std::current_exception();
    measured.count_down();      // the others need not wait for this one,
    stepped.arrive_and_drop();  // now and in later rounds
  };
  const auto work = [&](int worker) {
    const int begin = cells * worker / workers;
    const int end = cells * (worker + 1) / workers;
    try {
      for (int cell = begin; cell < end; ++cell) {
        permit line{free_lines};
        now[cell] = measure(cell);
      }
    } catch (...) {
      return give_up(worker);
    }
    measured.count_down_and_wait();
    for (int step = 0; step < steps; ++step) {
      for (int cell = begin; cell < end; ++cell) {
        const double left = now[cell == 0 ? cell : cell - 1];
        const double right = now[cell == cells - 1 ? cell : cell + 1];
        next[cell] = (left + 2 * now[cell] + right) / 4;
      }
      stepped.arrive_and_wait();
    }
  };
  {
    std::vector<boost::scoped_thread<>> threads;
    for (int worker = 0; worker < workers; ++worker) {
      try {
        threads.emplace_back([&, worker] { work(worker); });
      } catch (...) {
        give_up(worker);
      }
    }
  }
  for (const auto& failure : failures)
    if (failure) std::rethrow_exception(failure);
  return now;
}
// ANCHOR_END: simulate

// ANCHOR: run
// A rod of eight cells, hot at one end.
inline void run(std::ostream& out, int steps, int workers) {
  const auto measure = [](int cell) { return cell == 0 ? 800.0 : 0.0; };
  for (const double degrees : simulate(8, steps, workers, 2, measure))
    out << static_cast<int>(degrees) << " degrees\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two cells, a worker for each, and one line to measure with.
inline void scenario() {
  int measurements = 0;  // guarded by the only permit
  const auto rod = simulate(2, 1, 2, 1, [&](int cell) {
    ++measurements;
    return cell == 0 ? 8.0 : 0.0;
  });
  assert(measurements == 2 && "each cell is measured once");
  assert(rod[0] == 6 && rod[1] == 2 && "both computed from the same step");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: in_place
// All meet at the end of a step. Within the step, one reads what the other one
// writes.
inline void in_place() {
  int left = 80, right = 0;
  boost::barrier stepped{2};
  {
    boost::scoped_thread<> worker{[&] {
      left = (3 * left + right) / 4;
      stepped.wait();
    }};
    boost::scoped_thread<> other_worker{[&] {
      right = (left + 3 * right) / 4;
      stepped.wait();
    }};
  }
  assert(left == 60 && "computed from the step before");
}
// ANCHOR_END: in_place

// ANCHOR: leaves_early
// The cold end does not change any more. Its worker leaves, and does not say
// so.
inline void leaves_early() {
  boost::barrier stepped{2};
  const auto work = [&](int steps) {
    for (int step = 0; step < steps; ++step) stepped.wait();
  };
  boost::scoped_thread<> cold_end{[&] { work(1); }};
  work(2);
}
// ANCHOR_END: leaves_early

// ANCHOR: latch_for_rounds
// A latch opens once and stays open. In the second round it holds up nobody.
inline void latch_for_rounds() {
  boost::latch measured{1};
  int degrees = 0;
  boost::scoped_thread<> sensor{[&] {
    degrees = 20;
    measured.count_down();
    degrees = 21;
  }};
  for (int round = 1; round <= 2; ++round) {
    measured.wait();
    assert(degrees >= 19 + round && "measured for this round");
  }
}
// ANCHOR_END: latch_for_rounds

// ANCHOR: lost_permit
// A sensor without a value returns early, and takes the permit along.
inline void lost_permit() {
  permits lines{1};
  const auto measure = [&](bool has_value) {
    lines.acquire();
    if (!has_value) return;
    lines.release();
  };
  boost::scoped_thread<> worker{[&] { measure(false); }};
  measure(true);
}
// ANCHOR_END: lost_permit

}  // namespace broken

}  // namespace latch_barrier_semaphore
