// What the command line asks for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "explorer/engine/verdict.hpp"
#include "explorer/front_end/orders.hpp"

namespace explorer {

struct request {
  enum class verb { explore, replay, orders };

  verb what = verb::explore;
  std::string name;      // of a subject
  std::string schedule;  // to replay
  bool json = false;
  options limits{};
  int refused_threads = 0;  // creations that may fail, in each execution
  std::optional<weakening> weakened{};
  // The caps, the memory and the weaker order that were asked for, as they were
  // written: a schedule means something under the same ones only.
  std::string caps;
};

// Throws std::invalid_argument with a sentence for the reader.
request parse(const std::vector<std::string>& words);

}  // namespace explorer
