#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <system_error>

#include "explorer/front_end/audit.hpp"
#include "explorer/front_end/debug_info.hpp"

namespace explorer {
namespace {

// A line without its comment.
std::string code_of(const std::string& line) {
  const auto code = line.substr(0, line.find("//"));
  return code.substr(0, code.find_last_not_of(" \t") + 1);
}

bool ends_statement(const std::string& code) {
  return code.empty() ||
         std::string{";{}:"}.find(code.back()) != std::string::npos;
}

bool names_order(const std::string& code) {
  constexpr std::array orders{"acquire", "release", "acq_rel", "seq_cst"};
  return std::ranges::any_of(orders, [&](const std::string order) {
    return code.find("memory_order_" + order) != std::string::npos;
  });
}

// Adds the lines that name an order in a statement of which no line is met.
void add_unmet(std::ifstream in, const std::string& file,
               const std::set<int>& met, const names& called,
               std::vector<source_line>& unmet) {
  const std::string broken = "namespace broken";
  bool is_broken = false;
  bool is_template = false;  // its default arguments are no operations
  bool is_met = false;
  std::vector<int> named;  // lines of this statement
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.starts_with("}") && line.ends_with(broken)) is_broken = false;
    if (line.starts_with(broken)) is_broken = true;
    const auto code = code_of(line);
    is_met |= met.contains(number);
    is_template |= code.starts_with("template <");
    if (!is_broken && names_order(code)) named.push_back(number);
    if (!ends_statement(code)) continue;
    for (const int each : named)
      if (!is_met && !is_template) unmet.push_back(called.line(file, each));
    is_met = is_template = false;
    named.clear();
  }
}

// A recipe's header and its steps, also those of which nothing is compiled;
// without a recipe's header, what is compiled and not the system's.
std::set<std::string> own_files(const std::string& header,
                                const names& called) {
  std::set<std::string> files;
  if (header.empty()) {
    debug_info info;
    for (const auto& path : info.files())
      if (is_own_code(path, header)) files.insert(path);
    return files;
  }
  files.insert(header);
  const auto folder = header.substr(0, header.rfind('.'));
  std::error_code none;  // most recipes have no steps
  for (const auto& step :
       std::filesystem::directory_iterator{called.path_of(folder), none})
    files.insert(folder + "/" + step.path().filename().string());
  return files;
}

}  // namespace

std::vector<source_line> unmet_orders(const audit& a, const std::string& header,
                                      const names& called) {
  std::vector<source_line> unmet;
  for (const auto& file : own_files(header, called)) {
    std::set<int> met;
    for (const auto& order : a.met)
      if (order.file == file) met.insert(order.line);
    add_unmet(std::ifstream{called.path_of(file)}, file, met, called, unmet);
  }
  return unmet;
}

}  // namespace explorer
