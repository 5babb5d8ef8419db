#include "front_desk/explorer_program.hpp"

#include <algorithm>
#include <iostream>
#include <string>
#include <utility>

#include "front_desk/nearest.hpp"
#include "front_desk/other_program.hpp"
#include "front_desk/request.hpp"

namespace front_desk {
namespace {

// What the verb may be asked about: `orders` takes all of a recipe's scenarios
// together as well.
std::vector<std::string> subjects(std::string_view verb,
                                  const std::vector<recipe>& recipes) {
  std::vector<std::string> all;
  for (const recipe& each : recipes) {
    if (verb == "orders" && !each.has_scenario && !each.steps.empty())
      all.emplace_back(each.name);
    for (std::string& name : scenarios(each)) all.push_back(std::move(name));
  }
  return all;
}

// RECIPE.history/NAME: what there is, its own explorer knows.
bool is_history(std::string_view name, const std::vector<recipe>& recipes) {
  const auto chosen = name.substr(0, name.find('.'));
  return name.substr(chosen.size()).starts_with(".history/") &&
         std::ranges::find(recipes, chosen, &recipe::name) != recipes.end();
}

void check(std::string_view verb, std::string_view name,
           const std::vector<recipe>& recipes) {
  if (is_history(name, recipes)) return;
  const std::vector<std::string> all = subjects(verb, recipes);
  if (std::ranges::find(all, name) != all.end()) return;
  throw bad_request{"There is nothing called '" + std::string{name} + "' to " +
                    std::string{verb == "orders" ? "audit" : verb} + " here." +
                    suggestion(name, {all.begin(), all.end()})};
}

}  // namespace

int become_explorer(std::string_view chapter, std::vector<std::string> words,
                    const std::vector<recipe>& recipes) {
  const std::string& verb = words.front();
  if (words.size() < 2) {
    throw bad_request{verb + " takes the name of a recipe, or of one of its " +
                      "broken twins as in RECIPE/TWIN."};
  }
  const std::string name = words[1];
  check(verb, name, recipes);

  become_other_program("explore", chapter, name.substr(0, name.find('/')),
                       std::move(words));
  std::cerr << "This build has no explorer for " << name
            << ": it is built by the dev preset, on Linux on x86-64.\n";
  return 3;
}

}  // namespace front_desk
