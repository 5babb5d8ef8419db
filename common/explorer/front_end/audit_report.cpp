#include <algorithm>
#include <nlohmann/json.hpp>

#include "explorer/engine/report.hpp"
#include "explorer/front_end/audit.hpp"

namespace explorer {
namespace {

using nlohmann::ordered_json;

// "load: acquire -> relaxed".
std::string change_of(const written_order& what, const trial& t) {
  return what.operation +
         (what.role == order_role::failure ? " that fails: " : ": ") +
         name(t.from) + " -> " + name(t.to);
}

std::string outcome_of(const trial& t) {
  if (t.is_needed()) return "needed: without it " + t.failure;
  if (!t.unfinished.empty()) return "not finished: " + t.unfinished;
  return "not needed";
}

std::string count(std::size_t n, const std::string& what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

std::string list(const std::vector<std::string>& all) {
  std::string text;
  for (const auto& each : all) text += (text.empty() ? "" : ", ") + each;
  return text;
}

std::string line_of(const source_line& line) {
  return line.file + ":" + std::to_string(line.line) + ": " + line.text + "\n";
}

// "2 of 3 orders needed: each was weakened alone in ring, ring/two_readers".
std::string headline(const audit& a) {
  if (!a.unproved.empty())
    return "not audited: " + a.unproved + ": " + summary(a.of_unproved);
  if (a.orders.empty())
    return "nothing to weaken: no order stronger than relaxed in " +
           list(a.scenarios);
  const auto needed = std::ranges::count_if(
      a.orders, [](const audited_order& o) { return o.is_needed(); });
  return std::to_string(needed) + " of " + count(a.orders.size(), "order") +
         " needed: each was weakened alone in " + list(a.scenarios);
}

}  // namespace

std::string as_text(const audit& a, const char* chapter, const names& called) {
  std::size_t widest = 0;
  for (const auto& order : a.orders)
    for (const auto& t : order.trials)
      widest = std::max(widest, change_of(order.what, t).size());
  std::string text = headline(a) + "\n";
  std::string last;
  for (const auto& order : a.orders) {
    auto line = line_of(called.line(order.what.file, order.what.line));
    if (line != last) text += "\n" + line;
    last = std::move(line);
    for (const auto& t : order.trials) {
      auto change = change_of(order.what, t);
      change.resize(widest, ' ');
      text += "  " + change + "  " + outcome_of(t) + "\n";
      if (t.is_needed())
        text += std::string("    ") + chapter + " explore " + t.scenario +
                " weaken=" + as_text(t.asked) + "\n";
    }
  }
  if (!a.unmet.empty()) text += "\nnot come to, and so not weakened\n";
  for (const auto& line : a.unmet) text += "  " + line_of(line);
  return text;
}

std::string as_json(const audit& a, const names& called) {
  auto orders = ordered_json::array();
  for (const auto& order : a.orders) {
    const auto where = called.line(order.what.file, order.what.line);
    for (const auto& t : order.trials)
      orders.push_back({{"file", where.file},
                        {"line", where.line},
                        {"text", where.text},
                        {"operation", order.what.operation},
                        {"on_failure", order.what.role == order_role::failure},
                        {"order", name(t.from)},
                        {"weaker", name(t.to)},
                        {"needed", t.is_needed()},
                        {"failure", t.failure},
                        {"scenario", t.scenario},
                        {"unfinished", t.unfinished},
                        {"weaken", as_text(t.asked)}});
  }
  const ordered_json all = {{"summary", headline(a)},
                            {"scenarios", a.scenarios},
                            {"orders", std::move(orders)}};
  return all.dump(2) + "\n";
}

}  // namespace explorer
