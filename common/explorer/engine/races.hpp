// Every access to memory that could still race with a later one, by location.
//
// Two accesses race if they touch the same byte, one of them writes, one of
// them is not atomic, and neither happens before the other: vector clocks, as
// in FastTrack (Flanagan, Freund: PLDI 2009), but no access that matters is
// ever dropped.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "explorer/engine/clock.hpp"
#include "explorer/engine/verdict.hpp"

namespace explorer {

class races {
 public:
  struct touch {
    thread_id thread = nobody;
    std::uint32_t at = 0;  // the thread's own clock
    site_id site = no_site;
    kind what = kind::read;
    std::uint8_t mask = 0xff;
    bool writes = false;
    bool atomic = false;
  };

  void begin() { ++execution_; }
  // Notes the access; returns an earlier one that it races with.
  std::optional<touch> access(object_id location, const touch& now,
                              const clock& past);

 private:
  struct cell {
    std::uint64_t execution = 0;
    std::vector<touch> touches{};
  };

  std::vector<cell> cells_;  // by location
  std::uint64_t execution_ = 0;
};

}  // namespace explorer
