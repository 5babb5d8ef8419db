// A page of the book, as far as others depend on it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace book_pages {

// A page ends with lines that begin with these words. All but the first are the
// author's; the first says which pages name this one and are not named by it.
inline constexpr const char* named_by_label = "Pages that lead here: ";
inline constexpr const char* stands_on_label = "Stands on: ";
inline constexpr const char* rust_label = "In Rust: ";
inline constexpr const char* index_label = "Index: ";

struct page {
  std::filesystem::path file{};  // below docs
  std::string text{};
  std::string title{};
  std::string stands_on{};
  std::string rust{};
  std::vector<std::string> terms{};               // of the word index
  std::vector<std::filesystem::path> see_also{};  // pages below docs
};

page read_page(const std::filesystem::path& docs,
               const std::filesystem::path& file);

// "[Title](../chapter/recipe.md)", to stand on the page `from`.
std::string link(const std::filesystem::path& from, const page& to);

}  // namespace book_pages
