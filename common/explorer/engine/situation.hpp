// How things stand in the midst of a recorded execution: who holds which lock,
// who waits, and what the last step has left in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "explorer/engine/trace.hpp"
#include "explorer/engine/verdict.hpp"

namespace explorer {

struct hold {
  object_id lock = no_object;
  mode how = mode::exclusive;
  bool operator==(const hold&) const = default;
};

// The locks of a thread, once the first `steps` steps are done.
std::vector<hold> held(const trace& t, std::size_t steps, thread_id by);

// Who cannot go on, once the first `steps` steps are done, until another thread
// does something: asleep, or about to take a lock or to join a thread. That a
// thread waits for something else is told only where the finding says so, at
// the end of the trace.
std::vector<blocked> waiting(const trace& t, const finding& end,
                             std::size_t steps);

struct content {
  object_id object = no_object;
  std::uint8_t mask = 0xff;
  std::uint64_t value = 0;
};

// What the variable that the step reads or writes holds after it: of an atomic
// one the newest value, whichever the step has read.
std::optional<content> left_in_memory(const step& s);

}  // namespace explorer
