#include "front_desk/menu.hpp"

#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"

using front_desk::knob, front_desk::leave, front_desk::recipe;

namespace {

void cook(std::ostream&, int) {}

void scenario() {}

struct visit {
  leave how;
  std::string screen;
};

// What a reader sees who types these lines.
visit type(const std::string& lines) {
  std::istringstream in{lines};
  std::ostringstream out;
  const std::vector<recipe> recipes{
      {"fry", "Fry it.", &cook, knob{"minutes", 5}},
      {"stir_fry", "Stir it.", &cook, knob{"minutes", 3}},
      recipe{"boil", "Boil it.", &cook, knob{"minutes", 9}}
          .explore(scenario)
          .explore("carry", scenario)
          .breaks("boil_dry", scenario)
          .measured()};
  const leave how = front_desk::menu(in, out, "kitchen", recipes);
  return {how, out.str()};
}

bool shows(const visit& one, const std::string& text) {
  return one.screen.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("front_desk: the menu shows every recipe with its wish") {
  const visit one = type("q\n");
  CHECK(shows(one, "1  fry       Fry it."));
  CHECK(shows(one, "3  boil      Boil it."));
}

TEST_CASE("front_desk: back and quit leave the menu, each in its own way") {
  CHECK(type("b\n").how == leave::back);
  CHECK(type("back\n").how == leave::back);
  CHECK(type("q\n").how == leave::quit);
  CHECK(type("").how == leave::quit);
  CHECK(type("1\nq\n").how == leave::quit);
  CHECK(type("1\nb\nb\n").how == leave::back);
}

TEST_CASE("front_desk: a recipe is picked by number, name or part of it") {
  CHECK(shows(type("3\n"), "boil: Boil it.\n  minutes=9   1 to 1000"));
  CHECK(shows(type("boil\n"), "boil: Boil it."));
  CHECK(shows(type("oi\n"), "boil: Boil it."));
  CHECK(shows(type("fry\n"), "fry: Fry it."));
  CHECK(shows(type("  2 \n"), "stir_fry: Stir it."));
}

TEST_CASE("front_desk: a pick that fits no recipe, or two, is explained") {
  CHECK(shows(type("4\n"), "The recipes have the numbers 1 to 3."));
  CHECK(shows(type("0\n"), "The recipes have the numbers 1 to 3."));
  CHECK(shows(type("ry\n"), "'ry' is part of fry and stir_fry."));
  CHECK(shows(type("broil\n"), "Did you mean 'boil'?"));
}

TEST_CASE("front_desk: knobs keep what the reader sets until the next pick") {
  CHECK(shows(type("1\nminutes=7\n"), "minutes=7"));
  CHECK(shows(type("1\nminutes=0\n"), "minutes takes a whole number"));
  const visit again = type("1\nminutes=7\nb\n1\n");
  CHECK(again.screen.rfind("minutes=5") > again.screen.rfind("minutes=7"));
}

TEST_CASE("front_desk: a recipe run from the menu tells only of failure") {
  const visit one = type("1\n\n");
  CHECK_FALSE(shows(one, "exit status"));
}

TEST_CASE("front_desk: the menu says what can be explored") {
  const visit one = type("boil\nq\n");
  CHECK(shows(one, "  e   explores it in every interleaving\n"));
  CHECK(shows(one, "  e carry   explores this step of it\n"));
  CHECK(shows(one, "  e boil_dry   finds"));
  CHECK_FALSE(shows(type("fry\nq\n"), "  e   "));
  CHECK(shows(type("fry\ne\nq\n"), "[exit status 2]"));
  CHECK(shows(type("boil\ne burnt\nq\n"), "[exit status 2]"));
}

TEST_CASE("front_desk: the menu measures what can be measured") {
  CHECK(shows(type("boil\nq\n"), "  m   measures what it costs\n"));
  CHECK(shows(type("boil\nm\nq\n"), "[exit status 3]"));
  CHECK_FALSE(shows(type("fry\nq\n"), "  m   "));
  CHECK(shows(type("fry\nm\nq\n"), "[exit status 2]"));
}
