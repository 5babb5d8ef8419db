#include "measure/report.hpp"

#include <iomanip>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

namespace measure {
namespace {

constexpr int name_width = 40;
constexpr int cost_width = 10;
constexpr int ratio_width = 8;

// Three digits that mean something, where that takes no more than two decimals.
std::string figure(double value) {
  std::ostringstream text;
  text << std::fixed
       << std::setprecision(value >= 100  ? 0
                            : value >= 10 ? 1
                            : value >= .1 ? 2
                            : value > 0   ? 4
                                          : 0)
       << value;
  return text.str();
}

void print(std::ostream& out, const quartiles& ratio) {
  out << std::setw(ratio_width) << figure(ratio.median) << "  ("
      << figure(ratio.lower) << " to " << figure(ratio.upper) << ')';
}

nlohmann::ordered_json describe(const quartiles& values) {
  return {{"lower", values.lower},
          {"median", values.median},
          {"upper", values.upper}};
}

nlohmann::ordered_json describe(const row& each) {
  nlohmann::ordered_json way = {{"name", each.name},
                                {"operations", each.operations},
                                {"cost", describe(each.cost)},
                                {"ratio", nullptr}};
  if (each.ratio) way["ratio"] = describe(*each.ratio);
  return way;
}

nlohmann::ordered_json describe(const findings& found) {
  nlohmann::ordered_json ways = nlohmann::ordered_json::array();
  for (const row& each : found.rows) ways.push_back(describe(each));
  return {{"title", found.title},
          {"unit", found.unit},
          {"gain", found.gain},
          {"rounds", found.rounds},
          {"too_noisy", too_noisy(found)},
          {"ways", std::move(ways)}};
}

}  // namespace

void print_heading(std::ostream& out, const machine& where) {
  out << where.processor << ", " << where.cores
      << (where.cores == 1 ? " core, " : " cores, ") << where.compiler << ", "
      << where.date << '\n'
      << "Medians, and between which values the middle half of the rounds "
         "lay.\n";
}

void print(std::ostream& out, const findings& found) {
  out << '\n'
      << found.title << " (" << found.rounds
      << (found.rounds == 1 ? " round)\n" : " rounds)\n") << std::right
      << std::setw(2 + name_width + cost_width) << found.unit;
  if (found.rows[1].ratio) out << "   " << found.gain;
  out << '\n';
  for (const row& each : found.rows) {
    out << "  " << std::left << std::setw(name_width) << each.name << std::right
        << std::setw(cost_width) << figure(each.cost.median);
    if (each.ratio && &each != &found.rows.front()) print(out, *each.ratio);
    out << '\n';
  }
  if (too_noisy(found)) {
    out << "  Too noisy to tell: see what the first way gained over itself.\n"
           "  Measure again when the machine has nothing else to do.\n";
  }
}

void print_json(std::ostream& out, const machine& where,
                const std::vector<findings>& all) {
  nlohmann::ordered_json tables = nlohmann::ordered_json::array();
  for (const findings& found : all) tables.push_back(describe(found));
  const nlohmann::ordered_json whole = {{"processor", where.processor},
                                        {"cores", where.cores},
                                        {"compiler", where.compiler},
                                        {"date", where.date},
                                        {"tables", std::move(tables)}};
  out << whole.dump(2) << '\n';
}

}  // namespace measure
