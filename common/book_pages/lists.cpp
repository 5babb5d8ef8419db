#include "book_pages/lists.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string_view>

namespace book_pages {
namespace {

constexpr std::string_view head =
    "| Recipe | Wish | Stands on | Rust's name for it |\n"
    "| --- | --- | --- | --- |\n";

const page& page_of(const recipe& which, const std::vector<page>& pages) {
  const auto file = std::filesystem::path{which.chapter} / (which.name + ".md");
  const auto found =
      std::find_if(pages.begin(), pages.end(),
                   [&](const page& p) { return p.file == file; });
  if (found == pages.end())
    throw std::runtime_error{file.string() + " is missing"};
  return *found;
}

bool names(const page& one, const page& other) {
  return std::find(one.see_also.begin(), one.see_also.end(), other.file) !=
         one.see_also.end();
}

// What a recipe's page lacks, in sentences.
std::string lacks(const page& its, const recipe& of,
                  const std::vector<page>& pages) {
  std::string all;
  const auto need = [&](bool is_there, const std::string& what) {
    if (!is_there) all += "docs/" + its.file.string() + " lacks " + what + '\n';
  };
  need(!its.title.empty(), "a title");
  need(its.text.find("*" + of.wish + "*\n") != std::string::npos,
       "the recipe's wish, *" + of.wish + "*");
  need(!its.stands_on.empty(), std::string{"the line "} + stands_on_label);
  need(!its.rust.empty(), std::string{"the line "} + rust_label);
  need(!its.terms.empty(), std::string{"the line "} + index_label);
  const auto named =
      std::count_if(pages.begin(), pages.end(), [&](const page& other) {
        return other.file != its.file && names(its, other);
      });
  need(named >= 2, "two other recipes in its part See also");
  return all;
}

// SUMMARY.md has a row for each recipe, in teaching order.
std::string misplaced(const book& of, const std::vector<page>& pages) {
  const std::string summary = read(of.docs() / "SUMMARY.md");
  std::size_t last = 0;
  for (const page& each : pages) {
    const auto at = summary.find("  - " + link("SUMMARY.md", each) + '\n');
    if (at == std::string::npos || at < last)
      return "docs/SUMMARY.md lacks, at its place in the order of main.cpp: "
             "  - " +
             link("SUMMARY.md", each) + '\n';
    last = at;
  }
  return "";
}

std::vector<page> pages_of_recipes(const book& of) {
  std::vector<page> pages;
  for (const chapter& each : of.chapters)
    for (const recipe& its : each.recipes)
      pages.push_back(read_page(
          of.docs(), std::filesystem::path{each.name} / (its.name + ".md")));
  return pages;
}

void check(const book& of, const std::vector<page>& pages) {
  std::string wrong = misplaced(of, pages);
  for (const chapter& each : of.chapters)
    for (const recipe& its : each.recipes)
      wrong += lacks(page_of(its, pages), its, pages);
  if (!wrong.empty()) throw std::runtime_error{"\n" + wrong};
}

}  // namespace

std::string rows(const chapter& of, const std::vector<page>& pages,
                 const std::filesystem::path& from) {
  std::string all;
  for (const recipe& its : of.recipes) {
    const page& about = page_of(its, pages);
    all += "| " + link(from, {.file = about.file, .title = its.name}) + " | " +
           its.wish + " | " + about.stands_on + " | " + about.rust + " |\n";
  }
  return all;
}

std::string with_rows(const std::string& text, const std::string& rows) {
  const auto table = text.find(head);
  if (table == std::string::npos)
    throw std::runtime_error{"a page lacks its table:\n" + std::string{head}};
  const auto begin = table + head.size();
  auto end = begin;
  while (end < text.size() && text[end] == '|') end = text.find('\n', end) + 1;
  return text.substr(0, begin) + rows + text.substr(end);
}

std::string with_named_by(const page& its, const std::vector<page>& pages) {
  std::string line;
  for (const page& other : pages)
    if (other.file != its.file && names(other, its) && !names(its, other))
      line += (line.empty() ? named_by_label : ", ") + link(its.file, other);
  if (!line.empty()) line += "\n\n";

  std::string text = its.text;
  if (const auto old = text.find(std::string{"\n"} + named_by_label);
      old != std::string::npos)
    text.erase(old + 1, text.find("\n\n", old + 1) + 2 - (old + 1));
  const auto at = text.find(std::string{"\n"} + stands_on_label);
  if (at == std::string::npos)
    throw std::runtime_error{its.file.string() + " lacks " + stands_on_label};
  return text.insert(at + 1, line);
}

void write_lists(const book& of, shelf& onto) {
  auto pages = pages_of_recipes(of);
  check(of, pages);
  std::string of_all;
  for (const chapter& each : of.chapters) {
    const auto front = read_page(of.docs(), each.name + "/README.md");
    onto.put(of.docs() / front.file,
             with_rows(front.text, rows(each, pages, front.file)));
    of_all += "| **" + link("README.md", front) + "** | | | |\n" +
              rows(each, pages, "README.md");
  }
  onto.put(of.docs() / "README.md",
           with_rows(read(of.docs() / "README.md"), of_all));
  for (const page& each : pages)
    onto.put(of.docs() / each.file, with_named_by(each, pages));

  std::set<std::filesystem::path> others;
  for (const auto& file :
       std::filesystem::directory_iterator{of.docs() / "explorer"})
    if (file.path().extension() == ".md")
      others.insert(file.path().lexically_relative(of.docs()));
  for (const auto& file : others) pages.push_back(read_page(of.docs(), file));
  onto.put(of.docs() / "word_index.md", word_index(pages));
}

}  // namespace book_pages
