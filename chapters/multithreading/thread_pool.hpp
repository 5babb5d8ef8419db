// Run tasks on a few threads that stay, and get their results and errors back.
#pragma once

#include <algorithm>
#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace thread_pool {

// ANCHOR: pool
// A fixed number of threads that take tasks in the order in which they came.
// Any thread may submit and post at any time, a task as well. What was done
// before a submit() or post() happens before the task.
class pool {
 public:
  // Throws boost::thread_resource_error if the system refuses a thread.
  explicit pool(int threads) : pool{} {
    // The object is complete from here on: should a thread not start, the
    // destructor ends the others.
    assert(threads > 0 && "a pool needs a thread");
    for (int i = 0; i < threads; ++i)
      threads_.emplace_back([this] {
        while (const auto next = take()) next->run();
      });
  }

  // Returns once every task is done. No other thread may submit or post by now.
  ~pool() {
    {
      const std::lock_guard lock{mutex_};
      closing_ = true;
    }
    arrival_.notify_all();
  }

  // Has work() called. The future, whose destructor waits for nobody, receives
  // what it returns or throws.
  template <typename Work>
  auto submit(Work work) -> std::future<std::invoke_result_t<Work&>> {
    std::packaged_task<std::invoke_result_t<Work&>()> answered{std::move(work)};
    auto answer = answered.get_future();
    post(std::move(answered));
    return answer;
  }

  // Has work() called. An exception that leaves it ends the program.
  template <typename Work>
  void post(Work work) {
    auto last = std::make_unique<task_of<Work>>(std::move(work));
    std::unique_lock lock{mutex_};
    tasks_.push_back(std::move(last));
    if (asleep_ == 0) return;
    --asleep_;
    lock.unlock();
    arrival_.notify_one();
  }

 private:
  // Holds a callable of any type, also one that can only be moved.
  struct task {
    virtual ~task() = default;
    virtual void run() = 0;
  };

  template <typename Work>
  struct task_of : task {
    explicit task_of(Work work) : work_{std::move(work)} {}
    void run() override { std::invoke(work_); }
    Work work_;
  };

  pool() = default;

  // Waits for a task. Returns null once closing, with no task left.
  std::unique_ptr<task> take() {
    std::unique_lock lock{mutex_};
    while (tasks_.empty()) {
      if (closing_) return nullptr;
      ++asleep_;
      arrival_.wait(lock);
    }
    auto next = std::move(tasks_.front());
    tasks_.pop_front();
    return next;
  }

  std::mutex mutex_;
  std::condition_variable arrival_;
  // The three below are guarded by mutex_.
  std::deque<std::unique_ptr<task>> tasks_;
  int asleep_ = 0;  // those whom no task has woken yet, or more
  bool closing_ = false;
  std::vector<boost::scoped_thread<>> threads_;  // join before the rest goes
};
// ANCHOR_END: pool

// ANCHOR: isbn
// Throws std::invalid_argument if the text is no ISBN-13 (ISO 2108).
inline void check(std::string_view isbn) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (isbn.size() != 13 || !std::ranges::all_of(isbn, digit))
    throw std::invalid_argument{"is not thirteen digits"};
  int sum = 0, weight = 1;
  for (const char c : isbn.substr(0, 12)) {
    sum += weight * (c - '0');
    weight = 4 - weight;
  }
  const int last = (10 - sum % 10) % 10;
  if (isbn[12] - '0' != last)
    throw std::invalid_argument{"should end in " + std::to_string(last)};
}
// ANCHOR_END: isbn

// ANCHOR: run
// A library checks the numbers of its new books.
inline void run(std::ostream& out, int books, int threads) {
  const std::string_view written[] = {"9780321563842", "9781617294693",
                                      "9781098119474", "978164921020"};
  std::vector<std::future<std::string_view>> answers;
  pool clerks{threads};
  for (int book = 0; book < books; ++book)
    answers.push_back(clerks.submit([isbn = written[book % 4]] {
      check(isbn);
      return isbn;
    }));

  int book = 0;
  for (auto& answer : answers) {
    out << "book " << ++book << ": ";
    try {
      out << answer.get() << '\n';
    } catch (const std::invalid_argument& error) {
      out << "its number " << error.what() << '\n';
    }
  }
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two threads, two tasks. The pool goes while its threads start, fall asleep,
// sleep or work.
inline void scenario() {
  int shelved = 0, lent = 0;
  {
    pool clerks{2};
    clerks.post([&] { ++shelved; });
    clerks.post([&] { ++lent; });
  }
  assert(shelved == 1 && lent == 1 && "each task is done once");
}
// ANCHOR_END: scenario

// ANCHOR: answers
// A result and an error.
inline void answers() {
  pool clerk{1};
  auto good = clerk.submit([] { return 7; });
  auto bad = clerk.submit([] { throw std::invalid_argument{"no ISBN"}; });
  bool failed = false;
  try {
    bad.get();
  } catch (const std::invalid_argument&) {
    failed = true;
  }
  assert(failed && "the error reaches whoever asked");
  const int result = good.get();
  assert(result == 7 && "and so does the result");
}
// ANCHOR_END: answers

namespace broken {

// ANCHOR: stops_without_lock
// The flag is atomic, so it needs no lock, one would think.
class pool_of_one {
 public:
  ~pool_of_one() {
    closing_.store(true, std::memory_order_seq_cst);
    arrival_.notify_all();
  }

 private:
  void work() {
    std::unique_lock lock{mutex_};
    arrival_.wait(lock,
                  [&] { return closing_.load(std::memory_order_seq_cst); });
  }

  std::mutex mutex_;
  std::condition_variable arrival_;
  std::atomic<bool> closing_ = false;  // the store pairs with the load
  boost::scoped_thread<> thread_{[this] { work(); }};
};

inline void stops_without_lock() { pool_of_one clerk; }
// ANCHOR_END: stops_without_lock

// ANCHOR: error_leaves
// Nobody waits for an answer, so the task is posted. It fails once a year.
inline void error_leaves() {
  pool clerk{1};
  clerk.post([] { check("978164921020"); });
}
// ANCHOR_END: error_leaves

// ANCHOR: future_dropped
// The future of std::async would wait here for the task. This one does not.
inline void future_dropped() {
  pool clerk{1};
  {
    const auto book = std::make_unique<int>(9);
    clerk.submit([&borrowed = *book] { ++borrowed; });
  }
}
// ANCHOR_END: future_dropped

}  // namespace broken

}  // namespace thread_pool
