// Give each thread a variable of its own, and add them up at the end.
#pragma once

#include <atomic>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/tss.hpp>
#include <cassert>
#include <cstddef>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace thread_local_storage {

// ANCHOR: scratch
// The word in capitals. The text is this thread's own, and the next call of the
// same thread overwrites it.
inline const std::string& capitals(std::string_view word) {
  static thread_local std::string text;  // keeps its memory between the calls
  text.clear();
  for (const char letter : word)
    text += letter >= 'a' && letter <= 'z' ? char(letter - 'a' + 'A') : letter;
  return text;
}
// ANCHOR_END: scratch

// ANCHOR: tally
// A sum to which any thread may add at any time. Each adds to a share of its
// own, and hands that in as it ends. The tally must outlive the threads.
class tally {
 public:
  void add(int number) {
    if (!own_.get()) {
      std::unique_ptr<share> fresh{new share{*this}};
      own_.reset(fresh.get());  // may throw
      fresh.release();
    }
    own_->sum += number;
  }

  // What threads that have ended have added, and the caller. It includes all
  // that a thread added which has been joined.
  long sum() const {
    const boost::lock_guard<boost::mutex> lock{mutex_};
    return handed_in_ + (own_.get() ? own_->sum : 0);
  }

 private:
  struct share {
    tally& home;
    long sum = 0;
  };

  // Runs in each thread that has a share, as it ends.
  static void hand_in(share* ending) {
    const std::unique_ptr<share> own{ending};
    const boost::lock_guard<boost::mutex> lock{own->home.mutex_};
    own->home.handed_in_ += own->sum;
  }

  mutable boost::mutex mutex_;
  long handed_in_ = 0;                              // guarded by mutex_
  boost::thread_specific_ptr<share> own_{hand_in};  // goes before the rest
};
// ANCHOR_END: tally

// ANCHOR: run
// Readers count the letters of a page each, and all of them.
inline void run(std::ostream& out, int readers, int words) {
  constexpr std::string_view page[] = {"call", "me", "ishmael"};
  tally letters;
  std::vector<std::string> last(static_cast<std::size_t>(readers));
  {
    std::vector<boost::scoped_thread<>> threads;
    for (auto& mine : last)
      threads.emplace_back([&letters, &page, &mine, words] {
        for (int word = 0; word < words; ++word) {
          const std::string& shouted = capitals(page[word % 3]);
          letters.add(static_cast<int>(shouted.size()));
          mine = shouted;
        }
      });
  }
  for (int reader = 0; reader < readers; ++reader)
    out << "reader " << reader + 1 << " ended with "
        << last[static_cast<std::size_t>(reader)] << '\n';
  out << "letters: " << letters.sum() << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two threads and the caller add. The sum is whole after the join.
inline void scenario() {
  tally letters;
  {
    boost::scoped_thread<> reader{[&] {
      letters.add(2);
      letters.add(3);
    }};
    boost::scoped_thread<> other_reader{[&] { letters.add(10); }};
    letters.add(100);
  }
  const long sum = letters.sum();
  assert(sum == 115 && "every share is in the sum");
}

// Each thread finds the text that it made itself.
inline void scratch() {
  std::string mine, others;
  {
    boost::scoped_thread<> reader{[&] { others = capitals("whale"); }};
    mine = capitals("ship");
  }
  assert(mine == "SHIP" && others == "WHALE" && "each has its own text");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: one_for_all
// A static variable saves the allocation, too. There is one for all threads.
inline const int& doubled(int number) {
  static int result;
  result = 2 * number;
  return result;
}

inline void one_for_all() {
  boost::scoped_thread<> reader{[] {
    const int mine = doubled(1);
    assert(mine == 2 && "the double of 1");
  }};
  const int mine = doubled(2);
  assert(mine == 4 && "the double of 2");
}
// ANCHOR_END: one_for_all

// ANCHOR: summed_too_early
// The work is done, and the thread has not ended: its share is still with it.
inline void summed_too_early() {
  tally letters;
  std::atomic<bool> done{false};
  boost::scoped_thread<> reader{[&] {
    letters.add(5);
    done.store(true, std::memory_order_release);  // pairs with the load
  }};
  while (!done.load(std::memory_order_acquire)) {
  }
  const long sum = letters.sum();
  assert(sum == 5 && "the reader is done");
}
// ANCHOR_END: summed_too_early

// ANCHOR: left_by_another
// A pool's thread does one job after the other. The second finds what the
// first has left behind.
inline thread_local int discount = 0;

inline int price(int regular) { return regular - discount; }

inline void left_by_another() {
  int of_regular = 0;
  boost::scoped_thread<>{[&] {
    discount = 10;           // the first job, for a friend of the house
    of_regular = price(90);  // the next job, for anybody
  }};
  assert(of_regular == 90 && "no discount for everybody");
}
// ANCHOR_END: left_by_another

// ANCHOR: not_captured
// A lambda captures no thread_local: it means that of the thread it runs in.
inline void not_captured() {
  discount = 10;
  int mine = 0;
  boost::scoped_thread<>{[&] { mine = price(90); }};
  assert(mine == 80 && "the discount goes for the thread as well");
}
// ANCHOR_END: not_captured

// ANCHOR: lent
// A pointer to a thread's own variable, used when the thread has gone.
inline void lent() {
  boost::thread_specific_ptr<int> page;
  std::atomic<int*> bookmark{nullptr};
  boost::scoped_thread<>{[&] {
    page.reset(new int{7});
    bookmark.store(page.get(), std::memory_order_release);
  }};
  // Pairs with the store.
  const int read_on = *bookmark.load(std::memory_order_acquire);
  assert(read_on == 7 && "the bookmark says where");
}
// ANCHOR_END: lent

}  // namespace broken

}  // namespace thread_local_storage
