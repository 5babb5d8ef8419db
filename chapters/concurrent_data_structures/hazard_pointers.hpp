// Free memory that other threads may still be reading.
#pragma once

#include <array>
#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <cassert>
#include <cstddef>
#include <ostream>
#include <stdexcept>
#include <vector>

namespace hazard_pointers {

// ANCHOR: domain
// What a domain frees derives from this.
class retirable {
 public:
  virtual ~retirable() = default;

 private:
  friend class domain;
  retirable* next_ = nullptr;  // on the list of retired objects
};

// Frees objects that nobody reads any more. Any thread may call any member at
// any time. What a reader did with an object happens before it is freed.
class domain {
 public:
  // For at most `readers` hazard pointers. One retirement in `batch` reclaims.
  explicit domain(std::size_t readers, std::size_t batch = 64)
      : slots_(readers), batch_{batch} {}

  // Only when no hazard pointer is left. Frees all that was retired.
  ~domain() {
    while (retired_.load(std::memory_order_relaxed)) reclaim();
  }

  // Takes over an object that no thread can find any more: the operation that
  // removed the last pointer to it was seq_cst. Allocates nothing.
  void retire(retirable* object) noexcept {
    push(object);
    if (retirements_.fetch_add(1, std::memory_order_relaxed) % batch_ == 0)
      reclaim();
  }

  // Frees what was retired, but for the objects that are protected.
  void reclaim() noexcept {
    // Pairs with push(): the objects are unlinked for this thread, too.
    retirable* next = retired_.exchange(nullptr, std::memory_order_acquire);
    while (retirable* const object = next) {
      next = object->next_;
      if (is_protected(object))
        push(object);
      else
        delete object;
    }
  }

 private:
  friend class hazard_pointer;

  struct alignas(64) slot {  // a cache line each
    std::atomic<bool> taken{false};
    std::atomic<const retirable*> hazard{nullptr};
  };

  // Is taken from only as a whole, so there is no ABA problem.
  void push(retirable* object) noexcept {
    object->next_ = retired_.load(std::memory_order_relaxed);
    while (!retired_.compare_exchange_weak(object->next_, object,
                                           std::memory_order_release))
      continue;
  }

  bool is_protected(const retirable* object) const noexcept {
    // Pairs with the stores in protect() and reset_protection().
    for (const slot& each : slots_)
      if (each.hazard.load(std::memory_order_seq_cst) == object) return true;
    return false;
  }

  std::vector<slot> slots_;
  const std::size_t batch_;
  std::atomic<retirable*> retired_{nullptr};
  std::atomic<std::size_t> retirements_{0};
};
// ANCHOR_END: domain

// ANCHOR: hazard_pointer
// Says which object a thread reads, so that nobody frees it. A hazard pointer
// belongs to one thread at a time and protects one object at a time.
class hazard_pointer {
 public:
  // Throws std::length_error if the domain has as many as it was made for.
  explicit hazard_pointer(domain& of) : slot_{free_slot(of)} {}
  hazard_pointer(const hazard_pointer&) = delete;
  ~hazard_pointer() {
    reset_protection();
    // Pairs with free_slot(): the next owner's stores come after this one's.
    slot_.taken.store(false, std::memory_order_release);
  }

  // Returns what `source` points to. That is not freed until the next call of
  // protect() or reset_protection().
  template <typename T>
  T* protect(const std::atomic<T*>& source) noexcept {
    T* seen = nullptr;
    // Both seq_cst: for all threads, the second look comes after the
    // announcement. Either it notices that the object was unlinked, or who
    // unlinked it notices the announcement.
    do {
      seen = source.load(std::memory_order_relaxed);
      slot_.hazard.store(seen, std::memory_order_seq_cst);
    } while (source.load(std::memory_order_seq_cst) != seen);
    return seen;
  }

  void reset_protection() noexcept {
    // Pairs with is_protected(): this thread has read what it wanted.
    slot_.hazard.store(nullptr, std::memory_order_release);
  }

 private:
  static domain::slot& free_slot(domain& of) {
    for (domain::slot& each : of.slots_)
      // Release, too: who finds this slot taken finds the one its owner left.
      if (!each.taken.exchange(true, std::memory_order_acq_rel)) return each;
    throw std::length_error{"every hazard pointer of this domain is in use"};
  }

  domain::slot& slot_;
};
// ANCHOR_END: hazard_pointer

// ANCHOR: run
// The departures of a day, all of one version.
struct timetable : retirable {
  explicit timetable(int version) { departures.fill(version); }
  std::array<int, 8> departures;
};

// Shows the timetable that is valid now: read by many, replaced by anyone.
class board {
 public:
  explicit board(domain& of) : of_{of} {}
  ~board() { delete current_.load(std::memory_order_relaxed); }

  void replace(int version) {
    of_.retire(
        current_.exchange(new timetable{version}, std::memory_order_seq_cst));
  }

  // Looks `times` times. Returns whether each timetable was whole.
  bool read(int times) const {
    hazard_pointer hazard{of_};
    bool whole = true;
    while (times-- > 0) {
      const auto& day = hazard.protect(current_)->departures;
      for (const int departure : day) whole = whole && departure == day[0];
    }
    return whole;
  }

 private:
  domain& of_;
  std::atomic<timetable*> current_{new timetable{0}};
};

// An office replaces the timetable in a hall while travellers read it.
inline void run(std::ostream& out, int replacements, int travellers) {
  domain of(travellers);
  board hall(of);
  std::atomic<int> confused{0};
  {
    std::vector<boost::scoped_thread<>> crowd(travellers);
    for (auto& traveller : crowd)
      traveller = boost::scoped_thread<>{[&] {
        if (!hall.read(replacements)) ++confused;
      }};
    for (int version = 1; version <= replacements; ++version)
      hall.replace(version);
  }
  out << replacements << " timetables replaced, " << travellers
      << " travellers, of whom " << confused << " saw half a timetable\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two clerks look and replace. One may get the slot that the other has left.
inline void scenario() {
  domain of(2, 1);
  board hall(of);
  const auto look = [&] {
    const bool whole = hall.read(1);
    assert(whole && "a timetable that is read is whole");
  };
  boost::scoped_thread<> clerk{[&] {
    look();
    hall.replace(1);
  }};
  hall.replace(2);
  look();
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: no_second_look
// One slot, and a price that changes while a customer reads it. `protect` fills
// the slot and returns the price to read. What is in use is leaked here.
template <typename Protect>
void replace_while_read(Protect protect) {
  std::atomic<const int*> price{new int{100}};
  std::atomic<const int*> hazard{nullptr};
  boost::scoped_thread<> customer{[&] {
    const int* const seen = protect(price, hazard);
    assert(*seen >= 100 && "a price that was valid");
  }};
  auto* const old = price.exchange(new int{101}, std::memory_order_seq_cst);
  if (hazard.load(std::memory_order_seq_cst) != old) delete old;
}

// Announces what it is going to read, and reads it.
inline void no_second_look() {
  replace_while_read([](const auto& price, auto& hazard) {
    const int* const seen = price.load(std::memory_order_seq_cst);
    hazard.store(seen, std::memory_order_seq_cst);
    return seen;
  });
}
// ANCHOR_END: no_second_look

// ANCHOR: announced_late
// Looks again. But release lets the second look overtake the announcement.
inline void announced_late() {
  replace_while_read([](const auto& price, auto& hazard) {
    const int* seen = nullptr;
    do {
      seen = price.load(std::memory_order_relaxed);
      hazard.store(seen, std::memory_order_release);
    } while (price.load(std::memory_order_seq_cst) != seen);
    return seen;
  });
}
// ANCHOR_END: announced_late

}  // namespace broken

}  // namespace hazard_pointers
