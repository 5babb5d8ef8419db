// What the stores to atomic objects hand on to the loads that read them:
// C++'s synchronizes-with, over release sequences and fences.
//
// This one is sequentially consistent: a load reads the newest store, whatever
// its order. A weaker memory takes this class's place: it keeps the older
// stores, and asks `choose` which of them a load reads.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include "explorer/engine/clock.hpp"
#include "explorer/engine/operation.hpp"

namespace explorer {

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

  // What another thread learns by synchronizing with `self` now. Later plain
  // accesses of `self` are not in it.
  clock publish(thread_id self) {
    const clock known = past;
    ++past[self];
    return known;
  }
};

class memory {
 public:
  void begin() { ++execution_; }

  // `current` is what the location holds. If that is not what the last store
  // left there, plain writes have begun a new object.
  std::uint64_t load(object_id location, std::uint8_t mask,
                     std::uint64_t current, std::memory_order order,
                     knowledge& reader);
  // `extends`: the store is half of a read-modify-write, and goes on with the
  // release sequence of what it read.
  void store(object_id location, std::uint8_t mask, std::uint64_t value,
             std::memory_order order, thread_id writer, knowledge& by,
             bool extends);
  void fence(std::memory_order order, thread_id self, knowledge& by);
  // A plain write: what was there is no longer any store's.
  void overwrite(object_id location, std::uint8_t mask);

 private:
  struct newest {
    bool valid = false;
    std::uint64_t value = 0;
    clock released{};
  };
  struct cell {
    std::uint64_t execution = 0;
    std::array<newest, 8> at{};  // by the object's first byte
  };

  newest& of(object_id location, std::uint8_t mask);

  std::vector<cell> cells_;  // by location
  std::uint64_t execution_ = 0;
};

}  // namespace explorer
