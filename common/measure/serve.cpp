#include <algorithm>
#include <cstddef>
#include <exception>
#include <iostream>
#include <string_view>
#include <thread>

#include "front_desk/recipe.hpp"
#include "front_desk/request.hpp"
#include "measure/compare.hpp"
#include "measure/measure.hpp"
#include "measure/report.hpp"

namespace measure {
namespace {

// Every table has the same share of the time. A single round shows no more than
// that the ways do the same work, so it is a short one.
void measure_all(std::ostream& out, const std::vector<table>& tables,
                 bool as_json, int rounds, int seconds) {
  effort spent{rounds, double(seconds) / double(tables.size())};
  if (rounds == 1) spent.round_seconds = 0.002;
  const machine here = this_machine();
  std::vector<findings> all;
  if (!as_json) print_heading(out, here);
  for (const table& each : tables) {
    all.push_back(compare(each, spent));
    if (!as_json) print(out, all.back());
    out.flush();
  }
  if (as_json) print_json(out, here, all);
}

}  // namespace

int serve(std::span<char* const> words, const std::vector<table>& tables) {
  // Before a first thread exists, glibc locks and counts without atomics.
  std::jthread{[] {}}.join();
  try {
    bool as_json = false;
    const front_desk::recipe asked{
        "measure", "",
        [&](std::ostream& out, int rounds, int seconds) {
          measure_all(out, tables, as_json, rounds, seconds);
        },
        front_desk::knob{"rounds", 21},
        front_desk::knob{"seconds", 3600, 1, 3600}};
    std::vector<front_desk::knob_value> values =
        front_desk::default_values(asked);
    for (const std::string_view word : words) {
      if (word == "--json")
        as_json = true;
      else
        front_desk::set(asked, word, values);
    }
    asked.run(std::cout, values);
    return 0;
  } catch (const front_desk::bad_request& problem) {
    std::cerr << problem.what() << '\n';
    return 2;
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << '\n';
    return 1;
  }
}

}  // namespace measure
