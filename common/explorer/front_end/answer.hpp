// A verdict as text for a terminal and for the book, or as JSON for its page.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "explorer/engine/report.hpp"
#include "explorer/front_end/names.hpp"
#include "explorer/front_end/play.hpp"
#include "explorer/front_end/situations.hpp"

namespace explorer {

// One failure, and the interleaving that shows it.
struct shown_failure {
  finding what{};
  std::vector<row> rows{};
  std::vector<situation> after{};  // of each row
  std::string explanation;
  std::string again;  // the command that replays it
};

// Folds the steps that a library makes on the reader's behalf into one row for
// each call that the reader wrote.
std::vector<row> readable_rows(const played& replayed, const finding& what,
                               const names& called);

struct answer {
  verdict searched{};
  std::vector<shown_failure> failures{};
  bool is_replay = false;
  bool is_unseen = false;    // the program does what the explorer cannot see
  std::set<int> outcomes{};  // noted by note_outcome()
  std::string exemptions;    // what the verdict does not speak about
};

std::string as_text(const answer& a, const naming& called);
std::string as_json(const answer& a, const naming& called);

// 0 proved, or replayed without a failure; 1 found; 3 not proved.
int exit_status(const answer& a);

}  // namespace explorer
