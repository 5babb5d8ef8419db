// A recipe's header, and those of its chapter that it stands on.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace book_pages {

struct header {
  std::filesystem::path file;
  std::vector<std::string> lines;
};

// chapters/<recipe>.hpp and what it includes in quotes, each of them once and
// behind those that it includes itself. Throws std::runtime_error if one is not
// to be found.
std::vector<header> headers_of(const std::filesystem::path& chapters,
                               const std::string& recipe);

// What they include in angle brackets.
std::set<std::string> outside(const std::vector<header>& all);

// All of them as one file that compiles alone.
std::string in_one_file(const std::vector<header>& all);

}  // namespace book_pages
