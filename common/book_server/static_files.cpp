#include "book_server/static_files.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <system_error>
#include <utility>

namespace book_server {
namespace {

// Undoes %41. Nothing if an escape is malformed or hides a zero.
std::optional<std::string> decode(std::string_view escaped) {
  std::string plain;
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] != '%') {
      plain += escaped[i];
      continue;
    }
    if (i + 2 >= escaped.size()) return std::nullopt;
    const char* const digits = escaped.data() + i + 1;
    unsigned char byte = 0;
    if (std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2 ||
        byte == 0)
      return std::nullopt;
    plain += static_cast<char>(byte);
    i += 2;
  }
  return plain;
}

bool is_within(const std::filesystem::path& file,
               const std::filesystem::path& folder) {
  return std::ranges::mismatch(folder, file).in1 == folder.end();
}

}  // namespace

std::optional<std::filesystem::path> find_file(
    const std::filesystem::path& book, std::string_view target) {
  if (!target.starts_with('/')) return std::nullopt;
  const auto path = decode(target.substr(1, target.find_first_of("?#") - 1));
  if (!path) return std::nullopt;

  std::error_code error;
  auto file = canonical(book / *path, error);
  if (!error && is_directory(file, error))
    file = canonical(file / "index.html", error);
  if (error || !is_within(file, book) || !is_regular_file(file, error))
    return std::nullopt;
  return file;
}

std::string content_type(const std::filesystem::path& file) {
  using pair = std::pair<std::string_view, std::string_view>;
  static constexpr std::array<pair, 10> known{{
      {".html", "text/html; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".json", "application/json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".txt", "text/plain; charset=utf-8"},
  }};
  const std::string ending = file.extension();
  const auto* const found = std::ranges::find(known, ending, &pair::first);
  return found == known.end() ? "application/octet-stream"
                              : std::string{found->second};
}

}  // namespace book_server
