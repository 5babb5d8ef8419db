// Know when everyone has left who could know an object.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace epoch_reclamation {

// ANCHOR: collector
// What a collector frees derives from this.
class retirable {
 public:
  virtual ~retirable() = default;

 private:
  template <std::uint64_t Grace>
  friend class basic_collector;
  retirable* next_ = nullptr;  // on the list of retired objects
  std::uint64_t epoch_ = 0;    // of the guard that retired it
};

// Frees objects when everyone who could know them has left. Any thread may call
// any member at any time. A retired object is freed `Grace` epochs later: three
// are enough, two are not.
template <std::uint64_t Grace>
class basic_collector {
  struct slot;

 public:
  // A thread's part in it. Belongs to one thread at a time.
  class participant;
  // As long as it lives, nothing is freed that its thread can find.
  class guard;

  // For at most `participants`. One retirement in `batch` collects.
  explicit basic_collector(std::size_t participants, std::size_t batch = 64)
      : slots_(participants), batch_{batch} {}

  // Only when no participant is left. Frees all that was retired.
  ~basic_collector() {
    while (retired_.load(std::memory_order_relaxed)) collect();
  }

  // Begins a new epoch, unless a guard is left from an older one than this one.
  // Frees what is old enough then.
  void collect() noexcept {
    // Pairs with the exchange below, in other threads, and with guard(): who
    // sees an epoch knows that everyone has left the one before the last.
    std::uint64_t now = epoch_.load(std::memory_order_seq_cst);
    if (all_inside_since(now) &&
        epoch_.compare_exchange_strong(now, now + 1, std::memory_order_seq_cst,
                                       std::memory_order_acquire))
      ++now;
    // Pairs with push().
    retirable* next = retired_.exchange(nullptr, std::memory_order_acquire);
    while (retirable* const object = next) {
      next = object->next_;
      if (object->epoch_ + Grace > now)
        push(object);
      else
        delete object;
    }
  }

 private:
  static constexpr std::uint64_t outside = 0;  // epochs are counted from 1

  struct alignas(64) slot {  // a cache line each
    std::atomic<bool> taken{false};
    std::atomic<std::uint64_t> inside_since{outside};
  };

  bool all_inside_since(std::uint64_t epoch) const noexcept {
    for (const slot& each : slots_) {
      // Pairs with guard(), and as an acquire with ~guard().
      const auto since = each.inside_since.load(std::memory_order_seq_cst);
      if (since != outside && since != epoch) return false;
    }
    return true;
  }

  void push(retirable* object) noexcept {
    object->next_ = retired_.load(std::memory_order_relaxed);
    while (!retired_.compare_exchange_weak(object->next_, object,
                                           std::memory_order_release))
      continue;
  }

  std::vector<slot> slots_;
  const std::size_t batch_;
  alignas(64) std::atomic<std::uint64_t> epoch_{1};  // guards read it
  alignas(64) std::atomic<retirable*> retired_{nullptr};
  std::atomic<std::size_t> retirements_{0};
};

using collector = basic_collector<3>;
// ANCHOR_END: collector

// ANCHOR: guard
template <std::uint64_t Grace>
class basic_collector<Grace>::participant {
 public:
  // Throws std::length_error if the collector has as many as it was made for.
  explicit participant(basic_collector& in) : in_{in}, slot_{free_slot(in)} {}
  participant(const participant&) = delete;
  // Pairs with free_slot(): the next owner's stores come after this one's.
  ~participant() { slot_.taken.store(false, std::memory_order_release); }

 private:
  friend class guard;

  static slot& free_slot(basic_collector& in) {
    for (slot& each : in.slots_)
      // Release, too: who finds this place taken finds the one its owner left.
      if (!each.taken.exchange(true, std::memory_order_acq_rel)) return each;
    throw std::length_error{"every place in this collector is taken"};
  }

  basic_collector& in_;
  slot& slot_;
};

template <std::uint64_t Grace>
class basic_collector<Grace>::guard {
 public:
  // A participant has one guard at a time.
  explicit guard(participant& self) : in_{self.in_}, slot_{self.slot_} {
    // First the announcement, then another look at the epoch, both seq_cst: who
    // ends this epoch without noticing the guard is the last who does.
    slot_.inside_since.store(in_.epoch_.load(std::memory_order_relaxed),
                             std::memory_order_seq_cst);
    epoch_ = in_.epoch_.load(std::memory_order_seq_cst);
  }
  guard(const guard&) = delete;
  // Pairs with all_inside_since(): this thread has read what it wanted.
  ~guard() { slot_.inside_since.store(outside, std::memory_order_release); }

  // Takes over an object that who enters later cannot find. Allocates nothing.
  void retire(retirable* object) const noexcept {
    object->epoch_ = epoch_;
    in_.push(object);
    if (in_.retirements_.fetch_add(1, std::memory_order_relaxed) % in_.batch_ ==
        0)
      in_.collect();
  }

 private:
  basic_collector& in_;
  slot& slot_;
  std::uint64_t epoch_;
};
// ANCHOR_END: guard

}  // namespace epoch_reclamation
