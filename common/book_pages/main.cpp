// Writes the pages that come from the recipes, or checks those that stand:
//   write_book_pages recorded ROOT PROGRAMS TOOLCHAIN [--check]
//                    CHAPTER | CHAPTER/RECIPE...
//   write_book_pages lists ROOT PROGRAMS [--check] CHAPTER...
//
// Exit status: 0 done, 1 a page is not what it should be, 2 it could not be
// found out.
#include <algorithm>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "book_pages/book.hpp"
#include "book_pages/lists.hpp"
#include "book_pages/recorded.hpp"
#include "book_pages/shelf.hpp"

namespace {

using book_pages::shelf;

// `which` is a chapter or, with a slash, one of its recipes.
void record(const std::string& root, const std::string& programs,
            const std::string& toolchain, const std::string& which,
            shelf& onto) {
  const auto chapter = which.substr(0, which.find('/'));
  const auto book = book_pages::read_book(root, programs, {chapter});
  for (const auto& recipe : book.chapters.front().recipes) {
    if (which != chapter && which != chapter + '/' + recipe.name) continue;
    const auto text = book_pages::recorded(book, recipe, toolchain);
    onto.put(book.docs() / chapter / (recipe.name + ".recorded.js"), text,
             [&](auto stands) { return book_pages::agree(stands, text); });
  }
}

int answer(std::vector<std::string> words) {
  const auto purpose = std::erase(words, "--check") > 0 ? shelf::purpose::check
                                                        : shelf::purpose::write;
  shelf onto{purpose};
  if (words.size() > 4 && words[0] == "recorded") {
    for (std::size_t i = 4; i < words.size(); ++i)
      record(words[1], words[2], words[3], words[i], onto);
  } else if (words.size() > 3 && words[0] == "lists") {
    book_pages::write_lists(
        book_pages::read_book(words[1], words[2],
                              {words.begin() + 3, words.end()}),
        onto);
  } else {
    throw std::invalid_argument{"see main.cpp for what I take"};
  }
  return onto.is_in_order() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return answer({argv + 1, argv + argc});
  } catch (const std::exception& problem) {
    std::cerr << "write_book_pages: " << problem.what() << '\n';
    return 2;
  }
}
