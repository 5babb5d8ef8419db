// The chapter's recipes to choose from, on a terminal.
#pragma once

#include <istream>
#include <ostream>
#include <string_view>
#include <vector>

#include "front_desk/recipe.hpp"

namespace front_desk {

enum class leave { back, quit };

// Shows the recipes; the reader picks one by number or by part of its name,
// changes knobs and runs it, until "back", "quit" or the end of `in`. A recipe
// runs in its own process on standard output: an interrupt (Ctrl-C) stops the
// recipe, not the menu.
leave menu(std::istream& in, std::ostream& out, std::string_view chapter,
           const std::vector<recipe>& recipes);

}  // namespace front_desk
