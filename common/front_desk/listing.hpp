// A chapter described: for people, and as JSON for programs.
#pragma once

#include <ostream>
#include <string_view>
#include <vector>

#include "front_desk/recipe.hpp"

namespace front_desk {

// Each recipe with its knobs and its wish.
void list(std::ostream& out, const std::vector<recipe>& recipes);

// How to use the chapter's program.
void help(std::ostream& out, std::string_view chapter,
          const std::vector<recipe>& recipes);

// The manifest: {"chapter", "recipes": [{"name", "wish", "scenarios": [...],
// "twins": [...], "measured", "knobs": [{"name", "value", "least", "most"} or
// {"name", "folder"}]}]}, where the twins are those scenarios that must fail.
void manifest(std::ostream& out, std::string_view chapter,
              const std::vector<recipe>& recipes);

}  // namespace front_desk
