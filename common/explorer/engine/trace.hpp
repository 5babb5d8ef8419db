// One execution, step by step, as a replay records it.
#pragma once

#include <cstdint>
#include <vector>

#include "explorer/engine/operation.hpp"

namespace explorer {

struct step {
  thread_id thread = nobody;
  operation what{};
  outcome how{};
  std::uint64_t written = 0;  // rmw: the new value; plain: the value, if noted
  bool has_written = false;
  std::vector<object_id> held{};     // locks of this thread, after the step
  std::vector<thread_id> waiting{};  // threads asleep, after the step
};

struct trace {
  std::vector<step> steps{};
  std::vector<object_kind> objects{};  // what each object_id is
  std::uint32_t threads = 1;
};

}  // namespace explorer
