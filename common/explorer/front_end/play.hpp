// Searches and replays of one scenario, with the names that a report needs.
#pragma once

#include <string>

#include "explorer/engine/search.hpp"
#include "explorer/front_end/names.hpp"
#include "explorer/front_end/runtime.hpp"

namespace explorer {

// All interleavings that the limits ask for. progress() is called after each.
verdict explore(scenario_function scenario, const options& limits,
                void (*progress)());

// The name of a schedule, as a reader gets it, of one that the engine gave.
std::string public_schedule(const std::string& schedule);

struct played {
  trace steps{};
  verdict answer{};
  std::string misfit;  // empty: the schedule fits the program
};

// One interleaving, step by step. Throws std::invalid_argument if `schedule` is
// no schedule's name.
played replay(scenario_function scenario, const options& limits,
              const std::string& schedule, names& called);

}  // namespace explorer
