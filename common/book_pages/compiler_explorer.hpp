// A link that opens a whole recipe, with a main, in Compiler Explorer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "book_pages/book.hpp"
#include "book_pages/headers.hpp"

namespace book_pages {

// A program that runs the recipe with its own knobs. Nothing if that takes
// more than the standard library, Boost and whole numbers.
std::optional<std::string> whole_program(const recipe& of,
                                         const std::vector<header>& headers);

// The link to godbolt.org that holds the program. Nothing if it would be longer
// than the servers on the way accept.
std::optional<std::string> link_to(const std::string& program);

}  // namespace book_pages
