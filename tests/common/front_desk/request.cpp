#include "front_desk/request.hpp"

#include <concepts>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "catch.hpp"

using front_desk::bad_request, front_desk::folder_knob, front_desk::knob,
    front_desk::knob_value, front_desk::recipe;

namespace {

void scenario() {}

void add(std::ostream& out, int a, int b) { out << a + b; }

void walk(std::ostream& out, const std::filesystem::path& folder) {
  out << folder.filename().string();
}

recipe adder() {
  return recipe{"add", "Add two numbers.", &add, knob{"apples", 1},
                knob{"pears", 2, -5, 50}}
      .explore(scenario)
      .breaks("overflow", scenario);
}

std::string printed(const recipe& chosen, std::vector<std::string> settings) {
  std::vector<knob_value> values = front_desk::default_values(chosen);
  for (const std::string& setting : settings) set(chosen, setting, values);
  std::ostringstream out;
  chosen.run(out, values);
  return out.str();
}

std::string complaint(const recipe& chosen, const std::string& setting) {
  std::vector<knob_value> values = front_desk::default_values(chosen);
  const std::vector<knob_value> before = values;
  try {
    set(chosen, setting, values);
  } catch (const bad_request& problem) {
    return values == before ? problem.what() : "it changed a knob";
  }
  return "it did not complain";
}

}  // namespace

TEST_CASE("front_desk: a recipe runs with its own knobs, or with yours") {
  CHECK(printed(adder(), {}) == "3");
  CHECK(printed(adder(), {"pears=40"}) == "41");
  CHECK(printed(adder(), {"pears=-5", "apples=1000"}) == "995");
  CHECK(printed(adder(), {"apples=2", "apples=3"}) == "5");
}

TEST_CASE("front_desk: a recipe with the wrong knobs does not compile") {
  using run = void (*)(std::ostream&, int, int);
  using name = std::string_view;
  STATIC_REQUIRE(std::constructible_from<recipe, name, name, run, knob, knob>);
  STATIC_REQUIRE_FALSE(std::constructible_from<recipe, name, name, run, knob>);
  STATIC_REQUIRE_FALSE(
      std::constructible_from<recipe, name, name, run, knob, knob, knob>);
  STATIC_REQUIRE_FALSE(
      std::constructible_from<recipe, name, name, run, knob, folder_knob>);
}

TEST_CASE("front_desk: a bad knob is explained and changes nothing") {
  const auto [setting, sentence] = GENERATE(table<std::string, std::string>({
      {"aples=1", "add has no knob 'aples'. Did you mean 'apples'?"},
      {"=1", "add has no knob ''."},
      {"apples", "A knob is set with an equals sign, as in apples=VALUE."},
      {"apples=", "apples takes a whole number from 1 to 1000, not ''."},
      {"apples=x", "apples takes a whole number from 1 to 1000, not 'x'."},
      {"apples=7x", "apples takes a whole number from 1 to 1000, not '7x'."},
      {"apples= 7", "apples takes a whole number from 1 to 1000, not ' 7'."},
      {"apples=0", "apples takes a whole number from 1 to 1000, not '0'."},
      {"apples=1001",
       "apples takes a whole number from 1 to 1000, not '1001'."},
      {"pears=51", "pears takes a whole number from -5 to 50, not '51'."},
      {"pears=99999999999",
       "pears takes a whole number from -5 to 50, not '99999999999'."},
  }));
  CHECK(complaint(adder(), setting) == sentence);
}

TEST_CASE("front_desk: a folder knob takes a folder that is there") {
  namespace fs = std::filesystem;
  const fs::path folder = fs::temp_directory_path() / "front_desk_folder_knob";
  fs::create_directories(folder / "inside");
  std::ofstream{folder / "file"} << "not a folder";
  const recipe walker{"walk", "Walk.", &walk, folder_knob{"folder", folder}};

  CHECK(printed(walker, {}) == "front_desk_folder_knob");
  CHECK(printed(walker, {"folder=" + (folder / "inside").string()}) ==
        "inside");
  const std::string gone = (folder / "gone").string();
  CHECK(complaint(walker, "folder=" + gone) ==
        "folder takes a folder, but '" + gone + "' does not exist.");
  CHECK(complaint(walker, "folder=") ==
        "folder takes a folder, but '' does not exist.");
  const std::string file = (folder / "file").string();
  CHECK(complaint(walker, "folder=" + file) ==
        "folder takes a folder, but '" + file + "' is not one.");
  fs::remove_all(folder);
}

TEST_CASE("front_desk: an unknown recipe is answered with the nearest name") {
  const std::vector<recipe> recipes{adder()};
  CHECK(front_desk::find("add", recipes).wish == "Add two numbers.");
  CHECK_THROWS_WITH(front_desk::find("ad", recipes),
                    "There is no recipe 'ad' here. Did you mean 'add'?");
  CHECK_THROWS_WITH(front_desk::find("multiply", recipes),
                    "There is no recipe 'multiply' here.");
}

TEST_CASE("front_desk: a recipe, its steps and its twins can be explored") {
  CHECK(front_desk::scenarios(adder()) ==
        std::vector<std::string>{"add", "add/overflow"});
  CHECK(front_desk::scenarios(adder().explore("carry", scenario)) ==
        std::vector<std::string>{"add", "add/carry", "add/overflow"});
  CHECK(front_desk::scenarios(
            recipe{"walk", "Walk.", &walk, folder_knob{"folder", "/"}})
            .empty());
}
