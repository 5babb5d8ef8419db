// Keep data and its lock in one object, so that nobody forgets the lock.
#pragma once

#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/synchronized_value.hpp>
#include <cassert>
#include <ostream>
#include <vector>

namespace synchronized_value {

// ANCHOR: account
struct account {
  int balance = 0;
  int bookings = 0;
};
using shared_account = boost::synchronized_value<account>;

// Returns false if there is too little: then nothing was booked.
inline bool withdraw(shared_account& shared, int amount) {
  auto held = shared.synchronize();
  if (held->balance < amount) return false;
  held->balance -= amount;
  ++held->bookings;
  return true;
}

// The same from one account to another one. Nobody sees the money in neither
// account, or in both.
inline bool transfer(shared_account& from, shared_account& to, int amount) {
  assert(&from != &to && "one lock cannot be taken twice");
  auto [source, target] = boost::synchronize(from, to);
  if (source->balance < amount) return false;
  source->balance -= amount;
  target->balance += amount;
  ++source->bookings;
  ++target->bookings;
  return true;
}

// What both held at one moment.
inline int total(const shared_account& one, const shared_account& other) {
  const auto [held, other_held] = boost::synchronize(one, other);
  return held->balance + other_held->balance;
}
// ANCHOR_END: account

// ANCHOR: run
// Tellers move money to and fro, and an auditor adds up meanwhile.
inline void run(std::ostream& out, int rounds, int tellers) {
  shared_account checking{account{100, 0}}, savings{account{100, 0}};
  bool always_200 = true;
  {
    std::vector<boost::scoped_thread<>> desks;
    for (int desk = 0; desk < tellers; ++desk)
      desks.emplace_back([&] {
        for (int round = 0; round < rounds; ++round) {
          transfer(checking, savings, 1);
          transfer(savings, checking, 1);
        }
      });
    for (int round = 0; round < rounds; ++round)
      always_200 = total(checking, savings) == 200 && always_200;
  }
  const account now = checking.get();
  out << "checking: " << now.balance << " after " << now.bookings
      << " bookings\n"
      << "the auditor " << (always_200 ? "always" : "not always")
      << " counted 200\n";
  if (!withdraw(savings, 101)) out << "savings: too little for 101\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// One coin: it may be moved or spent first, and spent where it was moved to.
inline void scenario() {
  shared_account checking{account{1, 0}}, savings;
  bool moved = false, spent_here = false, spent_there = false;
  {
    boost::scoped_thread<> teller{
        [&] { moved = transfer(checking, savings, 1); }};
    boost::scoped_thread<> customer{
        [&] { spent_there = withdraw(savings, 1); }};
    spent_here = withdraw(checking, 1);
  }
  assert(moved != spent_here && "the coin leaves the account once");
  assert((moved || !spent_there) && "it is spent where it is");
  const int left = total(checking, savings);
  assert(left == (spent_here || spent_there ? 0 : 1) && "no coin is lost");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: two_arrows
// Each arrow locks, and unlocks at the end of its line.
inline void two_arrows() {
  shared_account savings{account{10, 0}};
  const auto buy = [&] {
    if (savings->balance >= 10) savings->balance -= 10;
  };
  {
    boost::scoped_thread<> customer{buy};
    boost::scoped_thread<> other_customer{buy};
  }
  assert(savings->balance >= 0 && "nobody spends what is not there");
}
// ANCHOR_END: two_arrows

// ANCHOR: arrows_in_one_line
// Both arrows keep their lock to the end of the line: the second waits for the
// first, and both are this thread's.
inline void arrows_in_one_line() {
  shared_account savings{account{100, 0}};
  savings->balance += savings->balance / 10;
}
// ANCHOR_END: arrows_in_one_line

// ANCHOR: one_after_the_other
// Two accounts, locked one by one, in whatever order the call names them.
inline void one_after_the_other() {
  shared_account checking{account{1, 0}}, savings{account{1, 0}};
  const auto move_one = [](shared_account& from, shared_account& to) {
    auto source = from.synchronize();
    auto target = to.synchronize();
    --source->balance;
    ++target->balance;
  };
  boost::scoped_thread<> teller{[&] { move_one(checking, savings); }};
  move_one(savings, checking);
}
// ANCHOR_END: one_after_the_other

// ANCHOR: kept_reference
// The lock is gone at the semicolon. The reference stays.
inline void kept_reference() {
  shared_account savings{account{100, 0}};
  boost::scoped_thread<> teller{[&] { withdraw(savings, 10); }};
  const account& kept = *savings.synchronize();
  assert(kept.balance == 100 - 10 * kept.bookings && "booked is withdrawn");
}
// ANCHOR_END: kept_reference

}  // namespace broken

}  // namespace synchronized_value
