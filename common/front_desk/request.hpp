// From words on the command line to a recipe and the values of its knobs.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "front_desk/recipe.hpp"

namespace front_desk {

// One sentence for the reader: what was wrong and what is allowed.
struct bad_request : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The recipe of that name. Throws bad_request if there is none.
const recipe& find(std::string_view name, const std::vector<recipe>& recipes);

// The knobs' own values, in order.
std::vector<knob_value> default_values(const recipe& chosen);

// Sets what "items=3" says. Throws bad_request, and changes nothing, if the
// recipe has no such knob or the knob does not take that value.
void set(const recipe& chosen, std::string_view setting,
         std::vector<knob_value>& values);

// The names that a reader may give after explore and replay: the recipe's own,
// if it has a scenario, then recipe/step for each of its steps that has one, and
// recipe/twin for each of its broken twins.
std::vector<std::string> scenarios(const recipe& each);
// Those of them that are broken twins.
std::vector<std::string> twins(const recipe& each);

}  // namespace front_desk
