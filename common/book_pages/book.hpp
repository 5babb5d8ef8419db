// The chapters and recipes of the book, in teaching order.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace book_pages {

struct recipe {
  std::string chapter;
  std::string name;
  std::string wish;
  std::vector<std::string> twins;   // recipe/twin, as the explorer has them
  nlohmann::ordered_json manifest;  // all that the chapter's program says
};

struct chapter {
  std::string name;
  std::vector<recipe> recipes;
};

struct book {
  std::filesystem::path root;      // of the tree
  std::filesystem::path programs;  // the folder of the chapters' programs
  std::vector<chapter> chapters;

  std::filesystem::path docs() const { return root / "docs"; }
};

// Asks the chapters' programs. Throws std::exception if one does not answer.
book read_book(std::filesystem::path root, std::filesystem::path programs,
               const std::vector<std::string>& chapters);

}  // namespace book_pages
