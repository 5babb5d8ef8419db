// Running recipes: one, or all of them in turn.
#pragma once

#include <ostream>
#include <vector>

#include "front_desk/recipe.hpp"

namespace front_desk {

// Runs the recipe on standard output. Returns 0, or 1 after one sentence on
// standard error if it threw.
int run(const recipe& chosen, const std::vector<knob_value>& values);

// Runs every recipe with its own values, in order, each in its own process,
// under its name and wish. The last line counts: "2 recipes run, 0 failed".
// Returns 1 if one failed.
int tour(const std::vector<recipe>& recipes);

}  // namespace front_desk
