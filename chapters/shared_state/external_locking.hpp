// Let callers hold a lock over several calls, and the compiler ask for it.
#pragma once

#include <algorithm>
#include <boost/thread/externally_locked.hpp>
#include <boost/thread/externally_locked_stream.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/recursive_mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/strict_lock.hpp>
#include <cassert>
#include <cstddef>
#include <ostream>
#include <sstream>
#include <string>
#include <syncstream>
#include <vector>

namespace external_locking {

// ANCHOR: roll
// A roll of paper that several tills print on. hold() keeps the others out for
// as long as the lock it returns lives, so a receipt stays in one piece.
class receipt_roll {
 public:
  using lock = boost::strict_lock<boost::mutex>;

  [[nodiscard]] lock hold() { return lock(mutex_); }

  // Whoever can name a lock holds it: there is no way to unlock one early.
  void print(lock& held, const std::string& line) {
    assert(held.owns_lock(&mutex_) && "the lock is another roll's");
    lines_.get(held).push_back(line);
  }

  // What was printed so far. It stays as it is while `held` lives.
  const std::vector<std::string>& lines(lock& held) {
    assert(held.owns_lock(&mutex_) && "the lock is another roll's");
    return lines_.get(held);
  }

  // A line by itself. The caller does not hold this roll.
  void print(const std::string& line) {
    lock alone = hold();
    print(alone, line);
  }

 private:
  boost::mutex mutex_;
  boost::externally_locked<std::vector<std::string>> lines_{mutex_};
};
// ANCHOR_END: roll

// ANCHOR: streams
// The same for a stream: the guard holds it until the function ends.
using shared_stream = boost::externally_locked_stream<std::ostream>;

inline void print_receipt(shared_stream& paper, int number) {
  const auto held = paper.hold();
  held << number << " tea\n";
  held << number << " scone\n";
  held << number << " thank you\n";
}

// The standard's way holds nothing: it collects, and prints all of it at once
// when the function ends.
inline void print_receipt(std::ostream& paper, int number) {
  std::osyncstream whole{paper};
  whole << number << " tea\n";
  whole << number << " scone\n";
  whole << number << " thank you\n";
}
// ANCHOR_END: streams

// ANCHOR: run
inline void print_receipt(receipt_roll& roll, int number) {
  auto held = roll.hold();
  for (const char* line : {" tea", " scone", " thank you"})
    roll.print(held, std::to_string(number) + line);
}

// How many receipts have their three lines together.
inline int whole_receipts(std::istream& paper) {
  int whole = 0, number = -1, together = 0, next = 0;
  for (std::string line; paper >> next && std::getline(paper, line);) {
    together = next == number ? together + 1 : 1;
    number = next;
    if (together == 3) ++whole;
  }
  return whole;
}

// Tills print receipts of three lines on one roll, and on one stream.
inline void run(std::ostream& out, int receipts, int tills) {
  receipt_roll roll;
  std::stringstream held_paper, synced_paper;
  boost::recursive_mutex mutex;
  shared_stream shared_paper{held_paper, mutex};
  {
    std::vector<boost::scoped_thread<>> at_work;
    for (int till = 0; till < tills; ++till)
      at_work.emplace_back([&, till] {
        for (int number = till; number < receipts; number += tills) {
          print_receipt(roll, number);
          print_receipt(shared_paper, number);
          print_receipt(synced_paper, number);
        }
      });
  }
  std::stringstream roll_paper;
  auto held = roll.hold();
  for (const auto& line : roll.lines(held)) roll_paper << line << '\n';
  out << "whole receipts\n"
      << "  on the roll:              " << whole_receipts(roll_paper) << '\n'
      << "  on the stream, held:      " << whole_receipts(held_paper) << '\n'
      << "  on the stream, collected: " << whole_receipts(synced_paper) << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two tills print two lines each, and a third party prints a line of its own.
inline void scenario() {
  receipt_roll roll;
  const auto print_two = [&](const char* line) {
    auto held = roll.hold();
    roll.print(held, line);
    roll.print(held, line);
  };
  {
    boost::scoped_thread<> till{[&] { print_two("tea"); }};
    boost::scoped_thread<> other_till{[&] { print_two("scone"); }};
    roll.print("closing soon");
  }
  auto held = roll.hold();
  const auto& lines = roll.lines(held);
  assert(lines.size() == 5 && "no line is lost");
  for (const char* line : {"tea", "scone"}) {
    const auto first = std::find(lines.begin(), lines.end(), line);
    assert(lines.end() - first > 1 && first[1] == line && "in one piece");
  }
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: lock_per_line
// Each call locks. What comes between two calls is anybody's.
inline void lock_per_line() {
  receipt_roll roll;
  const auto print_two = [&](const char* line) {
    roll.print(line);
    roll.print(line);
  };
  {
    boost::scoped_thread<> till{[&] { print_two("tea"); }};
    boost::scoped_thread<> other_till{[&] { print_two("scone"); }};
  }
  auto held = roll.hold();
  const auto& lines = roll.lines(held);
  assert(lines[0] == lines[1] && "a receipt is in one piece");
}
// ANCHOR_END: lock_per_line

// ANCHOR: another_lock
// A lock is shown, of the right type and of the wrong mutex. Boost does not
// look, unless it is told to.
inline void another_lock() {
  boost::mutex kitchen, bar;
  boost::externally_locked<int> tips{kitchen, 0};
  boost::scoped_thread<> cook{[&] {
    boost::strict_lock<boost::mutex> held(kitchen);
    ++tips.get(held);
  }};
  boost::strict_lock<boost::mutex> held(bar);
  ++tips.get(held);
}
// ANCHOR_END: another_lock

// ANCHOR: locks_again
// The caller holds the roll, and calls the member that takes the lock itself.
inline void locks_again() {
  receipt_roll roll;
  auto held = roll.hold();
  roll.print(held, "tea");
  roll.print("thank you");
}
// ANCHOR_END: locks_again

}  // namespace broken

}  // namespace external_locking
