// Count, limit and flag from several threads without a lock.
#pragma once

#include <algorithm>
#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <limits>
#include <ostream>
#include <type_traits>
#include <vector>

namespace atomics {

// ANCHOR: car_park
// Counts the cars in a car park that has several gates. Every member may be
// called from any thread at any time. What a driver did before leave() happens
// before a later entry.
class car_park {
 public:
  explicit car_park(int places) : places_{places} {}

  // Returns false if full.
  bool try_enter() {
    int parked = parked_.load(std::memory_order_relaxed);
    do {
      if (parked == places_) return false;
      // An exchange that fails puts the number that it found into `parked`.
      // Acquire pairs with leave(): a place is handed over with its state.
    } while (!parked_.compare_exchange_weak(parked, parked + 1,
                                            std::memory_order_acquire,
                                            std::memory_order_relaxed));
    return true;
  }

  // Waits for a place.
  void enter() {
    while (!try_enter()) parked_.wait(places_, std::memory_order_relaxed);
  }

  // Only after an entry.
  void leave() {
    parked_.fetch_sub(1, std::memory_order_release);  // pairs with try_enter()
    parked_.notify_one();
    served_.fetch_add(1, std::memory_order_relaxed);
  }

  // How many are in, and how many have left so far. By the time you look at a
  // number, there may be another.
  int parked() const { return parked_.load(std::memory_order_relaxed); }
  int served() const { return served_.load(std::memory_order_relaxed); }

 private:
  const int places_;
  std::atomic<int> parked_{0};  // never more than places_
  std::atomic<int> served_{0};  // a count that orders nothing: relaxed
};
// ANCHOR_END: car_park

// ANCHOR: stays
// Aligned like one number of its size: clang uses a lock for it otherwise.
struct alignas(2 * sizeof(int)) stays {
  int shortest, longest;  // minutes
};

// Two numbers that always belong together, since one atomic holds both. Every
// member may be called from any thread at any time.
class stay_record {
 public:
  void note(int minutes) {
    stays known = stays_.load(std::memory_order_relaxed);
    stays wider{};
    do {
      wider = {std::min(known.shortest, minutes),
               std::max(known.longest, minutes)};
    } while (
        !stays_.compare_exchange_weak(known, wider, std::memory_order_relaxed));
  }

  stays read() const { return stays_.load(std::memory_order_relaxed); }

 private:
  static_assert(std::atomic<stays>::is_always_lock_free,
                "larger structs take a lock that nobody sees");
  static_assert(std::has_unique_object_representations_v<stays>,
                "an exchange compares bytes, and padding is bytes as well");

  std::atomic<stays> stays_{stays{std::numeric_limits<int>::max(), 0}};
};
// ANCHOR_END: stays

// ANCHOR: plain
// Counts in a plain vector, while other threads do the same. As long as they
// do, every access to an element has to go through an atomic_ref.
inline void count_in(std::vector<int>& cars_in_row, std::size_t row) {
  std::atomic_ref<int>{cars_in_row[row]}.fetch_add(1,
                                                   std::memory_order_relaxed);
}
// ANCHOR_END: plain

// ANCHOR: run
// Cars come in through several gates, all at the same moment, find a place in
// one of four rows, stay a while, and leave.
inline void run(std::ostream& out, int cars, int gates, int places) {
  car_park park(places);
  stay_record record;
  std::vector<int> cars_in_row(4, 0);
  std::atomic<bool> open = false;  // a flag that threads wait for
  {
    std::vector<boost::scoped_thread<>> at_gates;
    for (int gate = 0; gate < gates; ++gate)
      at_gates.emplace_back([&, gate] {
        open.wait(false, std::memory_order_acquire);  // pairs with the store
        for (int car = gate; car < cars; car += gates) {
          park.enter();
          count_in(cars_in_row, static_cast<std::size_t>(car % 4));
          record.note(15 + car * 37 % 240);
          park.leave();
        }
      });
    open.store(true, std::memory_order_release);
    open.notify_all();
  }

  out << "served: " << park.served() << ", still there: " << park.parked()
      << "\nrows:";
  for (const int count : cars_in_row) out << ' ' << count;
  const auto [shortest, longest] = record.read();
  out << "\nstays: " << shortest << " to " << longest << " minutes\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// One place for two cars: the second one waits until the first has left. Both
// write on the place, which is plain memory.
inline void scenario() {
  car_park park(1);
  int parked_here = 0;  // guarded by the place
  const auto visit = [&] {
    park.enter();
    ++parked_here;
    park.leave();
  };
  {
    boost::scoped_thread<> car{visit};
    boost::scoped_thread<> other_car{visit};
  }
  assert(parked_here == 2 && "each car had the place to itself");
  assert(park.served() == 2 && park.parked() == 0 && "no count is lost");
}
// ANCHOR_END: scenario

// ANCHOR: noting
// Two cars leave at the same moment, and both stays are noted.
inline void noting() {
  stay_record record;
  {
    boost::scoped_thread<> car{[&] { record.note(20); }};
    boost::scoped_thread<> other_car{[&] { record.note(50); }};
  }
  const auto [shortest, longest] = record.read();
  assert(shortest == 20 && longest == 50 && "both stays are noted");
}
// ANCHOR_END: noting

namespace broken {

// ANCHOR: load_then_store
// Each access is atomic. What happens between the two is not.
inline void load_then_store() {
  std::atomic<int> entered = 0;
  const auto enter = [&] {
    const int before = entered.load(std::memory_order_seq_cst);
    entered.store(before + 1, std::memory_order_seq_cst);
  };
  {
    boost::scoped_thread<> gate{enter};
    boost::scoped_thread<> other_gate{enter};
  }
  const int counted = entered.load(std::memory_order_seq_cst);
  assert(counted == 2 && "two cars came in");
}
// ANCHOR_END: load_then_store

// ANCHOR: add_then_undo
// Takes the place first and gives it back if there was none. Until then the
// number is too large, and turns away a car that has a place.
inline void add_then_undo() {
  std::atomic<int> parked = 0;
  const auto try_enter = [&] {
    if (parked.fetch_add(1, std::memory_order_acq_rel) < 1) return true;
    parked.fetch_sub(1, std::memory_order_acq_rel);
    return false;
  };
  bool came_in = false;
  try_enter();
  boost::scoped_thread<> other_gate{[&] { came_in = try_enter(); }};
  parked.fetch_sub(1, std::memory_order_acq_rel);  // leaves
  const bool came_back = try_enter();
  other_gate.join();
  assert((came_in || came_back) && "the place is free, and one of two gets it");
}
// ANCHOR_END: add_then_undo

// ANCHOR: two_atomics
// The shortest stay in one atomic and the longest in another.
inline void two_atomics() {
  std::atomic<int> shortest = std::numeric_limits<int>::max(), longest = 0;
  boost::scoped_thread<> gate{[&] {
    shortest.store(20, std::memory_order_seq_cst);
    longest.store(20, std::memory_order_seq_cst);
  }};
  const int low = shortest.load(std::memory_order_seq_cst);
  const int high = longest.load(std::memory_order_seq_cst);
  assert((low == 20) == (high == 20) && "one stay sets both or none");
}
// ANCHOR_END: two_atomics

// ANCHOR: mixed_access
// One gate counts through an atomic_ref, the other without one.
inline void mixed_access() {
  int cars = 0;
  boost::scoped_thread<> gate{[&] {
    std::atomic_ref<int>{cars}.fetch_add(1, std::memory_order_seq_cst);
  }};
  ++cars;
  gate.join();
  assert(cars == 2 && "two cars came in");
}
// ANCHOR_END: mixed_access

}  // namespace broken

}  // namespace atomics
