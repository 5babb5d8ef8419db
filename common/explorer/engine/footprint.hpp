// Which operations depend on one another: the relation that the reduction
// stands on. Two steps of different threads are independent if doing them in
// either order, where both can be done, gives the same state.
//
// The relation may only err towards dependence, and it must be the same
// relation that `tree` keeps in its clocks.
#pragma once

#include <array>
#include <cstdint>

#include "explorer/engine/operation.hpp"

namespace explorer {

struct footprint {
  struct touch {
    object_id object = no_object;
    bool writes = false;
    std::uint8_t mask = 0xff;  // the bytes, of a location
  };

  std::array<touch, 3> touches{};  // what it is about comes first
  bool gives_back = false;         // unlocks
  bool takes_free = false;         // can be done only while the lock is free

  // Depends on nothing: it may be done at once, without a choice.
  bool local() const {
    for (const touch& t : touches) {
      if (t.object != no_object) return false;
    }
    return true;
  }
};

inline bool conflict(const footprint::touch& a, const footprint::touch& b) {
  return a.object == b.object && a.object != no_object &&
         (a.writes || b.writes) && (a.mask & b.mask) != 0;
}

inline bool dependent(const footprint& a, const footprint& b) {
  for (const auto& x : a.touches) {
    for (const auto& y : b.touches) {
      if (conflict(x, y)) return true;
    }
  }
  return false;
}

// No state lets both go next, so there is no order of the two to reverse: an
// unlock, and a lock that waits for it.
inline bool never_together(const footprint& done, const footprint& pending) {
  return done.gives_back && pending.takes_free;
}

}  // namespace explorer
