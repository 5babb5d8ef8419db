// Spread work over threads when one task makes more tasks than another.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <utility>
#include <vector>

#include "concurrent_data_structures/work_stealing_deque/deque.hpp"
#include "concurrent_data_structures/work_stealing_deque/scheduler.hpp"

namespace work_stealing_deque {

// ANCHOR: run
// The same bookings each time, in no order: amounts in cents.
inline std::vector<std::uint32_t> bookings(int count) {
  std::vector<std::uint32_t> amounts(count);
  std::uint32_t state = 7;
  for (auto& amount : amounts)
    amount = (state = state * 1664525 + 1013904223) >> 8;
  return amounts;
}

// A part of the ledger that is to be sorted: one task, and one aligned word.
struct alignas(std::uint64_t) range {
  std::uint32_t first, last;
};

// Quicksort. Parts of the ledger differ in length, and nobody knows beforehand
// by how much.
template <typename Add>
void sort_part(std::vector<std::uint32_t>& ledger, range part, Add add) {
  const auto begin = ledger.begin();
  while (part.last - part.first > 64) {
    const auto pivot = ledger[part.first + (part.last - part.first) / 2];
    const auto below =
        std::partition(begin + part.first, begin + part.last,
                       [&](std::uint32_t amount) { return amount < pivot; });
    const auto above =
        std::partition(below, begin + part.last,
                       [&](std::uint32_t amount) { return amount == pivot; });
    add(range{static_cast<std::uint32_t>(above - begin), part.last});
    part.last = static_cast<std::uint32_t>(below - begin);
  }
  std::sort(begin + part.first, begin + part.last);
}

inline void run(std::ostream& out, int entries, int workers) {
  auto ledger = bookings(entries);
  std::atomic<int> parts{0};
  const auto work = [&](range part, auto add) {
    parts.fetch_add(1, std::memory_order_relaxed);
    sort_part(ledger, part, add);
  };
  scheduler<range, decltype(work)>{workers, work}.run(
      {0, static_cast<std::uint32_t>(entries)});

  auto expected = bookings(entries);
  std::sort(expected.begin(), expected.end());
  out << workers << " workers sorted " << entries << " bookings in "
      << parts.load(std::memory_order_relaxed) << " parts\n"
      << "the same as std::sort: " << (ledger == expected ? "yes" : "no")
      << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
struct job {
  int prepared = 0, done = 0;
};

// One place, so that the second push may have to move the first job.
inline void scenario() {
  std::array<job, 2> jobs;
  deque<int> todo(1);
  const auto perform = [&](int number) {
    jobs[number].done += jobs[number].prepared;
  };
  boost::scoped_thread<> thief{[&] {
    for (int attempt = 0; attempt < 2; ++attempt)
      if (const auto stolen = todo.steal()) perform(*stolen);
  }};
  for (const int number : {0, 1}) {
    jobs[number].prepared = 1;
    todo.push(number);
  }
  if (const auto mine = todo.take()) perform(*mine);
  thief.join();
  while (const auto mine = todo.take()) perform(*mine);
  assert(jobs[0].done == 1 && "the first job is done once");
  assert(jobs[1].done == 1 && "the second job is done once");
}
// ANCHOR_END: scenario

// ANCHOR: sharing
// One task, and two workers of whom one comes away empty-handed.
inline void sharing() {
  int done = 0;
  const auto work = [&](int task, auto) { done += task; };
  scheduler<int, decltype(work)>{2, work}.run(1);
  assert(done == 1 && "the task is done once");
}
// ANCHOR_END: sharing

namespace broken {

// ANCHOR: two_jobs
// Jobs 0 and 1 are in a deque that does not grow. A job is its own slot.
struct two_jobs {
  std::atomic<int> top{0}, bottom{2};

  bool claim(int job) {
    return top.compare_exchange_strong(job, job + 1, std::memory_order_seq_cst,
                                       std::memory_order_relaxed);
  }

  std::optional<int> steal() {
    const int oldest = top.load(std::memory_order_acquire);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (oldest >= bottom.load(std::memory_order_acquire)) return std::nullopt;
    if (!claim(oldest)) return std::nullopt;
    return oldest;
  }
};
// ANCHOR_END: two_jobs

// ANCHOR: missing_fence
// The owner lowers bottom and looks at top. Nothing says in which order.
inline std::optional<int> take_without_fence(two_jobs& todo) {
  const int newest = todo.bottom.load(std::memory_order_relaxed) - 1;
  todo.bottom.store(newest, std::memory_order_release);
  const int oldest = todo.top.load(std::memory_order_relaxed);
  if (oldest < newest) return newest;
  const bool mine = oldest == newest && todo.claim(newest);
  todo.bottom.store(newest + 1, std::memory_order_relaxed);
  return mine ? std::optional{newest} : std::nullopt;
}

inline void missing_fence() {
  two_jobs todo;
  bool stolen = false;
  boost::scoped_thread<> thief{[&] {
    todo.steal();
    stolen = todo.steal() == 1;
  }};
  const bool taken = take_without_fence(todo) == 1;
  thief.join();
  assert(!(taken && stolen) && "job 1 is done once");
}
// ANCHOR_END: missing_fence

// ANCHOR: last_job_unclaimed
// With the fence, but the only job left is taken like any other.
inline void last_job_unclaimed() {
  two_jobs todo;
  bool stolen = false;
  boost::scoped_thread<> thief{[&] {
    todo.steal();
    stolen = todo.steal() == 1;
  }};
  todo.bottom.store(1, std::memory_order_release);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  const bool taken = todo.top.load(std::memory_order_relaxed) <= 1;
  thief.join();
  assert(!(taken && stolen) && "job 1 is done once");
}
// ANCHOR_END: last_job_unclaimed

// ANCHOR: outgrown_ring_freed
// The owner moves the jobs to a larger ring and frees the outgrown one.
inline void outgrown_ring_freed() {
  using ring = std::array<std::atomic<int>, 2>;
  auto owned = std::make_unique<ring>();
  std::atomic<ring*> current{owned.get()};
  boost::scoped_thread<> thief{[&] {
    const ring* const items = current.load(std::memory_order_acquire);
    (*items)[0].load(std::memory_order_relaxed);
  }};
  auto larger = std::make_unique<ring>();
  current.store(larger.get(), std::memory_order_release);
  owned = std::move(larger);
}
// ANCHOR_END: outgrown_ring_freed

}  // namespace broken

}  // namespace work_stealing_deque
