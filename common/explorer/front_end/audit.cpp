#include "explorer/front_end/audit.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "explorer/engine/report.hpp"
#include "explorer/front_end/play.hpp"

namespace explorer {
namespace {

class auditor {
 public:
  auditor(const std::vector<subject>& scenarios, options limits,
          void (*progress)())
      : scenarios_{scenarios}, limits_{limits}, progress_{progress} {
    limits_.after_race = 0;
  }

  audit run() {
    audit result;
    for (const auto& scenario : scenarios_) {
      result.scenarios.emplace_back(scenario.name);
      const auto v = explore(scenario.scenario, limits_, progress_);
      executions_[scenario.name] = v.executions;
      if (v.found() || (!v.proved() && has_given_up())) {
        result.unproved = scenario.name;
        result.of_unproved = v;
        return result;
      }
      for (auto& order : take_met_orders())
        met_[std::move(order)].push_back(scenario);
    }
    put_quick_first();
    for (const auto& [order, where] : met_) {
      result.met.push_back(order);
      if (auto audited = try_weaker(order); !audited.trials.empty())
        result.orders.push_back(std::move(audited));
    }
    return result;
  }

 private:
  // A failure ends the trial of an order.
  void put_quick_first() {
    for (auto& [order, where] : met_)
      std::ranges::stable_sort(where, {}, [this](const subject& scenario) {
        return executions_.at(scenario.name);
      });
  }

  audited_order try_weaker(const written_order& order) const {
    audited_order result{order};
    std::set<std::pair<std::memory_order, std::memory_order>> level;
    for (const auto weaker : next_weaker(order.role, order.order))
      level.emplace(weaker, order.order);
    while (!level.empty()) {
      std::set<std::pair<std::memory_order, std::memory_order>> next;
      bool is_over = false;
      for (const auto& [weaker, from] : level) {
        result.trials.push_back(try_once(order, from, weaker));
        is_over |= result.trials.back().is_needed();
        for (const auto further : next_weaker(order.role, weaker))
          next.emplace(further, weaker);
      }
      level.clear();
      if (is_over) break;
      std::set<std::memory_order> known;
      for (const auto& pair : next)
        if (known.insert(pair.first).second) level.insert(pair);
    }
    return result;
  }

  trial try_once(const written_order& order, std::memory_order from,
                 std::memory_order weaker) const {
    trial result{from, weaker, how_to_ask(order, weaker)};
    weaken(result.asked);
    for (const auto& scenario : met_.at(order)) {
      const auto v = explore(scenario.scenario, limits_, progress_);
      if (v.proved()) continue;
      result.scenario = scenario.name;
      if (!v.found()) {
        result.unfinished = v.unfinished;
        continue;
      }
      result.failure =
          name(v.races.empty() ? v.failed.what : failure::data_race);
      break;
    }
    take_met_orders();
    return result;
  }

  // The operation is named where the line has another.
  weakening how_to_ask(const written_order& order,
                       std::memory_order weaker) const {
    weakening asked{order.file.substr(order.file.find_last_of('/') + 1),
                    order.line, "", weaker};
    if (order.role == order_role::failure) {
      asked.operation = "failure";
    } else if (std::ranges::any_of(met_, [&](const auto& other) {
                 return other.first.file == order.file &&
                        other.first.line == order.line &&
                        other.first.role != order_role::failure &&
                        other.first.operation != order.operation;
               })) {
      asked.operation = order.operation;
    }
    return asked;
  }

  const std::vector<subject>& scenarios_;
  options limits_;
  void (*progress_)();
  std::map<written_order, std::vector<subject>> met_{};
  std::map<std::string, std::uint64_t> executions_{};
};

}  // namespace

bool audit::is_finished() const {
  return std::ranges::all_of(orders, [](const audited_order& order) {
    return std::ranges::all_of(order.trials, [](const trial& t) {
      return t.is_needed() || t.unfinished.empty();
    });
  });
}

audit audit_orders(const std::vector<subject>& scenarios, options limits,
                   void (*progress)()) {
  return auditor{scenarios, limits, progress}.run();
}

int exit_status(const audit& a) {
  if (a.unproved.empty()) return a.is_finished() ? 0 : 3;
  return a.of_unproved.found() ? 1 : 3;
}

}  // namespace explorer
