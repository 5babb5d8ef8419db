// Names of schedules: "3c.21d" means: at decision 3 go on with thread 2 (a is
// thread 0) where thread 2 would not go on by itself, at decision 21 with
// thread 3, and everywhere else as by default. The default is to let the
// running thread go on, and if it cannot, the lowest numbered one that can;
// sleepers wake without a cause, or time out, only when nobody else can go on.
// "0" is the schedule without deviations.
//
// Decisions are counted wherever more than one thread could go on, at plain
// accesses too, so that a name means the same whether or not the search has
// learnt of a race.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace explorer {

struct deviation {
  std::uint64_t decision = 0;
  std::uint32_t choice = 0;  // a thread, or an alternative of a choice of data

  bool operator==(const deviation&) const = default;
};

using schedule = std::vector<deviation>;  // by rising decision

std::string to_string(const schedule& s);
// Throws std::invalid_argument, with a sentence, if `name` is no such name.
schedule parse_schedule(std::string_view name);

}  // namespace explorer
