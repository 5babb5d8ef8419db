// What follows from the pages: tables, who leads where, the index of words.
#include "book_pages/lists.hpp"

#include <string>
#include <vector>

#include "book_pages/recorded.hpp"
#include "catch.hpp"

namespace {

using book_pages::page;

const std::string head =
    "| Recipe | Wish | Stands on | Rust's name for it |\n"
    "| --- | --- | --- | --- |\n";

page pan() {
  return {.file = "kitchen/pan.md",
          .text =
              "# Pan\n\n## See also\n\n- [Fire](../cellar/fire.md)\n\n"
              "Stands on: iron\n",
          .title = "Pan",
          .stands_on = "iron",
          .rust = "`Pan`",
          .terms = {"frying", "heat"},
          .see_also = {"cellar/fire.md"}};
}

page fire() {
  return {.file = "cellar/fire.md",
          .text = "# Fire\n\nStands on: air\n",
          .title = "Fire",
          .terms = {"-Wburn", "heat", "sub_heat", "Subheat"}};
}

std::string script(const std::string& toolchain, const std::string& verdict,
                   const std::string& source) {
  return "cookbook.recorded({\n\"chapter\": \"kitchen\",\n\"toolchain\": \"" +
         toolchain + "\",\n\"recipe\": {},\n\"sources\": {\"a.hpp\": [\"" +
         source + "\"]},\n\"explored\": {\"a/b\": {\"verdict\": \"" + verdict +
         "\"}}\n});\n";
}

}  // namespace

TEST_CASE("book_pages: a row has the recipe's wish and its page's lines") {
  const book_pages::chapter kitchen{"kitchen",
                                    {{"kitchen", "pan", "Fry.", {}, {}}}};
  CHECK(book_pages::rows(kitchen, {pan()}, "README.md") ==
        "| [pan](kitchen/pan.md) | Fry. | iron | `Pan` |\n");
  CHECK(book_pages::rows(kitchen, {pan()}, "kitchen/README.md") ==
        "| [pan](pan.md) | Fry. | iron | `Pan` |\n");
}

TEST_CASE("book_pages: new rows replace the old ones and nothing else") {
  CHECK(book_pages::with_rows("before\n\n" + head + "| old |\n\nafter\n",
                              "| new |\n") ==
        "before\n\n" + head + "| new |\n\nafter\n");
  CHECK(book_pages::with_rows(head + "| old |\n| older |\n", "| new |\n") ==
        head + "| new |\n");
  CHECK_THROWS(book_pages::with_rows("| Recipe | Wish |\n", ""));
}

TEST_CASE("book_pages: a page says who leads to it, unless it leads there") {
  const auto line = "Pages that lead here: [Pan](../kitchen/pan.md)\n\n";
  const std::string led_to =
      std::string{"# Fire\n\n"} + line + "Stands on: air\n";
  page its = fire();
  CHECK(book_pages::with_named_by(its, {pan(), its}) == led_to);
  its.text = led_to;
  CHECK(book_pages::with_named_by(its, {pan(), its}) == led_to);
  its.see_also = {"kitchen/pan.md"};
  CHECK(book_pages::with_named_by(its, {pan(), its}) == fire().text);
  CHECK(book_pages::with_named_by(pan(), {pan(), fire()}) == pan().text);
}

TEST_CASE("book_pages: terms stand in the order of the alphabet") {
  CHECK(book_pages::word_index({pan(), fire()}) ==
        R"(# Word index

The terms of the field, and the pages that explain or use them.

[F](#f) · [H](#h) · [S](#s) · [W](#w)

## F

- frying: [Pan](kitchen/pan.md)

## H

- heat: [Pan](kitchen/pan.md), [Fire](cellar/fire.md)

## S

- sub_heat: [Fire](cellar/fire.md)
- Subheat: [Fire](cellar/fire.md)

## W

- -Wburn: [Fire](cellar/fire.md)
)");
}

TEST_CASE("book_pages: a term has one spelling") {
  page other = fire();
  other.terms = {"Heat"};
  CHECK_THROWS(book_pages::word_index({pan(), other}));
  other.terms = {"heat", "heat"};
  CHECK_THROWS(book_pages::word_index({other}));
}

TEST_CASE("book_pages: records of another toolchain agree in verdicts") {
  const auto now = script("gnu 12", "found", "x");
  CHECK(book_pages::agree(now, now));
  CHECK(book_pages::agree(script("clang 14", "found", "x"), now));
  CHECK_FALSE(book_pages::agree(script("clang 14", "proved", "x"), now));
  CHECK_FALSE(book_pages::agree(script("clang 14", "found", "y"), now));
  CHECK_FALSE(book_pages::agree(now + "\n", now));
  CHECK_FALSE(book_pages::agree("", now));
}
