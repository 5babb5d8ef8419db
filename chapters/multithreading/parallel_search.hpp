// Search a large array on all cores, and stop as soon as the answer is known.
#pragma once

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <execution>
#include <ostream>
#include <span>
#include <string_view>
#include <vector>

namespace parallel_search {

using readings = std::span<const int>;  // tenths of a degree, one a second

// ANCHOR: policy
inline bool any_above(readings all, int limit) {
  return std::any_of(std::execution::par, all.begin(), all.end(),
                     [=](int reading) { return reading > limit; });
}

inline bool none_above(readings all, int limit) {
  return std::all_of(std::execution::par, all.begin(), all.end(),
                     [=](int reading) { return reading <= limit; });
}
// ANCHOR_END: policy

// ANCHOR: first_hit
// The lowest of the indices that threads report.
class first_hit {
 public:
  // `none`: what is reported must be lower.
  explicit first_hit(std::size_t none) : index_(none) {}

  // Keeps the index if it is the lowest so far.
  void report(std::size_t index) {
    std::size_t known = index_.load(std::memory_order_relaxed);
    while (index < known && !index_.compare_exchange_weak(
                                known, index, std::memory_order_relaxed)) {
    }
  }

  // The lowest so far, or `none`. Those that are still at work may lower it.
  std::size_t index() const { return index_.load(std::memory_order_relaxed); }

 private:
  // Relaxed: the index is all that threads tell each other here.
  std::atomic<std::size_t> index_;
};
// ANCHOR_END: first_hit

// ANCHOR: search
// A search that threads share. Each calls help(); when all have returned,
// found() is the answer.
template <typename Predicate>
class search {
 public:
  search(readings all, std::size_t begin, std::size_t piece, Predicate is_hit)
      : all_{all}, piece_{piece}, is_hit_{is_hit}, next_{begin} {}

  // Takes one piece after the other, from the front, until there are no more or
  // a hit lies before them.
  void help() {
    for (;;) {
      const auto begin = next_.fetch_add(piece_, std::memory_order_relaxed);
      if (begin >= hit_.index()) return;
      const readings mine =
          all_.subspan(begin, std::min(piece_, all_.size() - begin));
      const auto found = std::find_if(mine.begin(), mine.end(), is_hit_);
      if (found != mine.end()) hit_.report(begin + (found - mine.begin()));
    }
  }

  std::size_t found() const { return hit_.index(); }

 private:
  const readings all_;
  const std::size_t piece_;
  const Predicate is_hit_;
  std::atomic<std::size_t> next_;  // relaxed: taking a piece publishes nothing
  first_hit hit_{all_.size()};
};

// This many readings are searched before another core would wake up.
inline constexpr std::size_t piece = 16'384;

// On all cores, from `begin` on.
template <typename Predicate>
std::size_t find_together(readings all, std::size_t begin, Predicate is_hit) {
  search<Predicate> shared{all, begin, piece, is_hit};
  tbb::parallel_for(0, tbb::this_task_arena::max_concurrency(),
                    [&](int) { shared.help(); });
  return shared.found();
}

// The index of the first hit, or all.size(). `is_hit` must bear being called by
// several threads at a time. It may be called for readings behind the hit.
template <typename Predicate>
std::size_t find_first(readings all, Predicate is_hit) {
  const readings front = all.first(std::min(piece, all.size()));
  const auto early = std::find_if(front.begin(), front.end(), is_hit);
  if (early != front.end() || front.size() == all.size())
    return early - front.begin();
  return find_together(all, front.size(), is_hit);
}
// ANCHOR_END: search

// ANCHOR: run
// What a freezer's sensor recorded: below -15 degrees, but for an hour from
// `failure` on.
inline std::vector<int> freezer(std::size_t seconds, std::size_t failure) {
  std::vector<int> recorded;
  for (std::size_t second = 0; second < seconds; ++second) {
    const bool failed = second >= failure && second - failure < 3600;
    const int wobble = static_cast<int>(second * 7919 % 30);
    recorded.push_back((failed ? 20 : -180) + wobble);
  }
  return recorded;
}

inline void run(std::ostream& out, int days, int failure) {
  const std::vector<int> recorded =
      freezer(86'400 * static_cast<std::size_t>(days), failure);
  const auto thawed = [](int reading) { return reading > 0; };

  out << "thawed at some time:   " << (any_above(recorded, 0) ? "yes" : "no")
      << "\nfrozen all the time:   "
      << (none_above(recorded, 0) ? "yes" : "no");
  const auto report = [&](std::string_view way, std::size_t second) {
    out << way;
    if (second == recorded.size())
      out << "never";
    else
      out << "second " << second;
  };
  const auto by_policy = std::find_if(std::execution::par, recorded.begin(),
                                      recorded.end(), thawed);
  report("\nfirst, std::find_if:   ", by_policy - recorded.begin());
  report("\nfirst, our find_first: ", find_first(recorded, thawed));
  out << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two threads, three pieces of one reading, and two hits.
inline void scenario() {
  const int all[] = {-180, 20, 20};
  int looks[] = {0, 0, 0};  // at each reading; not atomic
  search rest{all, 0, 1, [&](const int& reading) {
                ++looks[&reading - all];
                return reading > 0;
              }};
  {
    const boost::scoped_thread<> helper{[&] { rest.help(); }};
    rest.help();
  }
  const std::size_t found = rest.found();
  assert(found == 1 && "no hit comes before the one that is found");
  const bool once = looks[0] == 1 && looks[1] == 1 && looks[2] <= 1;
  assert(once && "one thread looks at each reading up to the hit");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: first_come
// The first thread that finds something has the answer. It answers "is there
// one", and not "which is the first".
inline void first_come() {
  const int all[] = {20, 20};
  constexpr std::size_t none = 2;
  std::atomic<std::size_t> hit = none;
  const auto look_at = [&](std::size_t index) {
    std::size_t expected = none;
    if (all[index] > 0) hit.compare_exchange_strong(expected, index);
  };
  {
    const boost::scoped_thread<> helper{[&] { look_at(1); }};
    look_at(0);
  }
  const std::size_t found = hit;
  assert(found == 0 && "no hit comes before the one that is found");
}
// ANCHOR_END: first_come

// ANCHOR: compare_then_store
// Looks whether its hit is the lowest, and then stores it: two steps.
inline void compare_then_store() {
  std::atomic<std::size_t> hit = 2;
  const auto report = [&](std::size_t index) {
    if (index < hit) hit = index;
  };
  {
    const boost::scoped_thread<> helper{[&] { report(1); }};
    report(0);
  }
  const std::size_t found = hit;
  assert(found == 0 && "no hit comes before the one that is found");
}
// ANCHOR_END: compare_then_store

// ANCHOR: plain_flag
// A flag that tells the others to stop.
inline void plain_flag() {
  const int all[] = {0, 20, 0};
  bool found = false;
  const auto look_from = [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end && !found; ++i)
      if (all[i] > 0) found = true;
  };
  {
    const boost::scoped_thread<> helper{[&] { look_from(1, 3); }};
    look_from(0, 1);
  }
  assert(found && "a hit is found");
}
// ANCHOR_END: plain_flag

}  // namespace broken

}  // namespace parallel_search
