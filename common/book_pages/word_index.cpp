#include <cctype>
#include <map>
#include <stdexcept>

#include "book_pages/lists.hpp"

namespace book_pages {
namespace {

// Small letters, digits and underscores alone: what decides the place.
std::string key_of(const std::string& term) {
  std::string key;
  for (const char c : term)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_')
      key += char(std::tolower(static_cast<unsigned char>(c)));
  return key;
}

struct entry {
  std::string term{};
  const page* last = nullptr;  // that has it
  std::string links{};
};

// The letter that an entry stands under.
std::string heading_of(const std::string& key) {
  std::string letter = key.substr(0, 1);
  for (char& c : letter) c = char(std::toupper(static_cast<unsigned char>(c)));
  return letter;
}

std::map<std::string, entry> entries(const std::vector<page>& pages,
                                     const std::filesystem::path& from) {
  std::map<std::string, entry> all;
  for (const page& each : pages) {
    for (const std::string& term : each.terms) {
      entry& its = all.try_emplace(key_of(term), entry{term}).first->second;
      if (its.term != term)
        throw std::runtime_error{each.file.string() + " has the term '" + term +
                                 "', and another page '" + its.term +
                                 "': one spelling will do"};
      if (its.last == &each)
        throw std::runtime_error{each.file.string() + " has the term '" + term +
                                 "' twice"};
      its.links += (its.last == nullptr ? "" : ", ") + link(from, each);
      its.last = &each;
    }
  }
  return all;
}

}  // namespace

std::string word_index(const std::vector<page>& pages) {
  const auto all = entries(pages, "word_index.md");
  std::string letters, text, last;
  for (const auto& [key, its] : all) {
    if (const auto heading = heading_of(key); heading != last) {
      letters += (last.empty() ? "[" : " · [") + heading + "](#" +
                 key.substr(0, 1) + ")";
      text += "\n## " + heading + "\n\n";
      last = heading;
    }
    text += "- " + its.term + ": " + its.links + '\n';
  }
  return "# Word index\n\nThe terms of the field, and the pages that explain "
         "or "
         "use them.\n\n" +
         letters + '\n' + text;
}

}  // namespace book_pages
