// Fill in the wish: what does the reader want?
#pragma once

#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <ostream>

namespace recipe_name {

// ANCHOR: tally
// Fill in the technique. This one counts what comes in through several doors.
// Every member may be called from any thread at any time.
class tally {
 public:
  void add() {
    boost::lock_guard<boost::mutex> lock{mutex_};
    ++total_;
  }

  int total() const {
    boost::lock_guard<boost::mutex> lock{mutex_};
    return total_;
  }

 private:
  mutable boost::mutex mutex_;
  int total_ = 0;  // guarded by mutex_
};
// ANCHOR_END: tally

// ANCHOR: run
// Fill in a subject from the real world. The same knobs give the same output.
inline void run(std::ostream& out, int visitors) {
  tally inside;
  const auto let_in = [&] {
    for (int i = 0; i < visitors; ++i) inside.add();
  };
  {
    boost::scoped_thread<> front_door{let_in};
    boost::scoped_thread<> back_door{let_in};
  }
  out << inside.total() << " visitors are inside\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// Fill in the smallest use that could go wrong: the explorer runs it in every
// order. A classic mistake stands below it, in namespace broken.
inline void scenario() {
  tally inside;
  {
    boost::scoped_thread<> back_door{[&] { inside.add(); }};
    inside.add();
  }
  assert(inside.total() == 2 && "every visitor counts");
}
// ANCHOR_END: scenario

}  // namespace recipe_name
