// Notice that an exception has left shared data half changed.
#pragma once

#include <atomic>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <exception>
#include <ostream>
#include <stdexcept>
#include <utility>

namespace poisoning {

// ANCHOR: guarded
struct poisoned : std::runtime_error {
  poisoned() : runtime_error{"an exception left the data half changed"} {}
};

// A value inside its lock. It is poisoned once an exception has passed a guard
// of it, until somebody repairs it and says so.
// Every member may be called from any thread at any time.
template <typename T>
class guarded {
 public:
  // Access to the value for one thread at a time, as long as the guard lives.
  class guard {
   public:
    guard(const guard&) = delete;
    guard& operator=(const guard&) = delete;

    ~guard() {
      if (std::uncaught_exceptions() > in_flight_) owner_.poisoned_ = true;
    }

    T& operator*() const { return owner_.value_; }
    T* operator->() const { return &owner_.value_; }

    bool is_poisoned() const { return owner_.poisoned_; }

    // The value is whole again.
    void heal() { owner_.poisoned_ = false; }

   private:
    friend guarded;
    guard(guarded& owner, bool even_poisoned)
        : owner_{owner}, lock_{owner.mutex_} {
      if (owner_.poisoned_ && !even_poisoned) throw poisoned{};
    }

    guarded& owner_;
    boost::unique_lock<boost::mutex> lock_;
    const int in_flight_ = std::uncaught_exceptions();
  };

  explicit guarded(T value) : value_{std::move(value)} {}

  // Throws `poisoned` if the value is.
  guard lock() { return {*this, false}; }

  // Locks even what is poisoned. Ask the guard, repair the value, heal() it.
  guard lock_to_repair() { return {*this, true}; }

 private:
  boost::mutex mutex_;
  T value_;                // guarded by mutex_
  bool poisoned_ = false;  // guarded by mutex_
};
// ANCHOR_END: guarded

// ANCHOR: warehouse
struct unreadable_label : std::runtime_error {
  unreadable_label() : runtime_error{"the label cannot be read"} {}
};

// A parcel is on the ramp or on the shelf.
struct stock {
  int ramp = 0;
  int shelf = 0;
};

// Moves one parcel to where its label says. Throws unreadable_label with the
// parcel in the hands.
inline void put_away(guarded<stock>& warehouse, bool readable) {
  const auto parcels = warehouse.lock();
  --parcels->ramp;
  if (!readable) throw unreadable_label{};
  ++parcels->shelf;
}

// What is not on the shelf goes back to the ramp. Returns false if nothing was
// wrong: another thread was faster.
inline bool recount(guarded<stock>& warehouse, int all) {
  auto parcels = warehouse.lock_to_repair();
  if (!parcels.is_poisoned()) return false;
  parcels->ramp = all - parcels->shelf;
  parcels.heal();
  return true;
}
// ANCHOR_END: warehouse

// ANCHOR: run
// Two clerks put parcels away. The label of one is torn. Whoever then finds
// the stock poisoned recounts it.
inline void run(std::ostream& out, int parcels, int torn) {
  guarded<stock> warehouse{{.ramp = parcels}};
  std::atomic<int> unreadable = 0, recounts = 0;
  const auto clerk = [&](int first) {
    bool relabeled = false;
    for (int parcel = first; parcel <= parcels;) {
      try {
        put_away(warehouse, parcel != torn || relabeled);
        parcel += 2;
      } catch (const unreadable_label&) {
        ++unreadable;
        relabeled = true;
      } catch (const poisoned&) {
        if (recount(warehouse, parcels)) ++recounts;
      }
    }
  };
  {
    boost::scoped_thread<> odd{[&] { clerk(1); }};
    boost::scoped_thread<> even{[&] { clerk(2); }};
  }
  out << "labels that could not be read: " << unreadable << '\n'
      << "recounts: " << recounts << '\n';
  const auto left = warehouse.lock();
  out << "on the shelf: " << left->shelf << ", on the ramp: " << left->ramp
      << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// One clerk fails at a parcel, the other counts: before it, or after it.
inline void scenario() {
  guarded<stock> warehouse{{.ramp = 2}};
  int counted = 2;
  bool repaired = false, other_repaired = false;
  {
    boost::scoped_thread<> clerk{[&] {
      try {
        put_away(warehouse, false);
      } catch (const unreadable_label&) {
        repaired = recount(warehouse, 2);
      }
    }};
    try {
      const auto parcels = warehouse.lock();
      counted = parcels->ramp + parcels->shelf;
    } catch (const poisoned&) {
      other_repaired = recount(warehouse, 2);
    }
  }
  assert(counted == 2 && "nobody counts what is half changed");
  assert(repaired != other_repaired && "one of them repairs it");
  put_away(warehouse, true);
  const auto left = warehouse.lock();
  assert(left->ramp == 1 && left->shelf == 1 && "and then it works again");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: unlocks_in_silence
// The guard unlocks when the exception passes. Nobody is told.
inline void unlocks_in_silence() {
  boost::mutex mutex;
  int ramp = 1, shelf = 0;  // guarded by mutex
  boost::scoped_thread<> clerk{[&] {
    try {
      boost::lock_guard<boost::mutex> lock{mutex};
      --ramp;
      throw unreadable_label{};
    } catch (const unreadable_label&) {
    }
  }};
  boost::lock_guard<boost::mutex> lock{mutex};
  assert(ramp + shelf == 1 && "a parcel is on the ramp or on the shelf");
}
// ANCHOR_END: unlocks_in_silence

// ANCHOR: asks_before_it_locks
// The flag is right. It is read too early: the clerk may fail in between.
inline void asks_before_it_locks() {
  boost::mutex mutex;
  int ramp = 1, shelf = 0;  // guarded by mutex
  std::atomic<bool> half_changed = false;
  boost::scoped_thread<> clerk{[&] {
    boost::lock_guard<boost::mutex> lock{mutex};
    --ramp;
    half_changed = true;  // as a guard does when an exception passes
  }};
  if (half_changed) return;
  boost::lock_guard<boost::mutex> lock{mutex};
  assert(ramp + shelf == 1 && "a parcel is on the ramp or on the shelf");
}
// ANCHOR_END: asks_before_it_locks

// ANCHOR: blames_whoever_cleans_up
// Asks whether an exception is on its way, not whether it came from here.
struct hasty_guard {
  explicit hasty_guard(bool& flag) : half_changed{flag} {}
  ~hasty_guard() {
    if (std::uncaught_exceptions() > 0) half_changed = true;
  }
  bool& half_changed;
};

// Signs off when the shift ends, also when an exception ends it.
inline void blames_whoever_cleans_up() {
  struct shift {
    ~shift() { hasty_guard{half_changed}; }
    bool& half_changed;
  };
  bool half_changed = false;
  try {
    shift today{half_changed};
    throw unreadable_label{};
  } catch (const unreadable_label&) {
  }
  assert(!half_changed && "signing off went well");
}
// ANCHOR_END: blames_whoever_cleans_up

}  // namespace broken

}  // namespace poisoning
