// Histories that a scenario records, see history.hpp: kept outside the
// scenario's memory, and ordered by its happens-before.
#include "explorer/front_end/recording.hpp"

#include <cstdint>
#include <set>

#include "explorer/front_end/intercept.hpp"
#include "explorer/front_end/runtime.hpp"
#include "explorer/history.hpp"

namespace explorer {
namespace {

// How far the thread's past was known when the call began, and when it had
// returned, by the thread's own clock.
struct moment {
  clock called{};
  std::uint32_t returned = 0;
};

history calls;  // of this execution
std::vector<moment> moments;
std::set<std::vector<std::int64_t>> accepted;  // by signature

// Calls are recorded in an order that agrees with happens-before.
precedence order() {
  precedence before(calls.size(), std::vector<bool>(calls.size()));
  for (std::size_t j = 0; j < calls.size(); ++j)
    for (std::size_t i = 0; i < j; ++i)
      before[i][j] = calls[i].returned != not_returned &&
                     moments[j].called[calls[i].thread] >= moments[i].returned;
  return before;
}

// Equal for histories that nothing tells apart. Most executions repeat one.
std::vector<std::int64_t> signature(const precedence& before) {
  std::vector<std::int64_t> all;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const auto& o = calls[i].operation;
    all.insert(all.end(), {std::int64_t(calls[i].thread), std::int64_t(o.what),
                           o.key, o.value, o.was, o.ok});
    all.insert(all.end(), before[i].begin(), before[i].end());
  }
  return all;
}

}  // namespace

std::string recorded_call(std::size_t which) {
  return which < calls.size() ? call_words(calls[which].operation) : "";
}

std::string recorded_return(std::size_t which) {
  if (which >= calls.size()) return "";
  const auto result = result_words(calls[which].operation);
  return recorded_call(which) + " returns" +
         (result.empty() ? "" : " " + result);
}

namespace recording {

unsigned choose(unsigned alternatives) {
  const unwatched guard;
  return explorer::choose(alternatives);
}

void begin() {
  const unwatched guard;
  calls.clear();
  moments.clear();
}

std::size_t call(const sequential::operation& o) {
  const unwatched guard;
  const auto which = calls.size();
  calls.push_back({.operation = o,
                   .called = which,
                   .thread = std::uint32_t(running_fiber())});
  moments.emplace_back();
  act({.what = kind::call, .site = site_of(EXPLORER_CALLER), .value = which});
  moments[which].called = past();
  return which;
}

void ret(std::size_t which, const sequential::operation& observed) {
  const unwatched guard;
  calls[which].operation = observed;
  calls[which].returned = calls.size();
  act({.what = kind::ret, .site = site_of(EXPLORER_CALLER), .value = which});
  moments[which].returned = past()[thread_id(running_fiber())];
}

void end(judge& judged) {
  const unwatched guard;
  const auto before = order();
  const auto [which, is_new] = accepted.insert(signature(before));
  if (!is_new) return;
  const auto found = judged(calls, before);
  if (found.exists) return;
  accepted.erase(which);
  fail(failure::not_linearizable, EXPLORER_CALLER,
       objection(calls, before, found.order));
}

}  // namespace recording
}  // namespace explorer
