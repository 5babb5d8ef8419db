#include "front_desk/measure_program.hpp"

#include <algorithm>
#include <iostream>

#include "front_desk/nearest.hpp"
#include "front_desk/other_program.hpp"
#include "front_desk/request.hpp"

namespace front_desk {

int become_measure(std::string_view chapter,
                   const std::vector<std::string>& words,
                   const std::vector<recipe>& recipes) {
  if (words.size() < 2)
    throw bad_request{"measure takes the name of a recipe."};
  const std::string& name = words[1];
  std::vector<std::string_view> measured;
  for (const recipe& each : recipes)
    if (each.is_measured) measured.push_back(each.name);
  if (std::ranges::find(measured, name) == measured.end()) {
    throw bad_request{"There is nothing called '" + name +
                      "' to measure here." + suggestion(name, measured)};
  }
  become_other_program("measure", chapter, name,
                       {words.begin() + 2, words.end()});
  std::cerr << "What measures " << name
            << " is not built. This builds it: ./cookbook measure " << chapter
            << ' ' << name << '\n';
  return 3;
}

}  // namespace front_desk
