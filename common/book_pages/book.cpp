#include "book_pages/book.hpp"

#include <stdexcept>
#include <utility>

#include "book_pages/program.hpp"

namespace book_pages {

book read_book(std::filesystem::path root, std::filesystem::path programs,
               const std::vector<std::string>& chapters) {
  book all{std::move(root), std::move(programs), {}};
  for (const std::string& name : chapters) {
    const said answer = run({(all.programs / name).string(), "--json"});
    if (answer.status != 0)
      throw std::runtime_error{name + " does not describe its recipes"};
    const auto manifest = nlohmann::ordered_json::parse(answer.output);
    chapter& its = all.chapters.emplace_back(chapter{name, {}});
    for (const auto& each : manifest.at("recipes"))
      its.recipes.push_back(
          {name, each.at("name"), each.at("wish"), each.at("twins"), each});
  }
  return all;
}

}  // namespace book_pages
