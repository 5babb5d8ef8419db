// Hands measure to the program that compares a recipe with other ways.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "front_desk/recipe.hpp"

namespace front_desk {

// Becomes that program with the reader's words: "measure", recipe, options.
// Returns only if it is not built: 3, after a sentence on standard error that
// says so. Throws bad_request if no such recipe is measured.
int become_measure(std::string_view chapter,
                   const std::vector<std::string>& words,
                   const std::vector<recipe>& recipes);

}  // namespace front_desk
