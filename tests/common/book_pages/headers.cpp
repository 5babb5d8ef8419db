// A recipe's headers, found and put together; and the link that holds them.
#include "book_pages/headers.hpp"

#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "book_pages/compiler_explorer.hpp"
#include "catch.hpp"

namespace {

// A chapter in a folder of its own, which is removed with it.
class shelf_of_headers {
 public:
  shelf_of_headers() {
    std::filesystem::create_directories(root / "kitchen" / "stew");
  }
  shelf_of_headers(const shelf_of_headers&) = delete;
  ~shelf_of_headers() { std::filesystem::remove_all(root); }

  void put(const std::string& name, const std::string& text) const {
    std::ofstream{root / "kitchen" / name} << text;
  }

  const std::filesystem::path root =
      std::filesystem::temp_directory_path() /
      ("cookbook_headers_" + std::to_string(getpid()));
};

book_pages::recipe stew(const std::string& knobs) {
  return {"kitchen",
          "stew",
          "",
          {},
          nlohmann::ordered_json::parse("{\"knobs\": " + knobs + "}")};
}

// What a link holds: base64url of what zlib has made of JSON.
nlohmann::json opened(const std::string& link) {
  const std::string digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string packed;
  unsigned held = 0;
  int bits = 0;
  for (const char c : link.substr(link.rfind('/') + 1)) {
    held = held << 6U | unsigned(digits.find(c));
    bits += 6;
    if (bits >= 8) packed += char(held >> (bits -= 8) & 255U);
  }
  std::string text(10'000, ' ');
  uLongf size = text.size();
  if (uncompress(reinterpret_cast<Bytef*>(text.data()), &size,
                 reinterpret_cast<const Bytef*>(packed.data()),
                 packed.size()) != Z_OK)
    return {};
  return nlohmann::json::parse(text.substr(0, size));
}

const std::string knobs = R"([{"name": "hours", "value": 3}])";

}  // namespace

TEST_CASE("book_pages: a recipe comes with what it includes, each once") {
  const shelf_of_headers shelf;
  shelf.put("stew.hpp",
            "#pragma once\n#include <ostream>\n#include \"stew/pot.hpp\"\n"
            "#include \"kitchen/fire.hpp\"\n\nnamespace stew {\n"
            "// ANCHOR: run\nvoid run();\n// ANCHOR_END: run\n}\n");
  shelf.put("stew/pot.hpp", "#include \"../fire.hpp\"\nstruct pot;\n");
  shelf.put("fire.hpp", "#include <boost/fire.hpp>\nstruct fire;\n");
  const auto all = book_pages::headers_of(shelf.root, "kitchen/stew");
  REQUIRE(all.size() == 3);
  CHECK(all[0].file.filename() == "fire.hpp");
  CHECK(all[1].file.filename() == "pot.hpp");
  CHECK(all[2].file.filename() == "stew.hpp");
  CHECK(book_pages::outside(all) ==
        std::set<std::string>{"boost/fire.hpp", "ostream"});
  CHECK(book_pages::in_one_file(all) ==
        "#include <boost/fire.hpp>\nstruct fire;\n\nstruct pot;\n\n"
        "#include <ostream>\n\nnamespace stew {\nvoid run();\n}\n\n");
}

TEST_CASE("book_pages: a header that is not there is named") {
  const shelf_of_headers shelf;
  shelf.put("stew.hpp", "#include \"pan.hpp\"\n");
  CHECK_THROWS_WITH(book_pages::headers_of(shelf.root, "kitchen/stew"),
                    (shelf.root / "kitchen" / "stew.hpp").string() +
                        " includes pan.hpp, which is not there");
}

TEST_CASE("book_pages: a program runs the recipe with its own knobs") {
  const std::vector<book_pages::header> headers{
      {"stew.hpp", {"#include <boost/fire.hpp>", "namespace stewing {", "}"}}};
  CHECK(book_pages::whole_program(stew(knobs), headers) ==
        "#include <boost/fire.hpp>\nnamespace stewing {\n}\n\n"
        "#include <iostream>\n\nint main() { stewing::run(std::cout, 3); }\n");
}

TEST_CASE("book_pages: what Compiler Explorer lacks has no program there") {
  const auto with = [](const std::string& include) {
    return std::vector<book_pages::header>{
        {"stew.hpp", {"#include <" + include + ">", "namespace stew {"}}};
  };
  CHECK(book_pages::whole_program(stew(knobs), with("atomic")));
  CHECK_FALSE(book_pages::whole_program(stew(knobs), with("tbb/task.h")));
  CHECK_FALSE(book_pages::whole_program(stew(knobs), with("execution")));
  CHECK_FALSE(book_pages::whole_program(stew(knobs), with("unistd.h")));
  CHECK_FALSE(book_pages::whole_program(
      stew(R"([{"name": "folder", "folder": true}])"), with("atomic")));
}

TEST_CASE("book_pages: a link holds the program and how to compile it") {
  const auto link = book_pages::link_to("int main() { /* ~~~>>> */ }\n");
  REQUIRE(link);
  const auto state = opened(*link).at("sessions").at(0);
  CHECK(state.at("source") == "int main() { /* ~~~>>> */ }\n");
  CHECK(state.at("language") == "c++");
  const auto compiler = state.at("executors").at(0).at("compiler");
  CHECK(compiler.at("libs").at(0).at("name") == "boost");
  CHECK(compiler.at("options").get<std::string>().find(
            "-DBOOST_THREAD_VERSION=5") != std::string::npos);
}

TEST_CASE("book_pages: a link holds programs of any length") {
  for (std::string program = "int a"; program.size() < 20; program += 'z') {
    const auto link = book_pages::link_to(program);
    REQUIRE(link);
    CHECK(opened(*link).at("sessions").at(0).at("source") == program);
    program += std::to_string(program.size() * 7919);
  }
}

TEST_CASE("book_pages: a program too long for a link gets none") {
  std::string noise;
  for (unsigned i = 0, n = 1; i < 20'000; ++i) {
    n = n * 1'103'515'245U + 12'345U;
    noise += char('0' + (n >> 16U) % 64U);
  }
  CHECK_FALSE(book_pages::link_to(noise));
}
