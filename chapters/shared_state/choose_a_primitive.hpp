// Choose how threads share data by answering five questions.
#pragma once

#include <array>
#include <atomic>
#include <boost/thread/concurrent_queues/sync_queue.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <iomanip>
#include <memory>
#include <numeric>
#include <ostream>
#include <string_view>
#include <vector>

#include "shared_state/atomic_shared_ptr.hpp"

namespace choose_a_primitive {

// ANCHOR: choose
enum class way { constant, parts, messages, atomic, snapshot, mutex };

struct answers {
  int writers = 2;             // How many threads change the data?
  bool read_meanwhile = true;  // Does anyone read before they are done?
  bool tell_only = false;      // Do they only tell, and need no answer?
  int values = 1;              // How many values have to agree?
  int reads_per_write = 1;     // How many reads are there for each change?
};

// The first way that fits, the ones that share least first.
constexpr way choose(const answers& given) {
  if (given.writers == 0) return way::constant;
  if (!given.read_meanwhile) return way::parts;
  if (given.tell_only) return way::messages;
  if (given.values == 1) return way::atomic;
  if (given.reads_per_write >= 1000) return way::snapshot;
  return way::mutex;
}
// ANCHOR_END: choose

// ANCHOR: counts
// Calls gate(number) for each gate, the first one here and the others in
// threads of their own, and joins them.
template <typename Gate>
void open(int gates, Gate gate) {
  std::vector<boost::scoped_thread<>> others;
  for (int number = 1; number < gates; ++number)
    others.emplace_back([&gate, number] { gate(number); });
  gate(0);
}

inline int count_in_parts(int gates, int visitors) {
  std::vector<int> parts(static_cast<std::size_t>(gates));
  open(gates, [&, visitors](int gate) {
    int mine = 0;  // in a register: the parts may share a cache line
    for (int i = 0; i < visitors; ++i) ++mine;
    parts[static_cast<std::size_t>(gate)] = mine;
  });
  return std::accumulate(parts.begin(), parts.end(), 0);
}

// Ends whoever pulls, also if a gate cannot be opened.
struct closes_at_the_end {
  boost::sync_queue<int>& entries;
  ~closes_at_the_end() { entries.close(); }
};

inline int count_by_messages(int gates, int visitors) {
  boost::sync_queue<int> entries;
  int total = 0;
  boost::scoped_thread<> owner{[&] {
    int entry = 0;
    while (entries.wait_pull(entry) == boost::queue_op_status::success)
      total += entry;
  }};
  {
    const closes_at_the_end evening{entries};
    open(gates, [&, visitors](int) {
      for (int i = 0; i < visitors; ++i) entries.push(1);
    });
  }
  owner.join();
  return total;
}

inline int count_with_atomic(int gates, int visitors) {
  std::atomic<int> total{0};
  open(gates, [&, visitors](int) {
    // Relaxed: the count hands over nothing else.
    for (int i = 0; i < visitors; ++i)
      total.fetch_add(1, std::memory_order_relaxed);
  });
  return total.load(std::memory_order_relaxed);
}

inline int count_with_snapshot(int gates, int visitors) {
  atomic_shared_ptr::published<int> total{std::make_shared<const int>(0)};
  open(gates, [&, visitors](int) {
    for (int i = 0; i < visitors; ++i)
      total.update([](int before) { return before + 1; });
  });
  return *total.load();
}

inline int count_with_mutex(int gates, int visitors) {
  boost::mutex mutex;
  int total = 0;  // guarded by mutex
  open(gates, [&, visitors](int) {
    for (int i = 0; i < visitors; ++i) {
      boost::lock_guard<boost::mutex> lock{mutex};
      ++total;
    }
  });
  return total;
}
// ANCHOR_END: counts

// ANCHOR: run
struct choice {
  way is;
  std::string_view name, reason;
  int (*count)(int gates, int visitors);
};

// All but way::constant, with which nothing can be counted.
inline constexpr std::array choices{
    choice{way::parts, "a part for each thread",
           "nobody reads before they are done", count_in_parts},
    choice{way::messages, "messages to an owner",
           "the others only have to tell it", count_by_messages},
    choice{way::atomic, "an atomic", "it is one value", count_with_atomic},
    choice{way::snapshot, "a published snapshot",
           "changes are rare, and readers must not pay for them",
           count_with_snapshot},
    choice{way::mutex, "a mutex", "several values have to agree",
           count_with_mutex},
};

// A choice, and the same visitors through two gates, counted in every way.
inline void run(std::ostream& out, int writers, int read_meanwhile,
                int tell_only, int values, int reads_per_write) {
  const way chosen = choose(
      {writers, read_meanwhile == 1, tell_only == 1, values, reads_per_write});
  if (chosen == way::constant)
    out << "take nothing: build it before the threads start\n";
  for (const auto& each : choices)
    if (each.is == chosen)
      out << "take " << each.name << ": " << each.reason << '\n';

  out << "the same count with each of them:\n";
  for (const auto& each : choices)
    out << "  " << std::left << std::setw(24) << each.name
        << each.count(2, 1000) << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two gates and one visitor at each, counted in every way.
inline void scenario() {
  for (const auto& each : choices) {
    const int total = each.count(2, 1);
    assert(total == 2 && "both visitors count");
  }
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: two_atomics
// Two values have to agree. Each of them is atomic.
inline void two_atomics() {
  std::atomic<int> visitors{0}, takings{0};
  boost::scoped_thread<> gate{[&] {
    visitors.fetch_add(1, std::memory_order_seq_cst);
    takings.fetch_add(5, std::memory_order_seq_cst);
  }};
  const int came = visitors.load(std::memory_order_seq_cst);
  const int paid = takings.load(std::memory_order_seq_cst);
  assert(paid == came * 5 && "everyone has paid 5");
}
// ANCHOR_END: two_atomics

// ANCHOR: parts_read_meanwhile
// A part for each gate, since nobody asks before closing time. Then a board
// was put up.
inline void parts_read_meanwhile() {
  int parts[2] = {0, 0};
  boost::scoped_thread<> gate{[&] { ++parts[0]; }};
  boost::scoped_thread<> other_gate{[&] { ++parts[1]; }};
  const int shown = parts[0] + parts[1];
  assert(shown <= 2 && "the board shows no more than came");
}
// ANCHOR_END: parts_read_meanwhile

}  // namespace broken

}  // namespace choose_a_primitive
