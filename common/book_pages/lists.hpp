// The parts of the book that follow from its other parts: tables of recipes,
// who names whom, and the index of words.
#pragma once

#include <string>
#include <vector>

#include "book_pages/book.hpp"
#include "book_pages/page.hpp"
#include "book_pages/shelf.hpp"

namespace book_pages {

// A chapter's recipes, as rows of a table on the page `from`.
std::string rows(const chapter& of, const std::vector<page>& pages,
                 const std::filesystem::path& from);

// The text with the rows of its table of recipes replaced. Throws
// std::runtime_error if it has no such table.
std::string with_rows(const std::string& text, const std::string& rows);

// The page's text with a line that links to the pages whose "See also" names it
// while its own does not name them; without the line if there are none.
std::string with_named_by(const page& its, const std::vector<page>& pages);

// All terms in the order of the alphabet, each with its pages. Throws
// std::runtime_error if a term is spelled in two ways.
std::string word_index(const std::vector<page>& pages);

// Writes all of these. Throws std::runtime_error, naming what is wrong, if a
// recipe's page lacks what they are made of, or names fewer than two others.
void write_lists(const book& of, shelf& onto);

}  // namespace book_pages
