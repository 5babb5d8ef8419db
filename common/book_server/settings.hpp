// What the command line asks of the server.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "book_server/limits.hpp"

namespace book_server {

struct settings {
  std::filesystem::path book;      // what mdBook wrote
  std::filesystem::path programs;  // where the chapters' programs stand
  std::vector<std::string> chapters;
  std::uint16_t port = 0;  // 0: any free one
  bool allow_root = false;
  limits allowed;
};

// One sentence for the person who starts the server.
struct bad_setting : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Reads BOOK PROGRAMS CHAPTER... and, anywhere among them, port=N, deadline=N,
// long_deadline=N and patience=N (seconds) and --allow-root. Throws
// bad_setting.
settings read_settings(std::span<char* const> words);

}  // namespace book_server
