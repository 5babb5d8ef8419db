#include "book_server/settings.hpp"

#include <charconv>
#include <string_view>

namespace book_server {
namespace {

int whole_number(std::string_view setting, int least, int most) {
  const auto text = setting.substr(setting.find('=') + 1);
  int value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() ||
      value < least || value > most) {
    throw bad_setting{std::string{setting.substr(0, setting.find('='))} +
                      " takes a whole number from " + std::to_string(least) +
                      " to " + std::to_string(most) + ", not '" +
                      std::string{text} + "'."};
  }
  return value;
}

std::chrono::seconds duration(std::string_view setting) {
  return std::chrono::seconds{whole_number(setting, 1, 3600)};
}

// False if the word is none.
bool read_option(std::string_view word, settings& asked) {
  const auto name = word.substr(0, word.find('='));
  if (word == "--allow-root")
    asked.allow_root = true;
  else if (name == "port")
    asked.port = static_cast<std::uint16_t>(whole_number(word, 1024, 65535));
  else if (name == "deadline")
    asked.allowed.deadline = duration(word);
  else if (name == "long_deadline")
    asked.allowed.long_deadline = duration(word);
  else if (name == "patience")
    asked.allowed.patience = duration(word);
  else
    return false;
  return true;
}

}  // namespace

settings read_settings(std::span<char* const> words) {
  settings asked;
  std::vector<std::string> names;
  for (const char* word : words)
    if (!read_option(word, asked)) names.emplace_back(word);
  if (names.size() < 3) {
    throw bad_setting{
        "book_server takes the folder of the book, that of the chapters' "
        "programs, and the names of the chapters."};
  }
  asked.book = names[0];
  asked.programs = names[1];
  asked.chapters.assign(names.begin() + 2, names.end());
  return asked;
}

}  // namespace book_server
