// Change one variable from several threads and lose no update.
#pragma once

#include <algorithm>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <optional>
#include <ostream>
#include <vector>

namespace data_race {

// ANCHOR: box_office
// Sells numbered seats: each once, and no more than there are.
// Every member may be called from any thread at any time.
class box_office {
 public:
  explicit box_office(int seats) : seats_{seats} {}

  // Returns the number of the seat, from 1 up, or nullopt if sold out.
  std::optional<int> sell() {
    boost::lock_guard<boost::mutex> lock{mutex_};
    if (sold_ == seats_) return std::nullopt;
    return ++sold_;
  }

  // How many were sold. By the time you look at it, there may be more.
  int sold() const {
    boost::lock_guard<boost::mutex> lock{mutex_};
    return sold_;
  }

 private:
  const int seats_;
  mutable boost::mutex mutex_;
  int sold_ = 0;  // guarded by mutex_
};
// ANCHOR_END: box_office

// ANCHOR: run
// Several windows sell the seats of one theatre until none is left.
inline void run(std::ostream& out, int seats, int windows) {
  box_office theatre(seats);
  std::vector<std::vector<int>> sold_at(windows);
  {
    std::vector<boost::scoped_thread<>> clerks;
    for (auto& mine : sold_at)
      clerks.emplace_back([&theatre, &mine] {
        while (const auto seat = theatre.sell()) mine.push_back(*seat);
      });
  }

  std::vector<int> sold;
  for (const auto& mine : sold_at)
    sold.insert(sold.end(), mine.begin(), mine.end());
  std::sort(sold.begin(), sold.end());
  const bool twice = std::adjacent_find(sold.begin(), sold.end()) != sold.end();
  out << "sold " << sold.size() << " of " << seats << " seats, "
      << (twice ? "some of them twice" : "none of them twice") << '\n'
      << "the box office counted " << theatre.sold() << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two windows, two seats.
inline void scenario() {
  box_office theatre(2);
  std::optional<int> seat, other_seat;
  {
    boost::scoped_thread<> window{[&] { seat = theatre.sell(); }};
    boost::scoped_thread<> other_window{[&] { other_seat = theatre.sell(); }};
  }
  assert(theatre.sold() == 2 && "both sales count");
  assert(seat && other_seat && seat != other_seat && "a seat is sold once");
  const auto one_more = theatre.sell();
  assert(!one_more && "there is no third seat");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: lost_update
// ++ reads, adds and writes. Nothing keeps the other thread out meanwhile.
inline void lost_update() {
  int counter = 0;
  {
    boost::scoped_thread<> window{[&] { ++counter; }};
    boost::scoped_thread<> other_window{[&] { ++counter; }};
  }
  assert(counter == 2);
}
// ANCHOR_END: lost_update

// ANCHOR: unnamed_guard
// A guard without a name is gone at the semicolon, and its lock with it.
inline void unnamed_guard() {
  boost::mutex mutex;
  int sold = 0;
  const auto sell = [&] {
    boost::lock_guard<boost::mutex>{mutex};
    ++sold;
  };
  {
    boost::scoped_thread<> window{sell};
    boost::scoped_thread<> other_window{sell};
  }
  assert(sold == 2 && "both sales count");
}
// ANCHOR_END: unnamed_guard

// ANCHOR: check_then_act
// Each access holds the lock, and the last seat is sold twice all the same.
inline void check_then_act() {
  boost::mutex mutex;
  int left = 1;
  const auto any_left = [&] {
    boost::lock_guard<boost::mutex> lock{mutex};
    return left > 0;
  };
  const auto sell = [&] {
    boost::lock_guard<boost::mutex> lock{mutex};
    --left;
  };
  const auto serve = [&] {
    if (any_left()) sell();
  };
  {
    boost::scoped_thread<> window{serve};
    boost::scoped_thread<> other_window{serve};
  }
  assert(left == 0 && "one seat, one buyer");
}
// ANCHOR_END: check_then_act

// ANCHOR: unlocked_read
// The clerk holds the lock. The manager only looks, and takes none.
inline void unlocked_read() {
  boost::mutex mutex;
  int left = 1, sold = 0;
  boost::scoped_thread<> clerk{[&] {
    boost::lock_guard<boost::mutex> lock{mutex};
    --left;
    ++sold;
  }};
  const int seats = left + sold;
  assert(seats == 1 && "a seat is left or sold");
}
// ANCHOR_END: unlocked_read

}  // namespace broken

}  // namespace data_race
