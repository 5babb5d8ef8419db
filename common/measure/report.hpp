// What was found, for people and for programs.
#pragma once

#include <ostream>
#include <vector>

#include "measure/compare.hpp"
#include "measure/machine.hpp"

namespace measure {

// Tables of 80 columns.
void print_heading(std::ostream& out, const machine& where);
void print(std::ostream& out, const findings& found);

// {"processor", "cores", "compiler", "date", "tables": [{"title", "unit",
// "gain", "rounds", "too_noisy", "ways": [{"name", "operations", "cost",
// "ratio"}]}]}
// A cost and a ratio are {"lower", "median", "upper"}; a ratio may be null.
void print_json(std::ostream& out, const machine& where,
                const std::vector<findings>& all);

}  // namespace measure
