#include "front_desk/run.hpp"

#include <exception>
#include <iostream>

#include "front_desk/request.hpp"
#include "front_desk/separate_process.hpp"

namespace front_desk {

int run(const recipe& chosen, const std::vector<knob_value>& values) {
  try {
    chosen.run(std::cout, values);
    return 0;
  } catch (const std::exception& problem) {
    std::cout.flush();
    std::cerr << chosen.name << " failed: " << problem.what() << ".\n";
    return 1;
  }
}

int tour(const std::vector<recipe>& recipes) {
  int failed = 0;
  for (const recipe& each : recipes) {
    std::cout << each.name << ": " << each.wish << '\n';
    const int status =
        in_separate_process([&] { return run(each, default_values(each)); });
    if (status != 0) {
      ++failed;
      std::cout << each.name << " ended with exit status " << status << '\n';
    }
    std::cout << '\n';
  }
  std::cout << recipes.size() << (recipes.size() == 1 ? " recipe" : " recipes")
            << " run, " << failed << " failed\n";
  return failed == 0 ? 0 : 1;
}

}  // namespace front_desk
