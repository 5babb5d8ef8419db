// Histories of random programs on real threads. What a subject is: see
// history.hpp.
#pragma once

#include <atomic>
#include <barrier>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "explorer/history.hpp"

namespace explorer {

template <typename Subject>
class random_histories {
 public:
  random_histories(unsigned threads, unsigned each, unsigned seed)
      : each_{each}, random_{seed}, recorded_(threads + 1), gate_{threads + 1} {
    for (unsigned t = 1; t <= threads; ++t)
      crew_.emplace_back([this, t] { work(t); });
  }
  random_histories(const random_histories&) = delete;
  random_histories& operator=(const random_histories&) = delete;

  ~random_histories() {
    over_ = true;
    gate_.arrive_and_wait();
    for (std::thread& worker : crew_) worker.join();
  }

  // One history more, of a fresh subject. Returns what is wrong with it; empty
  // if it is linearizable.
  std::string check_another() {
    subject_ = std::make_unique<Subject>();
    for (unsigned t = 1; t < recorded_.size(); ++t) {
      recorded_[t].clear();
      const auto choose = [this](unsigned n) { return draw(n); };
      for (const auto& o : draw_calls<Subject>(t, each_, choose))
        recorded_[t].push_back({.operation = o, .thread = t});
    }
    recorded_[0].clear();
    clock_ = 0;
    gate_.arrive_and_wait();
    if constexpr (requires { Subject::meanwhile; }) {
      await_a_moment();
      do_next(Subject::meanwhile);
    }
    gate_.arrive_and_wait();
    if constexpr (requires { Subject::afterwards; }) {
      while (do_next(Subject::afterwards)) continue;
    }
    return verdict_of_all();
  }

 private:
  unsigned draw(unsigned n) { return static_cast<unsigned>(random_() % n); }

  void record(call<sequential::operation>& c) {
    c.called = clock_++;
    subject_->apply(c.operation);
    c.returned = clock_++;
  }

  void work(unsigned t) {
    for (;;) {
      gate_.arrive_and_wait();
      if (over_) return;
      for (auto& c : recorded_[t]) record(c);
      gate_.arrive_and_wait();
    }
  }

  bool do_next(sequential::does what) {
    recorded_[0].push_back({.operation = {.what = what}});
    record(recorded_[0].back());
    return recorded_[0].back().operation.ok;
  }

  // Until the crew has come to some call, or does not get on: all of them may
  // be waiting for what main does.
  void await_a_moment() {
    constexpr unsigned patience = 50;
    const auto moment = draw(2 * each_ * static_cast<unsigned>(crew_.size()));
    auto last = clock_.load();
    for (unsigned idle = 0; last < moment && idle < patience; ++idle) {
      std::this_thread::yield();
      if (last != clock_) idle = 0;
      last = clock_;
    }
  }

  std::string verdict_of_all() const {
    history all;
    for (const history& of_one : recorded_)
      all.insert(all.end(), of_one.begin(), of_one.end());
    const auto before = in_time(all);
    const auto found = linearize<typename Subject::specification>(all, before);
    return found.exists ? "" : objection(all, before, found.order);
  }

  unsigned each_;
  std::mt19937 random_;
  std::vector<history> recorded_;  // by thread; 0 is main
  std::unique_ptr<Subject> subject_;
  std::atomic<std::uint64_t> clock_{0};
  // Opens when the crew begins a history, and when it has ended it.
  std::barrier<> gate_;
  bool over_ = false;
  std::vector<std::thread> crew_;
};

// Runs `count` random programs of `threads` threads with `each` calls. Returns
// what is wrong with the first history that is not linearizable; empty if all
// of them are. The seed determines the programs, not what comes of them.
template <typename Subject>
std::string check_random_histories(unsigned count, unsigned threads,
                                   unsigned each, unsigned seed = 1) {
  random_histories<Subject> all{threads, each, seed};
  for (unsigned i = 0; i < count; ++i) {
    auto objections = all.check_another();
    if (!objections.empty()) return objections;
  }
  return "";
}

}  // namespace explorer
