// Where and when something was measured.
#pragma once

#include <string>

namespace measure {

struct machine {
  std::string processor;
  unsigned cores;  // that this process may use
  std::string compiler;
  std::string date;  // 2026-11-23
};

machine this_machine();

}  // namespace measure
