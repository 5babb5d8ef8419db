#include "book_server/text.hpp"

#include <algorithm>
#include <utility>

namespace book_server {
namespace {

// How many bytes a character has that begins so; 1 if none does.
std::size_t length(unsigned char first) {
  if (first >= 0xF0 && first < 0xF8) return 4;
  if (first >= 0xE0 && first < 0xF0) return 3;
  if (first >= 0xC0 && first < 0xE0) return 2;
  return 1;
}

bool continues(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// The length of the unfinished character at the end, or 0.
std::size_t unfinished(std::string_view text) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size());
       ++back) {
    const char byte = text[text.size() - back];
    if (continues(byte)) continue;
    return length(static_cast<unsigned char>(byte)) > back ? back : 0;
  }
  return 0;
}

}  // namespace

std::string whole_characters::take(std::string_view bytes) {
  std::string text = std::exchange(kept_, {});
  text += bytes;
  const std::size_t left = unfinished(text);
  kept_ = text.substr(text.size() - left);
  text.resize(text.size() - left);
  return text;
}

std::string whole_characters::rest() { return std::exchange(kept_, {}); }

}  // namespace book_server
