// Hands explore, replay and orders to the explorer's own build of a recipe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "front_desk/recipe.hpp"

namespace front_desk {

// Becomes the program that explores, which stands beside this one as
// ../explore/<chapter>/<recipe>, with the reader's words: "explore",
// "replay" or "orders", recipe or recipe/twin, options. Returns only if this
// build has no such program: 3, after a sentence on standard error that says
// so. Throws bad_request if no recipe has such a scenario.
int become_explorer(std::string_view chapter, std::vector<std::string> words,
                    const std::vector<recipe>& recipes);

}  // namespace front_desk
