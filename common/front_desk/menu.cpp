#include "front_desk/menu.hpp"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

#include "front_desk/explorer_program.hpp"
#include "front_desk/measure_program.hpp"
#include "front_desk/request.hpp"
#include "front_desk/run.hpp"
#include "front_desk/separate_process.hpp"

namespace front_desk {
namespace {

// At the prompt an interrupt does nothing; b and q leave.
class interrupts_ignored {
 public:
  interrupts_ignored() : before_{std::signal(SIGINT, SIG_IGN)} {}
  ~interrupts_ignored() { std::signal(SIGINT, before_); }
  interrupts_ignored(const interrupts_ignored&) = delete;
  interrupts_ignored& operator=(const interrupts_ignored&) = delete;

 private:
  void (*before_)(int);
};

// The reader's next line without the blanks around it, or nullopt at the end.
std::optional<std::string> ask(std::istream& in, std::ostream& out,
                               std::string_view question) {
  out << question << " > " << std::flush;
  std::string line;
  if (!std::getline(in, line)) return std::nullopt;
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string::npos) return std::string{};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

// A recipe by its number in the menu, its name, or the only name with that
// part. Throws bad_request if there is none or more than one.
const recipe& pick(const std::string& word,
                   const std::vector<recipe>& recipes) {
  std::size_t number = 0;
  const char* const last = word.data() + word.size();
  if (std::from_chars(word.data(), last, number).ptr == last) {
    if (number >= 1 && number <= recipes.size()) return recipes[number - 1];
    throw bad_request{"The recipes have the numbers 1 to " +
                      std::to_string(recipes.size()) + "."};
  }
  std::vector<const recipe*> partly;
  for (const recipe& each : recipes) {
    if (each.name == word) return each;
    if (each.name.find(word) != std::string_view::npos) partly.push_back(&each);
  }
  if (partly.size() == 1) return *partly.front();
  if (partly.empty()) return find(word, recipes);
  std::string several = "'" + word + "' is part of";
  for (const recipe* each : partly)
    several +=
        (each == partly.front() ? " " : " and ") + std::string{each->name};
  throw bad_request{several + "."};
}

void show_recipes(std::ostream& out, std::string_view chapter,
                  const std::vector<recipe>& recipes) {
  std::size_t widest = 0;
  for (const recipe& each : recipes)
    widest = std::max(widest, each.name.size());
  out << '\n' << chapter << '\n';
  for (std::size_t i = 0; i < recipes.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    const recipe& each = recipes[i];
    out << std::string(4 - std::min<std::size_t>(3, number.size()), ' ')
        << number << "  " << each.name
        << std::string(widest - each.name.size() + 2, ' ') << each.wish << '\n';
  }
}

std::string shown(const knob& each, const knob_value& value) {
  return std::string{each.name} + '=' + std::to_string(std::get<int>(value)) +
         "   " + std::to_string(each.least) + " to " +
         std::to_string(each.most);
}

std::string shown(const folder_knob& each, const knob_value& value) {
  return std::string{each.name} + '=' +
         std::get<std::filesystem::path>(value).string();
}

// The recipe, and what the reader may type: knobs, what to explore, and whether
// there is something to measure.
void show_recipe(std::ostream& out, const recipe& chosen,
                 const std::vector<knob_value>& values) {
  out << '\n' << chosen.name << ": " << chosen.wish << '\n';
  for (std::size_t i = 0; i < values.size(); ++i) {
    out << "  "
        << std::visit([&](const auto& each) { return shown(each, values[i]); },
                      chosen.knobs[i])
        << '\n';
  }
  if (chosen.has_scenario) out << "  e   explores it in every interleaving\n";
  for (const std::string_view step : chosen.steps)
    out << "  e " << step << "   explores this step of it\n";
  for (const std::string_view twin : chosen.twins)
    out << "  e " << twin << "   finds the interleaving that breaks this\n";
  if (chosen.is_measured) out << "  m   measures what it costs\n";
}

void tell_how_it_ended(std::ostream& out, int status) {
  if (status == 128 + SIGINT) {
    out << "\nstopped\n";
  } else if (status != 0) {
    out << "[exit status " << status << "]\n";
  }
}

// "e" explores the recipe, "e twin" one of its steps or broken twins, and "m"
// measures it.
bool asks_other_program(const std::string& word) {
  return word == "e" || word == "m" || word.starts_with("e ");
}

int become_other(std::string_view chapter, const recipe& chosen,
                 const std::string& word) {
  std::string name{chosen.name};
  if (word.size() > 2) name += '/' + word.substr(2);
  try {
    if (word == "m")
      return become_measure(chapter, {"measure", name}, {chosen});
    return become_explorer(chapter, {"explore", name}, {chosen});
  } catch (const bad_request& problem) {
    std::cerr << problem.what() << '\n';
    return 2;
  }
}

// Stays with one recipe until the reader goes back or quits.
leave at_recipe(std::istream& in, std::ostream& out, std::string_view chapter,
                const recipe& chosen) {
  std::vector<knob_value> values = default_values(chosen);
  show_recipe(out, chosen, values);
  for (;;) {
    const auto word = ask(in, out, "Enter runs it, b back, q quit");
    if (!word || *word == "q" || *word == "quit") return leave::quit;
    if (*word == "b" || *word == "back") return leave::back;
    if (word->empty()) {
      tell_how_it_ended(
          out, in_separate_process([&] { return run(chosen, values); }));
    } else if (asks_other_program(*word)) {
      tell_how_it_ended(out, in_separate_process([&] {
                          return become_other(chapter, chosen, *word);
                        }));
    } else {
      try {
        set(chosen, *word, values);
        show_recipe(out, chosen, values);
      } catch (const bad_request& problem) {
        out << problem.what() << '\n';
      }
    }
  }
}

}  // namespace

leave menu(std::istream& in, std::ostream& out, std::string_view chapter,
           const std::vector<recipe>& recipes) {
  const interrupts_ignored while_here;
  show_recipes(out, chapter, recipes);
  for (;;) {
    const auto word = ask(in, out, "number or name, b back, q quit");
    if (!word || *word == "q" || *word == "quit") return leave::quit;
    if (*word == "b" || *word == "back") return leave::back;
    if (!word->empty()) {
      try {
        if (at_recipe(in, out, chapter, pick(*word, recipes)) == leave::quit)
          return leave::quit;
      } catch (const bad_request& problem) {
        out << problem.what() << '\n';
        continue;
      }
    }
    show_recipes(out, chapter, recipes);
  }
}

}  // namespace front_desk
