// What a page shows where nothing can be run, from a chapter that is a script.
#include "book_pages/recorded.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "catch.hpp"

namespace {

namespace fs = std::filesystem;

// A tree with one recipe, and a program that explores its twin: memory=sc
// proves it, anything else finds a failure. Removed at the end.
class kitchen {
 public:
  kitchen() {
    for (const char* folder : {"chapters/kitchen", "docs/kitchen", "bin"})
      fs::create_directories(root / folder);
    put("chapters/kitchen/stew.hpp", "namespace stew {\n}\n");
    put("bin/kitchen", R"(#!/bin/sh
case $* in
  --json) echo '{"recipes": [{"name": "stew", "wish": "Eat.", "knobs": [],
    "twins": ["stew/burnt"]}]}' ;;
  *memory=sc*) echo '{"verdict": "proved"}' ;;
  'explore stew/burnt --json'*) echo '{"verdict": "found"}'; exit 1 ;;
  *) exit 2 ;;
esac
)");
    fs::permissions(root / "bin/kitchen", fs::perms::owner_all);
  }
  kitchen(const kitchen&) = delete;
  ~kitchen() { fs::remove_all(root); }

  void session(const std::string& text) const {
    put("docs/kitchen/stew.burnt.console", text);
  }

  std::string recorded() const {
    const auto book = book_pages::read_book(root, root / "bin", {"kitchen"});
    return book_pages::recorded(book, book.chapters.at(0).recipes.at(0),
                                "gnu 12");
  }

 private:
  void put(const std::string& file, const std::string& text) const {
    std::ofstream{root / file} << text;
  }

  const fs::path root = fs::temp_directory_path() /
                        ("cookbook_kitchen_" + std::to_string(getpid()));
};

}  // namespace

TEST_CASE("book_pages: a record has the recipe, its code and its twins") {
  const kitchen tree;
  tree.session("$ kitchen explore stew/burnt\nfound\n");
  const std::string all = tree.recorded();
  const auto link = all.find("\"compiler_explorer\": \"https://godbolt.org/");
  REQUIRE(link != std::string::npos);
  CHECK(all.substr(0, link) == R"(cookbook.recorded({
"chapter": "kitchen",
"toolchain": "gnu 12",
"recipe": {"name":"stew","wish":"Eat.","knobs":[],"twins":["stew/burnt"]},
"sources": {
"stew.hpp": ["namespace stew {","}"]
},
)");
  CHECK(all.substr(all.find('\n', link)) == R"(
"explored": {
"stew/burnt": {"verdict":"found"}
}
});
)");
}

TEST_CASE("book_pages: a twin is explored as in its session, until it fails") {
  const kitchen tree;
  tree.session(
      "$ kitchen explore stew/burnt memory=sc\nproved\n"
      "$ kitchen explore stew/burnt spurious=0\nfound\n");
  CHECK(tree.recorded().find(R"("stew/burnt": {"verdict":"found"})") !=
        std::string::npos);
  tree.session("$ kitchen explore stew/burnt memory=sc\nproved\n");
  CHECK_THROWS(tree.recorded());
  tree.session("$ kitchen explore stew/burnt_again\nfound\n");
  CHECK_THROWS(tree.recorded());
}
