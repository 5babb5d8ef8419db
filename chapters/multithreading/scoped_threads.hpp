// Let threads borrow local data, and never outlive it.
#pragma once

#include <algorithm>
#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/exceptions.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_functors.hpp>
#include <boost/thread/thread_guard.hpp>
#include <boost/thread/thread_only.hpp>
#include <cassert>
#include <memory>
#include <ostream>
#include <span>
#include <thread>
#include <utility>
#include <vector>

namespace scoped_threads {

using heights = std::span<const int>;  // metres, along a path

// ANCHOR: highest
// The highest of at least one height, found by up to `threads` threads: fewer
// if the system has no more. All but the caller have ended when it returns.
inline int highest(heights path, int threads) {
  if (threads == 1 || path.size() == 1) return *std::ranges::max_element(path);

  const auto half = path.size() / 2;
  int on_first = 0;
  int on_second = 0;
  try {
    const boost::strict_scoped_thread<> helper{
        [&] { on_first = highest(path.first(half), threads / 2); }};
    on_second = highest(path.subspan(half), threads - threads / 2);
  } catch (const boost::thread_resource_error&) {
    return highest(path, 1);
  }  // the helper has been joined: its result is ours to read
  return std::max(on_first, on_second);
}
// ANCHOR_END: highest

// ANCHOR: guarded
// The same for a thread that somebody else started: a guard joins it.
template <typename Start>
int highest_beside(Start start, heights path) {
  boost::thread helper = start();
  const boost::thread_guard<> guard{helper};
  return highest(path, 1);
}
// ANCHOR_END: guarded

// ANCHOR: interrupted
// Calls tick() again and again while work() runs. Ends the ticking before it
// returns, or throws what work() throws.
template <typename Tick, typename Work>
void with_ticks(Tick tick, Work work) {
  const boost::strict_scoped_thread<boost::interrupt_and_join_if_joinable>
      ticker{[&] {
        for (;;) {
          tick();
          boost::this_thread::sleep_for(boost::chrono::milliseconds{1});
        }
      }};
  work();
}
// ANCHOR_END: interrupted

// ANCHOR: run
// A path over hills, the same at every call.
inline std::vector<int> path_of(int steps) {
  std::vector<int> path;
  unsigned ground = 1;
  for (int step = 0; step < steps; ++step) {
    ground = ground * 1664525u + 1013904223u;
    path.push_back(500 + static_cast<int>(ground >> 22));
  }
  return path;
}

inline void run(std::ostream& out, int steps, int threads) {
  const std::vector<int> path = path_of(steps);
  out << "highest point, 1 thread: " << highest(path, 1) << " m\n"
      << "highest point, up to " << threads
      << (threads == 1 ? " thread: " : " threads: ") << highest(path, threads)
      << " m\n";

  std::atomic<bool> ticked = false;  // the store pairs with the load
  with_ticks([&] { ticked.store(true, std::memory_order_release); },
             [&] {
               while (!ticked.load(std::memory_order_acquire))
                 boost::this_thread::yield();
             });
  out << "the clock ticked, and has stopped\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// Three threads, one of which starts another, borrow one path.
inline void scenario() {
  const int path[] = {7, 1, 9, 3};
  const int found = highest(path, 4);
  assert(found == 9 && "every part is searched before the answer");
}
// ANCHOR_END: scenario

namespace broken {

// What a hiker writes down.
struct notes {
  int highest = 0;
};

// ANCHOR: thread_member_first
// Members go in reverse order: first the notes, then the thread that uses them.
class hike {
 public:
  hike() {
    hiker_ = boost::scoped_thread<>{[&mine = *notes_] { mine.highest = 9; }};
  }

 private:
  boost::scoped_thread<> hiker_;
  std::unique_ptr<notes> notes_ = std::make_unique<notes>();
};

inline void thread_member_first() { hike today; }
// ANCHOR_END: thread_member_first

// ANCHOR: moved_out
// The hiker joins at the end of a scope: that of the vector, not of the notes.
inline void moved_out() {
  std::vector<boost::scoped_thread<>> hikers;
  {
    const auto mine = std::make_unique<notes>();
    boost::scoped_thread<> hiker{[&mine = *mine] { mine.highest = 9; }};
    hikers.push_back(std::move(hiker));
  }
}
// ANCHOR_END: moved_out

// ANCHOR: element_moves
// The vector outlives the hikers. Its elements move when it grows.
inline void element_moves() {
  std::vector<notes> all;
  std::vector<boost::scoped_thread<>> hikers;
  for (int hiker = 0; hiker < 2; ++hiker) {
    notes& mine = all.emplace_back();
    hikers.emplace_back([&mine] { mine.highest = 9; });
  }
}
// ANCHOR_END: element_moves

}  // namespace broken

}  // namespace scoped_threads
