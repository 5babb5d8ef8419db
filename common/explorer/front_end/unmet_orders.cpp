#include <algorithm>
#include <array>
#include <fstream>
#include <set>

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
  bool is_met = false;
  std::vector<int> named;  // lines of this statement
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.starts_with("}") && line.ends_with(broken)) is_broken = false;
    if (line.starts_with(broken)) is_broken = true;
    const auto code = code_of(line);
    is_met |= met.contains(number);
    if (!is_broken && names_order(code)) named.push_back(number);
    if (!ends_statement(code)) continue;
    for (const int each : named)
      if (!is_met) unmet.push_back(called.line(file, each));
    is_met = false;
    named.clear();
  }
}

}  // namespace

std::vector<source_line> unmet_orders(const audit& a, const std::string& header,
                                      const names& called) {
  debug_info info;
  std::set<std::string> files;
  for (auto& path : info.files())
    if (is_own_code(path, header)) files.insert(path);
  std::vector<source_line> unmet;
  for (const auto& file : files) {
    std::set<int> met;
    for (const auto& order : a.met)
      if (order.file == file) met.insert(order.line);
    add_unmet(std::ifstream{called.path_of(file)}, file, met, called, unmet);
  }
  return unmet;
}

}  // namespace explorer
