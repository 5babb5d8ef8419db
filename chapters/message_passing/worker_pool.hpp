// Give jobs to a few workers, collect what they make, and never get stuck.
#pragma once

#include <algorithm>
#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <exception>
#include <functional>
#include <numeric>
#include <optional>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "bounded_channel.hpp"

namespace worker_pool {

using bounded_channel::channel;

// ANCHOR: pool
// What became of a job: exactly one answer for each.
template <typename Result>
struct answer {
  std::size_t job;  // the number that it was sent with
  std::variant<Result, std::exception_ptr> how;
};

// Workers that take jobs from one channel and put answers into another, in the
// order in which they finish. Any thread may call any member at any time.
template <typename Job, typename Result>
class pool {
  static_assert(std::is_nothrow_move_constructible_v<Job> &&
                    std::is_nothrow_move_constructible_v<Result>,
                "a job or result that fails on its way would have no answer");

 public:
  // At most `room` jobs and `room` answers wait.
  pool(std::function<Result(Job)> work, int workers, std::size_t room)
      : pool{std::move(work), room} {
    // The object is complete from here on: should a thread not start, the
    // destructor stops the others.
    assert(workers > 0 && "a pool needs someone who works");
    // Starting a worker publishes this to it.
    working_.store(workers, std::memory_order_relaxed);
    for (int i = 0; i < workers; ++i)
      threads_.emplace_back([this] { turn_jobs_into_answers(); });
  }

  // Stops: workers leave after the job in their hands.
  ~pool() {
    jobs_.close();
    answers_.close();
  }

  // Waits for room. Returns false if closed. Needs somebody else who receives,
  // unless at most `room` jobs are without a received answer.
  bool send(std::size_t number, Job job) {
    return jobs_.send({number, std::move(job)});
  }

  // Promises that no job will follow. One close ends all workers.
  void close() { jobs_.close(); }

  // Waits for an answer. Returns nullopt once closed and all are received.
  std::optional<answer<Result>> receive() { return answers_.receive(); }

  std::size_t room() const { return room_; }

 private:
  pool(std::function<Result(Job)> work, std::size_t room)
      : work_{std::move(work)}, room_{room}, jobs_{room}, answers_{room} {}

  void turn_jobs_into_answers() {
    while (auto job = jobs_.receive())
      if (!answers_.send(answer_to(std::move(*job)))) break;
    // Relaxed: the channel's lock orders this close() and every send(). If it
    // came before one, it would come before that worker's decrement as well, and
    // could not have counted it.
    if (working_.fetch_sub(1, std::memory_order_relaxed) == 1) answers_.close();
  }

  answer<Result> answer_to(std::pair<std::size_t, Job> job) {
    try {
      return {job.first, work_(std::move(job.second))};
    } catch (...) {
      return {job.first, std::current_exception()};
    }
  }

  const std::function<Result(Job)> work_;
  const std::size_t room_;
  channel<std::pair<std::size_t, Job>> jobs_;
  channel<answer<Result>> answers_;
  std::atomic<int> working_ = 0;
  std::vector<boost::scoped_thread<>> threads_;  // join before the rest goes
};
// ANCHOR_END: pool

template <typename Result>
using answers = std::vector<answer<Result>>;

// ANCHOR: feeder
// One cure: a thread of its own sends while this one receives. Returns the
// answers in the order of the jobs.
template <typename Job, typename Result>
answers<Result> fed_by_a_thread(pool<Job, Result>& workers,
                                std::vector<Job> jobs) {
  answers<Result> all;
  all.reserve(jobs.size());  // from here on this thread cannot fail
  boost::scoped_thread<> feeder{[&] {
    for (std::size_t i = 0; i < jobs.size(); ++i)
      workers.send(i, std::move(jobs[i]));
    workers.close();
  }};
  while (auto next = workers.receive()) all.push_back(std::move(*next));
  std::ranges::sort(all, {}, &answer<Result>::job);
  return all;
}
// ANCHOR_END: feeder

// ANCHOR: window
// The other cure: one thread does both, and never has more jobs inside than
// the answers have room for. So no worker waits to get rid of an answer.
template <typename Job, typename Result>
answers<Result> fed_in_turns(pool<Job, Result>& workers,
                             std::vector<Job> jobs) {
  answers<Result> all;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (i >= workers.room()) all.push_back(*workers.receive());
    workers.send(i, std::move(jobs[i]));
  }
  workers.close();
  while (auto next = workers.receive()) all.push_back(std::move(*next));
  std::ranges::sort(all, {}, &answer<Result>::job);
  return all;
}
// ANCHOR_END: window

// ANCHOR: run
// One row of a picture of the Mandelbrot set. In whole numbers, so that every
// machine draws the same.
inline std::string drawn(int row, int rows) {
  constexpr int columns = 64, one = 1 << 12, shades = 9, patience = 900;
  const int y0 = one * 12 * (2 * row + 1 - rows) / (10 * rows);
  std::string line;
  for (int column = 0; column < columns; ++column) {
    const int x0 = one * (32 * column - 22 * columns) / (10 * columns);
    int x = 0, y = 0, steps = 0;
    for (; steps < patience && x * x + y * y < 4 * one * one; ++steps) {
      const int next = (x * x - y * y) / one + x0;
      y = 2 * x * y / one + y0;
      x = next;
    }
    line += " .:-=+*%@"[std::min(steps / 2, shades - 1)];
  }
  return line;
}

// Draws a picture row by row, in both ways.
inline void run(std::ostream& out, int rows, int workers, int room) {
  const auto draw = [&](auto feed) {
    pool<int, std::string> painters(
        [rows](int row) { return drawn(row, rows); }, workers,
        static_cast<std::size_t>(room));
    std::vector<int> jobs(static_cast<std::size_t>(rows));
    std::iota(jobs.begin(), jobs.end(), 0);
    std::string picture;
    for (const auto& row : feed(painters, std::move(jobs)))
      picture += std::get<std::string>(row.how) + '\n';
    return picture;
  };
  const auto picture = draw(fed_by_a_thread<int, std::string>);
  const bool same = picture == draw(fed_in_turns<int, std::string>);
  out << picture << "in turns: " << (same ? "the same" : "another")
      << " picture\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// One worker, room for one job and one answer, and one job more than fits.
inline void scenario() {
  pool<int, int> workers([](int n) { return n * n; }, 1, 1);
  const auto all = fed_in_turns(workers, {1, 2, 3, 4});
  assert(all.size() == 4 && "one answer for each job");
  assert(std::get<int>(all[0].how) == 1 && std::get<int>(all[3].how) == 16 &&
         "answers in the order of the jobs");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: both_full
// One thread sends every job, then receives. One worker and room for one job
// and one answer hold three jobs. The fourth waits for room that only a
// receive() could make.
inline void both_full() {
  pool<int, int> workers([](int n) { return n * n; }, 1, 1);
  for (std::size_t job = 0; job < 4; ++job) workers.send(job, 3);
  workers.close();
  while (workers.receive()) {
  }
}
// ANCHOR_END: both_full

// ANCHOR: failure_unanswered
// A worker skips what it cannot do, and the caller counts the answers.
inline void failure_unanswered() {
  channel<int> jobs(2), quotients(2);
  jobs.send(2);
  jobs.send(0);
  boost::scoped_thread<> worker{[&] {
    while (const auto divisor = jobs.receive())
      if (*divisor != 0) quotients.send(6 / *divisor);
  }};
  for (int job = 0; job < 2; ++job) quotients.receive();
  jobs.close();
}
// ANCHOR_END: failure_unanswered

// ANCHOR: one_pill
// A job that means "leave" ends the one worker that takes it.
inline void one_pill() {
  channel<int> jobs(1);
  constexpr int leave = 0;
  const auto work = [&] {
    while (jobs.receive() != leave) {
    }
  };
  boost::scoped_thread<> worker{work};
  boost::scoped_thread<> other_worker{work};
  jobs.send(leave);
}
// ANCHOR_END: one_pill

}  // namespace broken

}  // namespace worker_pool
