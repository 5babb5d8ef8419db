#include "book_pages/recorded.hpp"

#include <sstream>
#include <stdexcept>
#include <utility>
#include <vector>

#include "book_pages/compiler_explorer.hpp"
#include "book_pages/headers.hpp"
#include "book_pages/program.hpp"
#include "book_pages/shelf.hpp"

namespace book_pages {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view begins = "cookbook.recorded({\n";
constexpr std::string_view ends = "});\n";

// How the twin's recorded session explores it, maybe with options: once or
// more.
std::vector<std::vector<std::string>> commands(const book& of,
                                               const recipe& which,
                                               const std::string& twin) {
  std::string name = twin + ".console";
  name[which.name.size()] = '.';
  const std::string begin = "$ " + which.chapter + " explore " + twin;
  std::istringstream lines{read(of.docs() / which.chapter / name)};
  std::vector<std::vector<std::string>> all;
  for (std::string line; std::getline(lines, line);) {
    if ((line + ' ').rfind(begin + ' ', 0) != 0) continue;
    all.push_back(
        {(of.programs / which.chapter).string(), "explore", twin, "--json"});
    std::istringstream options{line.substr(begin.size())};
    for (std::string word; options >> word;) all.back().push_back(word);
  }
  return all;
}

// The first of these that finds a failure: the page shows it as a table, too.
ordered_json explored(const book& of, const recipe& which,
                      const std::string& twin) {
  constexpr int found = 1;
  for (const auto& words : commands(of, which, twin))
    if (const said answer = run(words); answer.status == found)
      return ordered_json::parse(answer.output);
  throw std::runtime_error{"the session of " + twin + " finds no failure"};
}

// By the names that the steps of a schedule have for them.
ordered_json sources(const std::vector<header>& headers) {
  auto all = ordered_json::object();
  for (const header& each : headers) {
    const auto name = each.file.filename().string();
    if (all.contains(name))
      throw std::runtime_error{"two headers are called " + name};
    all[name] = each.lines;
  }
  return all;
}

// A line for each member: the differences between two versions can be read.
std::string in_lines(const ordered_json& members) {
  std::string all;
  for (const auto& [name, value] : members.items())
    all += (all.empty() ? "" : ",\n") + ordered_json(name).dump() + ": " +
           value.dump();
  return all + '\n';
}

std::string in_braces(const ordered_json& members) {
  return members.empty() ? "{}" : "{\n" + in_lines(members) + "}";
}

ordered_json parsed(std::string_view script) {
  if (script.substr(0, begins.size()) != begins ||
      script.size() < begins.size() + ends.size())
    return {};
  script.remove_prefix(begins.size() - 2);  // the brace is part of the object
  script.remove_suffix(ends.size() - 1);
  return ordered_json::parse(script, nullptr, false);
}

ordered_json verdicts(const ordered_json& script) {
  auto all = ordered_json::object();
  for (const auto& [twin, answer] : script.at("explored").items())
    all[twin] = answer.at("verdict");
  return all;
}

}  // namespace

std::string recorded(const book& of, const recipe& which,
                     const std::string& toolchain) {
  const auto headers =
      headers_of(of.root / "chapters", which.chapter + "/" + which.name);
  const auto program = whole_program(which, headers);
  const auto link = program ? link_to(*program) : std::nullopt;
  auto twins = ordered_json::object();
  for (const std::string& twin : which.twins)
    twins[twin] = explored(of, which, twin);

  const auto part = [](const char* name, const std::string& value) {
    return ordered_json(name).dump() + ": " + value;
  };
  return std::string{begins} +
         part("chapter", ordered_json(which.chapter).dump()) + ",\n" +
         part("toolchain", ordered_json(toolchain).dump()) + ",\n" +
         part("recipe", which.manifest.dump()) + ",\n" +
         part("sources", in_braces(sources(headers))) + ",\n" +
         part("compiler_explorer", link ? ordered_json(*link).dump() : "null") +
         ",\n" + part("explored", in_braces(twins)) + "\n" + std::string{ends};
}

bool agree(std::string_view stands, std::string_view now) {
  if (stands == now) return true;
  const auto before = parsed(stands), after = parsed(now);
  if (!before.is_object() ||
      before.value("toolchain", "") == after.at("toolchain").get<std::string>())
    return false;
  return before.at("chapter") == after.at("chapter") &&
         before.at("recipe") == after.at("recipe") &&
         before.at("sources") == after.at("sources") &&
         verdicts(before) == verdicts(after);
}

}  // namespace book_pages
