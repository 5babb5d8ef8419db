// What a chapter tells the front desk about one of its recipes.
#pragma once

#include <concepts>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <ostream>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace front_desk {

// A whole number that the reader may change: items=5.
struct knob {
  using value_type = int;
  std::string_view name;
  int value;
  int least = 1;
  int most = 1000;
};

// A folder that the reader may name: folder=/usr/include.
struct folder_knob {
  using value_type = std::filesystem::path;
  std::string_view name;
  std::filesystem::path value;  // the chapter's samples, or empty: none
};

using any_knob = std::variant<knob, folder_knob>;
using knob_value = std::variant<int, std::filesystem::path>;

// Every knob's own name.
inline std::string_view name_of(const any_knob& any) {
  return std::visit([](const auto& each) { return each.name; }, any);
}

// A recipe's name, the reader's wish that it fulfils, and how to run it:
//   recipe{"bounded_channel", "Make a fast producer wait for a slow consumer.",
//          bounded_channel::run, knob{"items", 5}, knob{"capacity", 2}}
// calls bounded_channel::run(out, 5, 2). A run that does not take these knobs
// does not compile.
class recipe {
 public:
  template <typename Run, typename... Knobs>
  requires std::invocable<Run, std::ostream&, typename Knobs::value_type...>
  recipe(std::string_view its_name, std::string_view its_wish, Run its_run,
         Knobs... its_knobs)
      : name{its_name},
        wish{its_wish},
        knobs{its_knobs...},
        run{[its_run](std::ostream& out, std::span<const knob_value> values) {
          [&]<std::size_t... I>(std::index_sequence<I...>) {
            its_run(out, std::get<typename Knobs::value_type>(values[I])...);
          }
          (std::index_sequence_for<Knobs...>{});
        }} {}

  // The explorer proves `scenario`. It runs its own build of it: passing the
  // function here proves that it exists.
  recipe& explore(void (&scenario)()) {
    (void)scenario;
    has_scenario = true;
    return *this;
  }

  // Of a recipe told in steps, the scenario of one: asked for as name/step.
  recipe& explore(std::string_view step, void (&scenario)()) {
    (void)scenario;
    steps.push_back(step);
    return *this;
  }

  // The explorer finds what is wrong with `scenario`, asked for as name/twin.
  recipe& breaks(std::string_view twin, void (&scenario)()) {
    (void)scenario;
    twins.push_back(twin);
    return *this;
  }

  // measures/<chapter>/<recipe>.cpp compares it with other ways.
  recipe& measured() {
    is_measured = true;
    return *this;
  }

  std::string_view name;
  std::string_view wish;
  std::vector<any_knob> knobs;
  std::function<void(std::ostream&, std::span<const knob_value>)> run;
  bool has_scenario = false;
  std::vector<std::string_view> steps;
  std::vector<std::string_view> twins;
  bool is_measured = false;
};

}  // namespace front_desk
