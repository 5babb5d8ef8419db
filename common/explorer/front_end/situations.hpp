// How things stand after each row of a table, in the reader's names.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "explorer/engine/report.hpp"
#include "explorer/front_end/names.hpp"
#include "explorer/front_end/play.hpp"

namespace explorer {

struct waiter {
  thread_id thread = nobody;
  std::string what;           // "till.mutex_", "thread 1"
  thread_id holder = nobody;  // of the lock that it waits for
};

struct shown_content {
  std::string name;
  std::string now;
};

struct situation {
  std::vector<std::string> holds{};  // the row's thread; only named locks
  std::vector<waiter> waiting{};     // every thread that cannot go on
  std::optional<shown_content>
      value{};  // of the variable that the row is about
};

// One for each row: just before the step of the next one.
std::vector<situation> situations(const std::vector<row>& rows,
                                  const played& replayed, const finding& what,
                                  const names& called);

}  // namespace explorer
