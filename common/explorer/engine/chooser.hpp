// What is decided while an operation is done.
#pragma once

#include <cstdint>
#include <vector>

#include "explorer/engine/operation.hpp"

namespace explorer {

// One step of an execution.
struct moment {
  thread_id by = nobody;
  std::uint32_t at = 0;
};

// How often a thread puts up with a store that has been overtaken: as it
// likes; no more, since it has waited for a newer one long enough; or for
// ever, to see whether it waits at all.
enum class patience : std::uint8_t { usual, none, endless };

class chooser {
 public:
  // One of 0 .. alternatives - 1.
  virtual std::uint32_t choose(std::uint32_t alternatives) = 0;
  // The same, but other executions show whatever those alternatives would show
  // that are not `worthwhile`; 0 is.
  virtual std::uint32_t choose(
      std::uint32_t alternatives,
      const std::vector<std::uint32_t>& worthwhile) = 0;
  virtual moment present() const = 0;
  // The step at hand comes after `earlier` in any case: not only because both
  // touch the location that it is about.
  virtual bool follows(moment earlier) const = 0;
  virtual patience patience_at_hand() const = 0;

 protected:
  ~chooser() = default;
};

}  // namespace explorer
