// Runs a program and takes down what it says.
#pragma once

#include <string>
#include <vector>

namespace book_pages {

struct said {
  std::string output;  // on standard output
  int status = 0;      // its exit status
};

// Throws std::runtime_error if it cannot be run, or ends by a signal.
said run(const std::vector<std::string>& words);

}  // namespace book_pages
