// Work on a stream in several threads, and get the results in its order.
#pragma once

#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "bounded_channel.hpp"

namespace pipeline {

using bounded_channel::channel;

// ANCHOR: stage
// A stage of a pipeline: what goes in comes out in the same order, although
// several threads work on it at once. At most `in_flight` items are inside, at
// work or waiting for their turn.
// One thread sends and closes, or feed() starts a thread that does. One thread
// receives. Any thread may stop the stage.
template <typename Input, typename Output>
class stage {
  static_assert(std::is_nothrow_move_constructible_v<Input> &&
                    std::is_nothrow_move_constructible_v<Output>,
                "an item that fails on its way would be awaited for ever");

 public:
  stage(std::function<Output(Input)> work, int workers, int in_flight)
      : stage{std::move(work), static_cast<std::size_t>(in_flight)} {
    // The object is complete from here on: should a thread not start, the
    // destructor stops the others.
    assert(workers > 0 && "a stage needs someone who works");
    // Starting a worker publishes this to it.
    working_.store(workers, std::memory_order_relaxed);
    for (int i = 0; i < workers; ++i)
      threads_.emplace_back([this] { turn_jobs_into_results(); });
  }

  ~stage() { stop(); }

  // Sends, in a thread of the stage, what `source` returns until it returns
  // nullopt, then closes. An exception of `source` closes too: receive()
  // throws it after the last result.
  void feed(std::function<std::optional<Input>()> source) {
    threads_.emplace_back([this, source = std::move(source)] {
      try {
        while (auto input = source())
          if (!send(std::move(*input))) break;
      } catch (...) {
        if (admitted_.send({}))
          results_.send({sent_, std::current_exception()});
      }
      close();
    });
  }

  // Waits while `in_flight` items are inside. Returns false if stopped.
  bool send(Input input) {
    return admitted_.send({}) && jobs_.send({sent_++, std::move(input)});
  }

  // Promises that nothing more will be sent.
  void close() { jobs_.close(); }

  // Waits for the next result in order. Throws what the work on that item
  // threw; the next call returns the result after it. Returns nullopt once
  // the stage is closed and drained, or stopped.
  std::optional<Output> receive() {
    while (!early_.contains(next_)) {
      auto result = results_.receive();
      if (!result) return std::nullopt;
      early_.insert(std::move(*result));
    }
    outcome mine = std::move(early_.extract(next_++).mapped());
    admitted_.receive();
    if (auto* failure = std::get_if<std::exception_ptr>(&mine))
      std::rethrow_exception(*failure);
    return std::get<Output>(std::move(mine));
  }

  // Ends everything early: send() returns false, workers leave after the item
  // in their hands, and what is inside is lost.
  void stop() {
    admitted_.close();
    jobs_.close();
    results_.close();
  }

 private:
  using outcome = std::variant<Output, std::exception_ptr>;

  stage(std::function<Output(Input)> work, std::size_t in_flight)
      : work_{std::move(work)},
        admitted_{in_flight},
        jobs_{in_flight},
        results_{in_flight} {}

  void turn_jobs_into_results() {
    while (auto job = jobs_.receive())
      if (!results_.send({job->first, result_of(std::move(job->second))}))
        break;
    // Relaxed: the channel's lock orders this close() and every send(). If it
    // came before one, it would come before that worker's decrement as well, and
    // could not have counted it.
    if (working_.fetch_sub(1, std::memory_order_relaxed) == 1) results_.close();
  }

  outcome result_of(Input input) {
    try {
      return work_(std::move(input));
    } catch (...) {
      return std::current_exception();
    }
  }

  const std::function<Output(Input)> work_;
  channel<std::monostate> admitted_;  // one for each item inside
  channel<std::pair<std::size_t, Input>> jobs_;
  channel<std::pair<std::size_t, outcome>> results_;
  std::size_t sent_ = 0;                  // the sender's
  std::size_t next_ = 0;                  // the receiver's
  std::map<std::size_t, outcome> early_;  // the receiver's
  std::atomic<int> working_ = 0;
  std::vector<boost::scoped_thread<>> threads_;  // join before the rest goes
};
// ANCHOR_END: stage

// ANCHOR: run
struct request {
  std::string path;
  int status;
};

// Reads "GET /menu 200". Throws std::invalid_argument if it is not that.
inline request parse(const std::string& line) {
  std::istringstream words{line};
  std::string method;
  request parsed;
  if (!(words >> method >> parsed.path >> parsed.status))
    throw std::invalid_argument{"cannot read \"" + line + '"'};
  return parsed;
}

// A web server's log: each fifth line was cut off, each eighth request failed.
inline std::string line_of_log(int number) {
  if (number % 5 == 0) return "GET /me";
  return number % 8 == 0 ? "GET /order 500" : "GET /menu 200";
}

// Looks for the first request that failed, and reads no further.
inline void run(std::ostream& out, int lines, int workers, int in_flight) {
  stage<std::string, request> parsing(parse, workers, in_flight);
  parsing.feed([lines, read = 0]() mutable -> std::optional<std::string> {
    if (read == lines) return std::nullopt;
    return line_of_log(++read);
  });

  for (int number = 1;; ++number) {
    out << "line " << number << ": ";
    try {
      const auto found = parsing.receive();
      if (!found) {
        out << "the log ends, no request failed\n";
        return;
      }
      out << found->path << " answered " << found->status << '\n';
      if (found->status == 500) return;
    } catch (const std::invalid_argument& problem) {
      out << problem.what() << '\n';
    }
  }
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two items, two workers: whoever is done first, the first item comes first,
// and the end comes last.
inline void scenario() {
  stage<int, int> squares([](int n) { return n * n; }, 2, 2);
  squares.send(3);
  squares.send(4);
  squares.close();
  const auto first = squares.receive();
  const auto second = squares.receive();
  const auto third = squares.receive();
  assert(first == 9 && second == 16 &&
         "results leave in the order of the jobs");
  assert(!third && "the end comes after every result");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: arrival_order
// The sink takes results as they arrive.
inline void arrival_order() {
  channel<int> jobs(2), results(2);
  jobs.send(1);
  jobs.send(2);
  const auto work = [&] {
    if (const auto job = jobs.receive()) results.send(*job);
  };
  boost::scoped_thread<> worker{work};
  boost::scoped_thread<> other_worker{work};
  const auto first = results.receive();
  assert(first == 1 && "what was sent first arrives first");
}
// ANCHOR_END: arrival_order

// ANCHOR: first_worker_closes
// A worker that finds no more jobs closes the results.
inline void first_worker_closes() {
  channel<int> jobs(2), results(2);
  jobs.send(1);
  jobs.send(2);
  jobs.close();
  const auto work = [&] {
    while (const auto job = jobs.receive()) results.send(*job);
    results.close();
  };
  boost::scoped_thread<> worker{work};
  boost::scoped_thread<> other_worker{work};
  int arrived = 0;
  while (results.receive()) ++arrived;
  assert(arrived == 2 && "each job becomes a result");
}
// ANCHOR_END: first_worker_closes

}  // namespace broken

}  // namespace pipeline
