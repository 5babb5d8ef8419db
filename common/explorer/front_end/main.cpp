#include <sched.h>
#include <sys/personality.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "explorer/front_end/answer.hpp"
#include "explorer/front_end/audit.hpp"
#include "explorer/front_end/exempt.hpp"
#include "explorer/front_end/explorer.hpp"
#include "explorer/front_end/failures.hpp"
#include "explorer/front_end/imports.hpp"
#include "explorer/front_end/orders.hpp"
#include "explorer/front_end/play.hpp"
#include "explorer/front_end/request.hpp"
#include "explorer/front_end/runtime.hpp"
#include "explorer/front_end/unseen.hpp"
#include "explorer/front_end/weak_exchanges.hpp"

namespace explorer {

void end_loading();

namespace {

constexpr int bad_request = 2;

std::set<int> outcomes;

// The same addresses every time, where the system lets us.
void fix_addresses(char** argv) {
  const int now = personality(0xffffffff);
  if (now < 0 || (now & ADDR_NO_RANDOMIZE) != 0) return;
  if (personality(unsigned(now) | ADDR_NO_RANDOMIZE) < 0) return;
  execv("/proc/self/exe", argv);
}

// For a person who waits: how far the search is, once it has taken a second.
void show_progress() {
  using clock = std::chrono::steady_clock;
  static const auto begin = clock::now();
  static const bool is_terminal = isatty(STDERR_FILENO) != 0;
  static auto next = begin + std::chrono::seconds{1};
  static unsigned long executions = 0;
  ++executions;
  if (!is_terminal || executions % 64 != 0 || clock::now() < next) return;
  next = clock::now() + std::chrono::milliseconds{200};
  const std::chrono::duration<double> taken = clock::now() - begin;
  std::fprintf(stderr, "\r%lu executions, %.0f a second \033[K", executions,
               double(executions) / taken.count());
}

void clear_progress() {
  if (isatty(STDERR_FILENO) != 0) std::fputs("\r\033[K", stderr);
}

const subject& find(const program& what, const std::string& name) {
  for (const auto& s : what.subjects)
    if (s.name == name) return s;
  std::string known;
  for (const auto& s : what.subjects) known += std::string("\n  ") + s.name;
  throw std::invalid_argument("there is no scenario \"" + name +
                              "\" here; there are" + known);
}

// Whether `name` is the scenario's, or that of the recipe that it belongs to
// and does not break.
bool is_part_of(const subject& s, const std::string& name) {
  const std::string its = s.name;
  return its == name || (!s.is_broken && its.starts_with(name + "/"));
}

// What a verdict does not speak about, if anything.
std::string exemptions() {
  std::string all;
  if (has_met_exempt_code())
    all +=
        "; data races inside boost/lockfree/queue.hpp and freelist.hpp are not "
        "looked for";
  if (has_met_weak_exchange())
    all += "; this compiler lets no weak exchange fail without a cause";
  return all;
}

class session {
 public:
  session(const program& what, const request& asked)
      : program_{what},
        asked_{asked},
        scenario_{asked.what == request::verb::orders
                      ? nullptr
                      : find(what, asked.name).scenario},
        called_{what.source_directory} {}

  int run() {
    if (asked_.what == request::verb::orders) return audit_all();
    if (asked_.weakened) {
      watch_orders(program_.header);
      weaken(*asked_.weakened);
    }
    auto result = asked_.what == request::verb::explore ? search_all() : once();
    if (asked_.weakened && !has_weakened())
      throw std::invalid_argument("weaken=" + as_text(*asked_.weakened) +
                                  " weakens nothing that " + asked_.name +
                                  " does");
    const auto text =
        asked_.json ? as_json(result, called_) : as_text(result, called_);
    std::fputs(text.c_str(), stdout);
    return exit_status(result);
  }

 private:
  int audit_all() {
    std::vector<subject> audited;
    for (const auto& s : program_.subjects)
      if (is_part_of(s, asked_.name)) audited.push_back(s);
    if (audited.empty()) find(program_, asked_.name);
    watch_orders(program_.header);
    auto result = audit_orders(audited, asked_.limits, show_progress);
    clear_progress();
    result.unmet = unmet_orders(result, program_.header, called_);
    const auto text = asked_.json ? as_json(result, called_)
                                  : as_text(result, program_.chapter, called_);
    std::fputs(text.c_str(), stdout);
    return exit_status(result);
  }

  answer answer_with(const verdict& searched) const {
    return {searched,       {},       asked_.what == request::verb::replay,
            has_given_up(), outcomes, exemptions()};
  }

  answer search_all() {
    auto result =
        answer_with(explorer::explore(scenario_, asked_.limits, show_progress));
    clear_progress();
    const auto& v = result.searched;
    if (!v.races.empty()) result.failures.push_back(show(v.races.front()));
    if (v.failed.what != failure::none)
      result.failures.push_back(show(v.failed));
    return result;
  }

  answer once() {
    auto replayed =
        explorer::replay(scenario_, asked_.limits, asked_.schedule, called_);
    if (!replayed.misfit.empty()) throw std::invalid_argument(replayed.misfit);
    auto result = answer_with(replayed.answer);
    // One interleaving has one end: what went wrong last tells the most.
    const auto& v = replayed.answer;
    result.failures.push_back(describe(
        v.failed.what == failure::none && !v.races.empty() ? v.races.front()
                                                           : v.failed,
        replayed));
    return result;
  }

  shown_failure show(const finding& what) {
    return describe(what,
                    explorer::replay(scenario_, asked_.limits,
                                     public_schedule(what.schedule), called_));
  }

  shown_failure describe(const finding& what, const played& replayed) {
    const auto schedule = what.schedule.empty()
                              ? asked_.schedule
                              : public_schedule(what.schedule);
    auto rows = readable_rows(replayed, what, called_);
    auto why = why_older(replayed.steps, rows, called_);
    if (what.what != failure::none) why += explain(what, called_);
    auto after = situations(rows, replayed, what, called_);
    return {what, std::move(rows), std::move(after), std::move(why),
            std::string(program_.chapter) + " replay " + asked_.name + " " +
                schedule + asked_.caps};
  }

  const program& program_;
  const request& asked_;
  scenario_function scenario_;
  names called_;
};

}  // namespace

void note_outcome(int outcome) {
  const unwatched guard;
  outcomes.insert(outcome);
}

int main(int argc, char** argv, const program& what) {
  end_loading();
  fix_addresses(argv);
  try {
    const auto asked = parse({argv + 1, argv + argc});
    session s{what, asked};
    allow_refused_threads(asked.refused_threads);
    prepare_runtime();
    trap_unseen_instructions();
    redirect_unseen_imports();
    find_exempt_code();
    watch_for_failures();
    const int status = s.run();
    std::fflush(stdout);
    // The scenario's own variables are left in the middle of an execution.
    _exit(status);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s: %s\n", what.chapter, e.what());
    return bad_request;
  }
}

}  // namespace explorer
