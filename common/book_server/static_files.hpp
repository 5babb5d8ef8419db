// The files of the book, and nothing else.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace book_server {

// The file that a request's target means, which is a regular one within the
// book, whatever dots, escapes and links are in the way; nothing if there is
// none. `book` must be canonical.
std::optional<std::filesystem::path> find_file(
    const std::filesystem::path& book, std::string_view target);

// By the name's ending.
std::string content_type(const std::filesystem::path& file);

}  // namespace book_server
