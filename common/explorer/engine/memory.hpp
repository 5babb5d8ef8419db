// What the stores to atomic objects hand on to the loads that read them, and
// which of them a load may read.
//
// memory_model::sc: a load reads the newest store, whatever its order.
//
// memory_model::cpp is C++20's model as RC11 repairs it (Lahav, Vafeiadis,
// Kang, Hur, Dreyer: PLDI 2017). Each location keeps its stores in
// modification order. A load may read any of them that coherence, happens-
// before and the seq_cst operations before it leave open. A store goes behind
// any of them, a read-modify-write right behind the one that it reads.
//
// An execution is an order of the operations, and a load can read no store
// that comes after it there: no load buffering, nothing out of thin air. The
// seq_cst operations have the execution's order. RC11 asks that only of some,
// so it allows a little more where they are mixed with weaker ones.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "explorer/engine/chooser.hpp"
#include "explorer/engine/clock.hpp"
#include "explorer/engine/operation.hpp"

namespace explorer {

enum class memory_model : std::uint8_t { sc, cpp };

inline bool acquires(std::memory_order m) {
  return m == std::memory_order_acquire || m == std::memory_order_consume ||
         m == std::memory_order_acq_rel || m == std::memory_order_seq_cst;
}
inline bool releases(std::memory_order m) {
  return m == std::memory_order_release || m == std::memory_order_acq_rel ||
         m == std::memory_order_seq_cst;
}

// What happens before the next step of a thread, and what would if it went
// through a fence.
struct knowledge {
  clock past{};        // happens-before; one's own entry counts releases
  clock on_acquire{};  // from relaxed loads: an acquire fence takes it
  clock released{};    // by the last release fence: relaxed stores carry it

  bool is_ordered = false;  // it comes after a seq_cst operation
  bool has_heard = false;   // ... of another thread, through weaker ones

  // What another thread learns by synchronizing with `self` now. Later
  // accesses of `self` are not in it.
  clock publish(thread_id self) {
    const clock known = past;
    ++past[self];
    return known;
  }
};

// An operation on an atomic object.
struct attempt {
  const operation& what;
  thread_id by;
  knowledge& knows;
  // What the location holds. If that is not what the newest store left there,
  // plain writes have begun a new object.
  std::uint64_t current;
  bool may_fail;  // a weak exchange, without a cause
};

class memory {
 public:
  explicit memory(chooser& choices) : choices_{choices} {}

  void begin(memory_model how);

  // Chooses the store that is read, or that the new one goes behind; whether
  // an exchange succeeds.
  outcome decide(const attempt& a);
  // Does what was decided, but for the store of an rmw. Returns what the
  // location holds then.
  std::uint64_t carry_out(const attempt& a, const outcome& decided);
  std::uint64_t modify(const attempt& a, std::uint64_t value);
  // The system looks at the location on behalf of a thread, and sees the newest
  // store; the thread's later loads see no older one.
  void look(const attempt& a);
  void fence(std::memory_order order, thread_id self, knowledge& by);
  // A plain write: what was there is no longer any store's.
  void overwrite(object_id location, std::uint8_t mask);

  bool met_weak_order() const { return met_weak_; }
  // RC11 could allow more than is shown.
  bool met_mixed_orders() const { return met_seq_cst_ && met_heard_; }

 private:
  static constexpr std::uint32_t never = 0xffffffff;

  struct store {
    std::uint64_t value = 0;
    thread_id by = nobody;   // nobody: it begins the object
    std::uint32_t at = 0;    // the writer's own clock
    std::uint32_t turn = 0;  // among the seq_cst operations; 0: it is none
    site_id site = no_site;
    bool modifies = false;    // it read the store before it
    bool is_ordered = false;  // it comes after a seq_cst operation
    moment done{};
    clock released{};
    std::array<std::uint32_t, max_threads> read_at{};  // first; reader's clock
  };
  struct history {
    std::uint8_t mask = 0;
    std::vector<store> stores{};  // in modification order
  };
  struct cell {
    std::uint64_t execution = 0;
    std::array<history, 8> at{};  // by the object's first byte
  };
  struct candidate {
    std::size_t at;
    result how;
  };
  struct seq_cst_fence {
    std::uint32_t turn = 0;
    clock seen{};  // what happens before it, or before an earlier one
  };

  cell& cell_of(object_id location);
  history& history_of(const attempt& a);
  static bool is_known(const store& s, const clock& seen);
  std::size_t oldest(const history& h, const attempt& a,
                     std::memory_order order) const;
  void find(const history& h, const attempt& a);
  const candidate& choose(const history& h);
  bool is_worthwhile(const history& h, std::size_t at) const;
  void read(store& from, const attempt& a, std::memory_order order);
  void note_order(knowledge& by, std::memory_order order);
  std::uint64_t write(history& h, const attempt& a, std::uint64_t value);

  chooser& choices_;
  memory_model how_ = memory_model::sc;
  std::vector<cell> cells_;  // by location
  std::uint64_t execution_ = 0;
  std::uint32_t turns_ = 0;  // of seq_cst operations
  std::vector<seq_cst_fence> fences_{1};
  std::vector<candidate> found_{};           // newest first
  std::vector<std::uint32_t> worthwhile_{};  // of them
  std::size_t chosen_ = 0;                   // by decide
  bool met_weak_ = false, met_seq_cst_ = false, met_heard_ = false;
};

}  // namespace explorer
