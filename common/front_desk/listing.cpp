#include "front_desk/listing.hpp"

#include <nlohmann/json.hpp>

#include "front_desk/request.hpp"

namespace front_desk {
namespace {

void print(std::ostream& out, const knob& each) {
  out << ' ' << each.name << '=' << each.value;
}

void print(std::ostream& out, const folder_knob& each) {
  out << ' ' << each.name << "=FOLDER";
}

nlohmann::ordered_json describe(const knob& each) {
  return {{"name", each.name},
          {"value", each.value},
          {"least", each.least},
          {"most", each.most}};
}

nlohmann::ordered_json describe(const folder_knob& each) {
  return {{"name", each.name}, {"folder", true}};
}

}  // namespace

void list(std::ostream& out, const std::vector<recipe>& recipes) {
  for (const recipe& each : recipes) {
    out << each.name;
    for (const any_knob& any : each.knobs)
      std::visit([&](const auto& knob) { print(out, knob); }, any);
    out << "\n    " << each.wish << '\n';
  }
}

void help(std::ostream& out, std::string_view chapter,
          const std::vector<recipe>& recipes) {
  out << chapter
      << "                     a menu on a terminal, else this list\n"
      << chapter << " RECIPE KNOB=VALUE   runs a recipe\n"
      << chapter << " explore RECIPE      runs its scenario in every order\n"
      << chapter << " replay RECIPE STEPS shows one order again\n"
      << chapter << " orders RECIPE       weakens its memory orders\n"
      << chapter << " measure RECIPE      compares it with other ways\n"
      << chapter << " tour                runs every recipe\n"
      << chapter << " --json              describes the recipes\n\n";
  list(out, recipes);
}

void manifest(std::ostream& out, std::string_view chapter,
              const std::vector<recipe>& recipes) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const recipe& each : recipes) {
    nlohmann::ordered_json knobs = nlohmann::ordered_json::array();
    for (const any_knob& any : each.knobs)
      knobs.push_back(
          std::visit([](const auto& knob) { return describe(knob); }, any));
    all.push_back({{"name", each.name},
                   {"wish", each.wish},
                   {"knobs", std::move(knobs)},
                   {"scenarios", scenarios(each)},
                   {"twins", twins(each)},
                   {"measured", each.is_measured}});
  }
  const nlohmann::ordered_json chapter_and_recipes = {
      {"chapter", chapter}, {"recipes", std::move(all)}};
  out << chapter_and_recipes.dump(2) << '\n';
}

}  // namespace front_desk
