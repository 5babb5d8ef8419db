// The front desk of a chapter: lists its recipes, reads knobs, runs one. Only
// a chapter's main.cpp talks to it.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "front_desk/recipe.hpp"

namespace front_desk {

// Does what the command line asks, on std::cin, std::cout and std::cerr, and
// returns the exit status:
//   0  done
//   1  the recipe, or a recipe of the tour, failed
//   2  the request makes no sense: one sentence on standard error says why
//  10  the reader left the menu by "quit" (by "back": 0)
// Called once, from main, while no other thread exists.
int serve(std::string_view chapter, std::span<char* const> words,
          const std::vector<recipe>& recipes);

}  // namespace front_desk
