#include "book_pages/headers.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "book_pages/shelf.hpp"

namespace book_pages {
namespace {

constexpr std::string_view include = "#include ";

// What stands between the marks behind #include; empty if nothing does.
std::string included(const std::string& line, char open, char close) {
  if (line.rfind(include, 0) != 0) return "";
  const auto begin = line.find(open), end = line.rfind(close);
  if (begin != include.size() || end <= begin) return "";
  return line.substr(begin + 1, end - begin - 1);
}

std::filesystem::path find(const std::filesystem::path& chapters,
                           const header& from, const std::string& name) {
  for (const auto& folder : {from.file.parent_path(), chapters})
    if (auto file = (folder / name).lexically_normal();
        std::filesystem::exists(file))
      return file;
  throw std::runtime_error{from.file.string() + " includes " + name +
                           ", which is not there"};
}

void add(const std::filesystem::path& chapters,
         const std::filesystem::path& file, std::vector<header>& all) {
  const auto is_it = [&](const header& each) { return each.file == file; };
  if (std::any_of(all.begin(), all.end(), is_it)) return;
  header added{file, {}};
  std::istringstream text{read(file)};
  for (std::string line; std::getline(text, line);) {
    const std::string name = included(line, '"', '"');
    if (!name.empty()) add(chapters, find(chapters, added, name), all);
    added.lines.push_back(line);
  }
  all.push_back(std::move(added));
}

// What has no meaning, or no place, where all headers are one file.
bool is_left_out(const std::string& line) {
  return line == "#pragma once" || !included(line, '"', '"').empty() ||
         line.find("// ANCHOR") != std::string::npos;
}

}  // namespace

std::vector<header> headers_of(const std::filesystem::path& chapters,
                               const std::string& recipe) {
  std::vector<header> all;
  add(chapters, (chapters / (recipe + ".hpp")).lexically_normal(), all);
  return all;
}

std::set<std::string> outside(const std::vector<header>& all) {
  std::set<std::string> names;
  for (const header& each : all)
    for (const std::string& line : each.lines)
      if (auto name = included(line, '<', '>'); !name.empty())
        names.insert(std::move(name));
  return names;
}

std::string in_one_file(const std::vector<header>& all) {
  std::string text;
  for (const header& each : all) {
    for (const std::string& line : each.lines)
      if (!is_left_out(line)) text += line + '\n';
    text += '\n';
  }
  return text;
}

}  // namespace book_pages
