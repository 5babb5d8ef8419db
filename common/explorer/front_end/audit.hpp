// Which of its memory orders a scenario needs: each is weakened alone, step by
// step, and the scenario explored again.
//
// An order that fails is not weakened further: what is weaker allows all that
// it allows.
#pragma once

#include <string>
#include <vector>

#include "explorer/engine/verdict.hpp"
#include "explorer/front_end/explorer.hpp"
#include "explorer/front_end/names.hpp"
#include "explorer/front_end/orders.hpp"

namespace explorer {

// One weaker order in the place of the one that the source has.
struct trial {
  std::memory_order from{};
  std::memory_order to{};
  weakening asked{};         // that shows it
  std::string scenario{};    // that failed, or was not finished
  std::string failure{};     // "data race"; empty if nothing failed
  std::string unfinished{};  // why; empty if all scenarios were
  bool is_needed() const { return !failure.empty(); }
};

struct audited_order {
  written_order what{};
  std::vector<trial> trials{};
  bool is_needed() const { return trials.front().is_needed(); }
};

struct audit {
  std::vector<audited_order> orders{};
  std::vector<written_order> met{};  // relaxed ones as well
  std::vector<std::string> scenarios{};
  std::vector<source_line> unmet{};  // orders that no scenario comes to
  // The first scenario that fails as it is, or that cannot be explored, with
  // its verdict. Then there are no orders. One that only meets a limit may show
  // that an order is needed, and never that it is not.
  std::string unproved{};
  verdict of_unproved{};
  bool is_finished() const;
};

// Needs watch_orders(). progress() is called after each execution.
audit audit_orders(const std::vector<subject>& scenarios, options limits,
                   void (*progress)());

// The lines that name an order stronger than relaxed in the recipe's files,
// outside of `namespace broken`, without those of the orders that were met.
std::vector<source_line> unmet_orders(const audit& a, const std::string& header,
                                      const names& called);

std::string as_text(const audit& a, const char* chapter, const names& called);
std::string as_json(const audit& a, const names& called);

// 0 audited; 1 a scenario fails as it is; 3 not finished.
int exit_status(const audit& a);

}  // namespace explorer
