// Share one queue among many producers and many consumers without a lock.
#pragma once

#include <algorithm>
#include <atomic>
#include <boost/lockfree/queue.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <cassert>
#include <cstddef>
#include <optional>
#include <ostream>
#include <type_traits>
#include <vector>

namespace mpmc_queue {

// ANCHOR: queue
// A queue that holds at most `Capacity` items. Every member may be called from
// any thread at any time and is lock-free: a thread may have to try again, but
// only because another one got through. What a producer did before a push
// happens before the pop of that item returns. First in, first out.
template <typename T, std::size_t Capacity>
class bounded_queue {
  static_assert(std::is_trivially_copyable_v<T>,
                "a consumer copies an item before it knows that it won it: "
                "another thread may be writing there, so only bytes will do");
  static_assert(Capacity > 0, "a queue needs room for one item");
  static_assert(Capacity <= 65534, "slots are numbered with 16 bits");

 public:
  // Returns false if full, or if other calls under way hold the last slots.
  bool try_push(const T& item) { return items_.push(item); }

  // Returns nullopt if empty.
  std::optional<T> try_pop() {
    T item;
    if (!items_.pop(item)) return std::nullopt;
    return item;
  }

  // There is no empty(): its answer would be old before the caller reads it.

 private:
  boost::lockfree::queue<T, boost::lockfree::capacity<Capacity>> items_;
};
// ANCHOR_END: queue

// The parcels of a dock are numbered from 0.
struct parcel {
  int dock;
  int number;
};

using belt = bounded_queue<parcel, 8>;

// ANCHOR: number
// How many of 100 parcels `push` takes while nobody pops.
template <typename Push>
int taken(Push push) {
  int count = 0;
  for (int number = 0; number < 100; ++number)
    if (push(parcel{0, number})) ++count;
  return count;
}

// One number, three meanings.
inline void compare_bounds(std::ostream& out) {
  using boost::lockfree::capacity, boost::lockfree::queue;
  queue<parcel> growing(8);
  queue<parcel> preallocated(8);
  queue<parcel, capacity<8>> fixed;
  out << "nobody pops, 100 parcels come:\n"
      << "  queue(8), push          takes "
      << taken([&](parcel each) { return growing.push(each); }) << '\n'
      << "  queue(8), bounded_push  takes "
      << taken([&](parcel each) { return preallocated.bounded_push(each); })
      << '\n'
      << "  capacity<8>, push       takes "
      << taken([&](parcel each) { return fixed.push(each); }) << '\n';
}
// ANCHOR_END: number

// ANCHOR: drain
// Unloads parcels number 0, 1, ... of one dock.
inline void unload(belt& onto, int dock, int parcels) {
  for (int number = 0; number < parcels; ++number)
    while (!onto.try_push({dock, number})) boost::this_thread::yield();
}

// Says that no parcel will come any more, however its scope is left.
class last_call {
 public:
  explicit last_call(std::atomic<bool>& over) : over_{over} {}
  last_call(const last_call&) = delete;
  last_call& operator=(const last_call&) = delete;
  // Pairs with load_van's load: every parcel is on the belt.
  ~last_call() { over_.store(true, std::memory_order_release); }

 private:
  std::atomic<bool>& over_;
};

// Takes parcels until no more will come. Asks `over` first and the belt second:
// the other way round, a parcel could arrive between the two questions.
inline std::vector<parcel> load_van(belt& from, const std::atomic<bool>& over) {
  std::vector<parcel> load;
  for (;;) {
    // Pairs with ~last_call's store: a belt found empty from here on stays so.
    const bool last_look = over.load(std::memory_order_acquire);
    if (const auto next = from.try_pop())
      load.push_back(*next);
    else if (last_look)
      return load;
    else
      boost::this_thread::yield();
  }
}

// Carries every dock's parcels to the vans. Returns what each van took.
inline std::vector<std::vector<parcel>> carry(int parcels, int docks,
                                              int vans) {
  belt between;
  std::atomic<bool> over{false};
  std::vector<std::vector<parcel>> loads(vans);
  {
    std::vector<boost::scoped_thread<>> loading;
    loading.reserve(vans);
    const last_call call{over};  // before `loading` joins, after `unloading`
    for (auto& load : loads)
      loading.emplace_back([&] { load = load_van(between, over); });
    std::vector<boost::scoped_thread<>> unloading;
    unloading.reserve(docks);
    for (int dock = 0; dock < docks; ++dock)
      unloading.emplace_back([&, dock] { unload(between, dock, parcels); });
  }
  return loads;
}
// ANCHOR_END: drain

// ANCHOR: run
inline bool each_once(const std::vector<std::vector<parcel>>& loads,
                      int parcels, int docks) {
  std::vector<std::vector<int>> times(docks, std::vector<int>(parcels));
  for (const auto& load : loads)
    for (const auto& [dock, number] : load) ++times[dock][number];
  return std::ranges::all_of(times, [](const auto& of_dock) {
    return std::ranges::all_of(of_dock, [](int count) { return count == 1; });
  });
}

// Did every van see each dock's parcels in the order of their unloading?
inline bool in_order(const std::vector<std::vector<parcel>>& loads, int docks) {
  for (const auto& load : loads) {
    std::vector<int> least(docks);
    for (const auto& [dock, number] : load) {
      if (number < least[dock]) return false;
      least[dock] = number + 1;
    }
  }
  return true;
}

// A depot: several docks unload onto one belt, several vans load from it.
inline void run(std::ostream& out, int parcels, int docks, int vans) {
  compare_bounds(out);

  const auto loads = carry(parcels, docks, vans);
  const auto answer = [](bool yes) { return yes ? "yes" : "no"; };
  out << docks << " docks with " << parcels << " parcels each, " << vans
      << " vans, a belt for 8:\n"
      << "  every parcel loaded once: "
      << answer(each_once(loads, parcels, docks)) << '\n'
      << "  each dock's parcels in order: " << answer(in_order(loads, docks))
      << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// One dock pushes while the other pushes and a van loads.
inline void scenario() {
  bounded_queue<int, 2> parcels;
  int loaded = 0;  // each parcel is a digit of its own: 1 and 2 make 11
  const auto load = [&] {
    if (const auto next = parcels.try_pop()) loaded += *next == 1 ? 1 : 10;
  };

  bool first_taken = false;
  boost::scoped_thread<> dock{[&] { first_taken = parcels.try_push(1); }};
  const bool second_taken = parcels.try_push(2);
  load();
  dock.join();
  load();
  assert(first_taken && second_taken && "there is room for both");
  assert(loaded == 11 && "each parcel is loaded once");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: empty_then_pop
// Asks empty() first and then believes the answer.
inline void empty_then_pop() {
  boost::lockfree::queue<int, boost::lockfree::capacity<1>> parcels;
  parcels.push(7);
  const auto load = [&] {
    if (parcels.empty()) return;
    int parcel = 0;
    parcels.pop(parcel);
    assert(parcel == 7 && "not empty, so there must be a parcel");
  };
  boost::scoped_thread<> van{load};
  load();
}
// ANCHOR_END: empty_then_pop

// ANCHOR: over_asked_last
// Finds the belt empty, then asks whether more will come.
inline void over_asked_last() {
  bounded_queue<int, 1> parcels;
  std::atomic<bool> over{false};
  boost::scoped_thread<> dock{[&] {
    parcels.try_push(7);
    over.store(true, std::memory_order_release);
  }};
  const bool found_empty = !parcels.try_pop();
  const bool van_leaves = found_empty && over.load(std::memory_order_acquire);
  dock.join();
  int left_behind = 0;
  if (van_leaves && parcels.try_pop()) ++left_behind;
  assert(left_behind == 0 && "the van leaves when nothing is left");
}
// ANCHOR_END: over_asked_last

}  // namespace broken

}  // namespace mpmc_queue
