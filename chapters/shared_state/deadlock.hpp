// Take several locks, and never wait in a circle.
#pragma once

#include <algorithm>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <deque>
#include <mutex>
#include <numeric>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace deadlock {

// ANCHOR: account
// Every member, and transfer(), may be called from any thread at any time.
class account {
 public:
  explicit account(int cents) : cents_{cents} {}

  int balance() const {
    boost::lock_guard<boost::mutex> lock{mutex_};
    return cents_;
  }

  // Returns false if `from` has too little: nothing was moved.
  friend bool transfer(account& from, account& to, int cents) {
    if (&from == &to) return from.balance() >= cents;
    std::scoped_lock both{from.mutex_, to.mutex_};
    if (from.cents_ < cents) return false;
    from.cents_ -= cents;
    to.cents_ += cents;
    return true;
  }

 private:
  mutable boost::mutex mutex_;
  int cents_;  // guarded by mutex_
};
// ANCHOR_END: account

// ANCHOR: ranked_mutex
// A mutex with a rank. Who holds one may wait for those of higher rank alone,
// so no circle of waiting threads can close.
class ranked_mutex {
 public:
  explicit ranked_mutex(int rank) : rank_{rank} { assert(rank > 0); }

  // Throws std::logic_error, and does not wait, if this thread holds a mutex of
  // the same rank or a higher one.
  void lock() {
    if (highest_held_ >= rank_)
      throw std::logic_error{"holds rank " + std::to_string(highest_held_) +
                             " and asks for rank " + std::to_string(rank_)};
    mutex_.lock();
    held_before_ = std::exchange(highest_held_, rank_);
  }

  void unlock() {
    assert(highest_held_ == rank_ && "the last one taken is given back first");
    highest_held_ = held_before_;
    mutex_.unlock();
  }

 private:
  static inline thread_local int highest_held_ = 0;  // 0: none

  const int rank_;
  boost::mutex mutex_;
  int held_before_ = 0;  // guarded by mutex_
};
// ANCHOR_END: ranked_mutex

// ANCHOR: table
// A round table with a fork between each two seats. Eating takes both of the
// forks beside the seat. eat() may be called from any thread at any time.
class table {
 public:
  explicit table(int seats) : used_(seats) {
    assert(seats > 1 && "eating takes two forks");
    for (int rank = 1; rank <= seats; ++rank) forks_.emplace_back(rank);
  }

  // One meal at this seat, from 0 up. Waits for the neighbors.
  void eat(int seat) {
    const int other = (seat + 1) % static_cast<int>(forks_.size());
    const auto [low, high] = std::minmax(seat, other);
    boost::lock_guard<ranked_mutex> first{forks_[low]};
    boost::lock_guard<ranked_mutex> second{forks_[high]};
    ++used_[low];
    ++used_[high];
  }

  // Call it when nobody eats any more.
  int meals() const {
    return std::accumulate(used_.begin(), used_.end(), 0) / 2;
  }

 private:
  std::deque<ranked_mutex> forks_;
  std::vector<int> used_;  // each guarded by the fork of its number
};
// ANCHOR_END: table

// ANCHOR: run
// Philosophers dine. After each meal everyone pays the neighbor for the fork,
// so money goes around in a circle as well.
inline void run(std::ostream& out, int philosophers, int meals) {
  table dinner(philosophers);
  std::deque<account> purses;
  for (int seat = 0; seat < philosophers; ++seat) purses.emplace_back(meals);
  {
    std::vector<boost::scoped_thread<>> guests;
    for (int seat = 0; seat < philosophers; ++seat)
      guests.emplace_back([&, seat] {
        account& mine = purses[seat];
        account& neighbor = purses[(seat + 1) % philosophers];
        for (int meal = 0; meal < meals; ++meal) {
          dinner.eat(seat);
          transfer(mine, neighbor, 1);
        }
      });
  }
  out << philosophers << " philosophers had " << dinner.meals() << " meals\n";
  const bool even = std::all_of(
      purses.begin(), purses.end(),
      [&](const account& purse) { return purse.balance() == meals; });
  out << "each purse holds " << (even ? "" : "not ") << "what it held before\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// Three philosophers, and each neighbor wants one of the same forks.
inline void scenario() {
  table dinner(3);
  {
    boost::scoped_thread<> plato{[&] { dinner.eat(0); }};
    boost::scoped_thread<> hypatia{[&] { dinner.eat(1); }};
    dinner.eat(2);
  }
  assert(dinner.meals() == 3 && "everyone has eaten");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: opposite_orders
// Each thread locks what it takes from, then what it gives to. One moves rent,
// the other moves a refund.
inline void opposite_orders() {
  boost::mutex tenant, landlord;
  boost::scoped_thread<> rent{[&] {
    boost::lock_guard<boost::mutex> from{tenant};
    boost::lock_guard<boost::mutex> to{landlord};
  }};
  boost::scoped_thread<> refund{[&] {
    boost::lock_guard<boost::mutex> from{landlord};
    boost::lock_guard<boost::mutex> to{tenant};
  }};
}
// ANCHOR_END: opposite_orders

// ANCHOR: left_fork_first
// Everyone takes the fork at the left, then waits for the one at the right.
inline void left_fork_first() {
  boost::mutex forks[3];
  const auto eat = [&](int seat) {
    boost::lock_guard<boost::mutex> left{forks[seat]};
    boost::lock_guard<boost::mutex> right{forks[(seat + 1) % 3]};
  };
  boost::scoped_thread<> plato{[&] { eat(0); }};
  boost::scoped_thread<> hypatia{[&] { eat(1); }};
  eat(2);
}
// ANCHOR_END: left_fork_first

// ANCHOR: same_lock_twice
// A guest may pay for the own fork: then both names are those of one mutex.
inline void same_lock_twice() {
  boost::mutex purse;
  const auto pay = [](boost::mutex& from, boost::mutex& to) {
    boost::lock_guard<boost::mutex> first{from};
    boost::lock_guard<boost::mutex> second{to};
  };
  pay(purse, purse);
}
// ANCHOR_END: same_lock_twice

// ANCHOR: try_and_retry
// Takes one fork and tries the other. If that is taken, puts down both.
inline bool tries_to_eat(boost::mutex& mine, boost::mutex& other) {
  boost::lock_guard<boost::mutex> first{mine};
  boost::unique_lock<boost::mutex> second{other, boost::try_to_lock};
  return second.owns_lock();
}

// One round of while (!tries_to_eat(...)). If nobody gets on, all is as before,
// and the next round may go the same way.
inline void try_and_retry() {
  boost::mutex left, right;
  bool plato_ate = false, hypatia_ate = false;
  {
    boost::scoped_thread<> plato{
        [&] { plato_ate = tries_to_eat(left, right); }};
    hypatia_ate = tries_to_eat(right, left);
  }
  assert((plato_ate || hypatia_ate) && "somebody gets on");
}
// ANCHOR_END: try_and_retry

}  // namespace broken

}  // namespace deadlock
