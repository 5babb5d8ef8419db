// What a recipe's page shows where nothing can be run: its code, the link to
// Compiler Explorer, and how each of its broken twins fails, step by step.
#pragma once

#include <string>
#include <string_view>

#include "book_pages/book.hpp"

namespace book_pages {

// docs/<chapter>/<recipe>.recorded.js: a script, since a page that is opened as
// a file may not read other files. Explores the twins as their sessions do.
// Throws std::exception if nothing fails in one of them.
std::string recorded(const book& of, const recipe& which,
                     const std::string& toolchain);

// Whether what stands in the book is true. Steps and counts are compared if
// they were recorded with the same toolchain; otherwise verdicts only.
bool agree(std::string_view stands, std::string_view now);

}  // namespace book_pages
