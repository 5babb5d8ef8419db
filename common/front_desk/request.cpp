#include "front_desk/request.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <filesystem>
#include <system_error>
#include <utility>

#include "front_desk/nearest.hpp"

namespace front_desk {
namespace {

std::vector<std::string_view> knob_names(const recipe& chosen) {
  std::vector<std::string_view> names;
  for (const any_knob& each : chosen.knobs) names.push_back(name_of(each));
  return names;
}

knob_value read(const knob& asked, std::string_view text) {
  int number = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  if (error != std::errc{} || end != last || number < asked.least ||
      number > asked.most) {
    throw bad_request{std::string{asked.name} + " takes a whole number from " +
                      std::to_string(asked.least) + " to " +
                      std::to_string(asked.most) + ", not '" +
                      std::string{text} + "'."};
  }
  return number;
}

knob_value read(const folder_knob& asked, std::string_view text) {
  const std::filesystem::path folder{text};
  const std::string named =
      std::string{asked.name} + " takes a folder, but '" + std::string{text};
  std::error_code error;
  const auto kind = std::filesystem::status(folder, error).type();
  if (kind == std::filesystem::file_type::not_found)
    throw bad_request{named + "' does not exist."};
  if (error) throw bad_request{named + "': " + error.message() + "."};
  if (kind != std::filesystem::file_type::directory)
    throw bad_request{named + "' is not one."};
  const std::filesystem::directory_iterator opened{folder, error};
  if (error)
    throw bad_request{named + "' cannot be read: " + error.message() + "."};
  return folder;
}

// recipe/part for each of them.
std::vector<std::string> names_below(
    const recipe& each, const std::vector<std::string_view>& parts) {
  std::vector<std::string> names;
  for (const std::string_view part : parts)
    names.push_back(std::string{each.name} + '/' + std::string{part});
  return names;
}

}  // namespace

const recipe& find(std::string_view name, const std::vector<recipe>& recipes) {
  const auto found = std::ranges::find(recipes, name, &recipe::name);
  if (found != recipes.end()) return *found;
  std::vector<std::string_view> names;
  for (const recipe& each : recipes) names.push_back(each.name);
  throw bad_request{"There is no recipe '" + std::string{name} + "' here." +
                    suggestion(name, names)};
}

std::vector<knob_value> default_values(const recipe& chosen) {
  std::vector<knob_value> values;
  for (const any_knob& any : chosen.knobs)
    std::visit([&](const auto& each) { values.emplace_back(each.value); }, any);
  return values;
}

void set(const recipe& chosen, std::string_view setting,
         std::vector<knob_value>& values) {
  const std::size_t equals = setting.find('=');
  const std::string_view name = setting.substr(0, equals);
  const auto asked = std::ranges::find(chosen.knobs, name, &name_of);
  if (asked == chosen.knobs.end()) {
    throw bad_request{std::string{chosen.name} + " has no knob '" +
                      std::string{name} + "'." +
                      suggestion(name, knob_names(chosen))};
  }
  if (equals == std::string_view::npos) {
    throw bad_request{"A knob is set with an equals sign, as in " +
                      std::string{name} + "=VALUE."};
  }
  values[static_cast<std::size_t>(asked - chosen.knobs.begin())] = std::visit(
      [&](const auto& knob) { return read(knob, setting.substr(equals + 1)); },
      *asked);
}

std::vector<std::string> scenarios(const recipe& each) {
  std::vector<std::string> names;
  if (each.has_scenario) names.emplace_back(each.name);
  for (std::string& step : names_below(each, each.steps))
    names.push_back(std::move(step));
  for (std::string& twin : twins(each)) names.push_back(std::move(twin));
  return names;
}

std::vector<std::string> twins(const recipe& each) {
  return names_below(each, each.twins);
}

}  // namespace front_desk
