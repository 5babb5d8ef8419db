#include "book_pages/page.hpp"

#include <algorithm>
#include <regex>
#include <sstream>
#include <string_view>

#include "book_pages/shelf.hpp"

namespace book_pages {
namespace {

// What follows the label, where a line begins with it.
std::string behind(std::string_view label, const std::string& line) {
  return line.rfind(label, 0) == 0 ? line.substr(label.size()) : "";
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> all;
  for (std::size_t begin = 0; begin < list.size();) {
    const auto end = std::min(list.find(", ", begin), list.size());
    all.push_back(list.substr(begin, end - begin));
    begin = end + 2;
  }
  return all;
}

std::vector<std::filesystem::path> links_in(
    const std::string& text, const std::filesystem::path& folder) {
  static const std::regex link{"\\]\\(([^):#]+\\.md)[)#]"};
  std::vector<std::filesystem::path> all;
  for (std::sregex_iterator at{text.begin(), text.end(), link}, end; at != end;
       ++at)
    all.push_back((folder / (*at)[1].str()).lexically_normal());
  return all;
}

}  // namespace

page read_page(const std::filesystem::path& docs,
               const std::filesystem::path& file) {
  page its{.file = file, .text = read(docs / file)};
  std::istringstream text{its.text};
  std::string see_also, heading;
  for (std::string line; std::getline(text, line);) {
    if (its.title.empty()) its.title = behind("# ", line);
    if (line.rfind("## ", 0) == 0) heading = line;
    if (auto found = behind(stands_on_label, line); !found.empty())
      its.stands_on = found;
    if (auto found = behind(rust_label, line); !found.empty()) its.rust = found;
    if (auto found = behind(index_label, line); !found.empty())
      its.terms = split(found);
    if (heading == "## See also" && behind(named_by_label, line).empty())
      see_also += line + '\n';
  }
  its.see_also = links_in(see_also, file.parent_path());
  return its;
}

std::string link(const std::filesystem::path& from, const page& to) {
  return "[" + to.title + "](" +
         to.file.lexically_relative(from.parent_path()).generic_string() + ")";
}

}  // namespace book_pages
