#include "book_pages/compiler_explorer.hpp"

#include <zlib.h>

#include <algorithm>
#include <regex>
#include <stdexcept>

namespace book_pages {
namespace {

// <execution> is of the standard library, but its algorithms are oneTBB's.
bool is_served(const std::string& included) {
  static const std::regex standard{"(?!execution$)[a-z_]+"};
  return included.rfind("boost/", 0) == 0 ||
         std::regex_match(included, standard);
}

// A recipe's namespace, which may have another name than the recipe.
std::string namespace_of(const header& own) {
  static const std::regex opens{"namespace ([a-z0-9_]+) \\{"};
  for (const std::string& line : own.lines)
    if (std::smatch found; std::regex_match(line, found, opens))
      return found[1];
  throw std::runtime_error{own.file.string() + " has no namespace"};
}

std::string deflated(const std::string& text) {
  uLongf size = compressBound(text.size());
  std::string all(size, '\0');
  const int status = compress2(reinterpret_cast<Bytef*>(all.data()), &size,
                               reinterpret_cast<const Bytef*>(text.data()),
                               text.size(), Z_BEST_COMPRESSION);
  if (status != Z_OK) throw std::runtime_error{"zlib does not compress"};
  all.resize(size);
  return all;
}

// In the alphabet for links (RFC 4648, section 5), without padding.
std::string base64(const std::string& bytes) {
  static constexpr char digits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string all;
  unsigned held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = held << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6)
      all += digits[held >> (bits - 6) & 63U];
  }
  if (bits > 0) all += digits[held << (6 - bits) & 63U];
  return all;
}

}  // namespace

std::optional<std::string> whole_program(const recipe& of,
                                         const std::vector<header>& headers) {
  const auto names = outside(headers);
  if (!std::all_of(names.begin(), names.end(), is_served)) return std::nullopt;
  std::string arguments = "std::cout";
  for (const auto& knob : of.manifest.at("knobs")) {
    if (!knob.contains("value")) return std::nullopt;
    arguments += ", " + knob.at("value").dump();
  }
  return in_one_file(headers) + "#include <iostream>\n\nint main() { " +
         namespace_of(headers.back()) + "::run(" + arguments + "); }\n";
}

std::optional<std::string> link_to(const std::string& program) {
  // What CloudFront takes, in front of Compiler Explorer.
  constexpr std::size_t longest = 8192;
  using nlohmann::ordered_json;
  const ordered_json compiler = {
      {"id", "g142"},
      {"options",
       "-std=c++20 -O2 -Wall -DBOOST_THREAD_VERSION=5 -pthread "
       "-lboost_thread -lboost_chrono"},
      {"libs", {{{"name", "boost"}, {"ver", "188"}}}}};
  const ordered_json state = {{"sessions",
                               {{{"id", 1},
                                 {"language", "c++"},
                                 {"source", program},
                                 {"compilers", ordered_json::array()},
                                 {"executors", {{{"compiler", compiler}}}}}}}};
  auto link =
      "https://godbolt.org/clientstate/" + base64(deflated(state.dump()));
  if (link.size() > longest) return std::nullopt;
  return link;
}

}  // namespace book_pages
