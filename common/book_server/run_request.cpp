#include "book_server/run_request.hpp"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <limits>

#include "book_server/refusal.hpp"

namespace book_server {
namespace {

using json = nlohmann::ordered_json;
using boost::beast::http::status;

refusal malformed(const std::string& sentence) {
  return {status::bad_request, sentence};
}

json parse(std::string_view body) {
  json asked = json::parse(body, nullptr, false);
  if (!asked.is_object()) throw malformed("The request is not a JSON object.");
  return asked;
}

void require_fields(const json& asked,
                    std::initializer_list<std::string_view> fields) {
  for (const std::string_view field : fields)
    if (!asked.contains(std::string{field}))
      throw malformed("The request lacks '" + std::string{field} + "'.");
  for (const auto& [name, value] : asked.items())
    if (std::ranges::find(fields, name) == fields.end())
      throw malformed("The request has a field that this mode has no use for.");
}

std::string text(const json& asked, const char* field) {
  const auto found = asked.find(field);
  if (found == asked.end() || !found->is_string())
    throw malformed(std::string{"The request lacks the text '"} + field + "'.");
  return *found;
}

// The element of the array whose `key` is `name`.
const json& find(const json& array, const char* key, const std::string& name) {
  const auto found = std::ranges::find_if(
      array, [&](const json& each) { return each.at(key) == name; });
  if (found == array.end()) {
    throw refusal{status::not_found,
                  std::string{"There is no such "} +
                      (*key == 'c' ? "chapter." : "recipe.")};
  }
  return *found;
}

// What is too large for the type is out of every knob's bounds as well.
std::int64_t whole_number(const json& value) {
  if (!value.is_number_integer())
    throw malformed("A knob takes a whole number.");
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > most)
    return most;
  return value;
}

std::string setting(const json& recipe, const std::string& name,
                    const json& asked) {
  for (const json& knob : recipe.at("knobs")) {
    if (knob.at("name") != name || !knob.contains("least")) continue;
    const std::int64_t value = whole_number(asked);
    if (value < knob["least"].get<std::int64_t>() ||
        value > knob["most"].get<std::int64_t>()) {
      throw malformed(name + " takes a whole number from " +
                      knob["least"].dump() + " to " + knob["most"].dump() +
                      ".");
    }
    return name + '=' + std::to_string(value);
  }
  throw malformed("The recipe has no such knob.");
}

std::vector<std::string> run_words(json asked, const json& recipe) {
  asked.emplace("knobs", json::object());
  require_fields(asked, {"chapter", "mode", "recipe", "knobs"});
  if (!asked["knobs"].is_object())
    throw malformed("The knobs are not a JSON object.");
  std::vector<std::string> words{recipe.at("name")};
  for (const auto& [name, value] : asked["knobs"].items())
    words.push_back(setting(recipe, name, value));
  return words;
}

std::string scenario_of(const json& asked, const json& recipe) {
  std::string name = text(asked, "scenario");
  const json& all = recipe.at("scenarios");
  if (std::find(all.begin(), all.end(), name) == all.end())
    throw refusal{status::not_found, "There is no such scenario."};
  return name;
}

std::string schedule_of(const json& asked) {
  std::string steps = text(asked, "schedule");
  const auto belongs = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.';
  };
  if (steps.empty() || steps.size() > 200 ||
      !std::ranges::all_of(steps, belongs))
    throw malformed("That is no schedule.");
  return steps;
}

std::vector<std::string> words_of(const std::string& mode, const json& asked,
                                  const json& recipe) {
  if (mode == "run") return run_words(asked, recipe);
  if (mode == "explore" || mode == "orders") {
    require_fields(asked, {"chapter", "mode", "recipe", "scenario"});
    return {mode, scenario_of(asked, recipe)};
  }
  if (mode == "replay") {
    require_fields(asked,
                   {"chapter", "mode", "recipe", "scenario", "schedule"});
    return {mode, scenario_of(asked, recipe), schedule_of(asked)};
  }
  if (mode == "measure") {
    require_fields(asked, {"chapter", "mode", "recipe"});
    if (!recipe.at("measured").get<bool>())
      throw refusal{status::not_found, "That recipe is not measured."};
    // Half of the deadline: the warm-up comes on top.
    return {mode, recipe.at("name"), "seconds=60"};
  }
  throw malformed("There is no such mode.");
}

// Explorers and comparisons are programs of their own, built later or never.
void require_built(const std::string& mode, const chapters& known,
                   const std::string& chapter, const std::string& recipe) {
  if (mode == "run") return;
  const bool measures = mode == "measure";
  const auto folder =
      known.programs.parent_path() / (measures ? "measure" : "explore");
  if (exists(folder / chapter / recipe)) return;
  throw refusal{
      status::conflict,
      std::string{measures ? "The comparison" : "The explorer"} + " of " +
          recipe + " is still being built. This builds it first: ./cookbook " +
          (measures ? "measure " : "explore ") + chapter + ' ' + recipe};
}

}  // namespace

std::string typed(const command& asked) {
  std::string line = asked.program.filename();
  for (const std::string& word : asked.words)
    if (word != "--json") line += ' ' + word;
  return line;
}

command read_run_request(std::string_view body, const chapters& known,
                         const limits& allowed) {
  const json asked = parse(body);
  const std::string chapter = text(asked, "chapter");
  const std::string mode = text(asked, "mode");
  const json& recipe =
      find(find(known.manifests, "chapter", chapter).at("recipes"), "name",
           text(asked, "recipe"));

  command wanted;
  wanted.words = words_of(mode, asked, recipe);
  require_built(mode, known, chapter, recipe.at("name"));
  wanted.program = known.programs / chapter;
  wanted.deadline = mode == "run" ? allowed.deadline : allowed.long_deadline;
  wanted.answers_json = mode != "run" && mode != "orders";
  if (wanted.answers_json) wanted.words.emplace_back("--json");
  return wanted;
}

}  // namespace book_server
