// From a request's body to a command line, by way of the manifests: what is
// not described there cannot be asked for.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "book_server/chapters.hpp"
#include "book_server/limits.hpp"

namespace book_server {

struct command {
  std::filesystem::path program;
  std::vector<std::string> words;
  std::chrono::seconds deadline;
  bool answers_json = false;  // on standard output, when it has ended
};

// As a reader would type it: without the folder and without --json.
std::string typed(const command& asked);

// Throws refusal: 400 if the body is malformed, 404 if it names what there is
// not, 409 if the program that it takes is not built yet.
command read_run_request(std::string_view body, const chapters& known,
                         const limits& allowed);

}  // namespace book_server
