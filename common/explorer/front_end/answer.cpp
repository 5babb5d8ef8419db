#include "explorer/front_end/answer.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace explorer {
namespace {

using nlohmann::ordered_json;

// The objects of the accesses that race: their plain accesses are shown.
std::vector<object_id> racing_objects(const played& replayed) {
  std::vector<object_id> shown;
  for (const auto& race : replayed.answer.races) {
    shown.push_back(race.first.object);
    shown.push_back(race.second.object);
  }
  return shown;
}

// Whether the operation is one that the reader wrote: on a variable of theirs,
// and on the whole of it, not on something inside a library's class.
bool is_readers(const variable& what, const operation& step) {
  if (step.object == no_object) return true;
  if (what.name.empty()) return false;
  return what.is_whole || what.type.rfind("condition_variable", 0) == 0;
}

// Reference counts, and memory that a library gives back.
bool is_housekeeping(const operation& step) {
  switch (step.what) {
    case kind::free:
    case kind::load:
    case kind::store:
    case kind::rmw:
    case kind::cas:
    case kind::destroy:
      return true;
    default:
      return false;
  }
}

// What a library does inside, as one call.
std::string call_words(const std::string& function, const variable& what) {
  if (function == "__cxa_throw") return "throws";
  return "calls " + function + "()" +
         (what.name.empty() ? "" : " on " + what.name);
}

// A call of a recorded history, or its return: no line of the reader's own.
bool is_recorded(const operation& step) {
  return step.what == kind::call || step.what == kind::ret;
}

// The same thread at the same line.
bool is_same(const row& before, const row& next) {
  return before.thread == next.thread && before.where.line == next.where.line &&
         before.where.file == next.where.file;
}

// Awake, but the mutex was still to come: the next row says more.
bool is_half_awake(const step& s) {
  return s.what.what == kind::wake && s.how.how == result::asleep;
}

ordered_json or_null(thread_id which) {
  return which == nobody ? ordered_json{} : ordered_json(which);
}

ordered_json to_json(const waiter& w) {
  return {{"thread", w.thread}, {"for", w.what}, {"holder", or_null(w.holder)}};
}

ordered_json to_json(const row& r, const situation& after) {
  ordered_json waits, value;
  auto waiting = ordered_json::array();
  for (const auto& w : after.waiting) {
    waiting.push_back(to_json(w));
    if (w.thread == r.thread) waits = w.what;
  }
  if (after.value)
    value = {{"name", after.value->name}, {"now", after.value->now}};
  return {{"step", r.step + 1},        {"thread", r.thread},
          {"words", r.words},          {"file", r.where.file},
          {"line", r.where.line},      {"text", r.where.text},
          {"switched", r.switched},    {"repeated", r.repeated},
          {"holds", after.holds},      {"waits", std::move(waits)},
          {"value", std::move(value)}, {"waiting", std::move(waiting)}};
}

ordered_json to_json(const shown_failure& failure) {
  auto steps = ordered_json::array();
  for (std::size_t i = 0; i < failure.rows.size(); ++i)
    steps.push_back(to_json(failure.rows[i], failure.after[i]));
  return {{"failure", name(failure.what.what)},
          {"schedule", failure.what.schedule},
          {"explanation", failure.explanation},
          {"again", failure.again},
          {"steps", std::move(steps)}};
}

// How a failure is called where words have to be stable: a data race counts
// more than what it leads to.
const char* kind_of(const answer& a) {
  constexpr std::array names{"none",
                             "data_race",
                             "assertion",
                             "deadlock",
                             "lost_wakeup",
                             "use_after_free",
                             "double_free",
                             "outside_block",
                             "unlock_not_owner",
                             "destroyed_locked",
                             "uncaught_exception",
                             "joinable_destroyed",
                             "livelock",
                             "not_linearizable",
                             "unsupported"};
  const auto& v = a.searched;
  if (!v.races.empty()) return names[std::size_t(failure::data_race)];
  if (v.found()) return names[std::size_t(v.failed.what)];
  if (v.proved()) return "proved";
  return a.is_unseen ? "unsupported" : "unfinished";
}

std::string headline(const answer& a) {
  if (a.is_replay && !a.searched.found())
    return "no failure in this interleaving";
  return summary(a.searched) + a.exemptions;
}

// The verdict, and below it a line for each thing that it rests on.
std::string in_lines(std::string verdict) {
  const auto terms = verdict.find(" (");
  if (terms == std::string::npos) return verdict;
  verdict.erase(verdict.rfind(')'), 1);
  verdict.replace(terms, 2, "\n  ");
  for (auto at = verdict.find("; ", terms); at != std::string::npos;
       at = verdict.find("; ", at))
    verdict.replace(at, 2, "\n  ");
  return verdict;
}

const char* verdict_name(const verdict& v) {
  if (v.found()) return "found";
  return v.proved() ? "proved" : "not proved";
}

}  // namespace

std::vector<row> readable_rows(const played& replayed, const finding& what,
                               const names& called) {
  std::vector<row> result;
  std::string last_call;  // of the last row, if a library's call
  for (auto& r : rows(replayed.steps, what, called, racing_objects(replayed))) {
    const auto& step = replayed.steps.steps[r.step];
    const auto& subject = called.readers_variable(step.what.object);
    auto call = called.library_call(r.step);
    if (is_recorded(step.what)) {
      r.where = {};
      last_call.clear();
      r.switched = !result.empty() && result.back().thread != r.thread;
      result.push_back(std::move(r));
      continue;
    }
    r.where = called.line_of(r.step);
    // What a library does when a thread is over, nobody wrote.
    if (r.where.file.empty() && subject.name.empty()) continue;
    if (is_readers(subject, step.what)) call.clear();
    if (!call.empty()) {
      if (subject.name.empty() && is_housekeeping(step.what)) continue;
      r.words = call_words(call, subject);
      if (!result.empty() && call == last_call && is_same(result.back(), r)) {
        if (!subject.name.empty()) result.back().words = r.words;
        continue;
      }
    }
    last_call = call;
    if (!result.empty() && result.back().thread == r.thread &&
        is_half_awake(replayed.steps.steps[result.back().step]))
      result.pop_back();
    r.switched = !result.empty() && result.back().thread != r.thread;
    result.push_back(std::move(r));
  }
  return result;
}

std::string as_text(const answer& a, const naming& called) {
  std::string text = in_lines(headline(a)) + "\n";
  for (const auto& shown : a.failures) {
    if (&shown != &a.failures.front())
      text += "\nand what it does, in another interleaving:\n";
    text += table(shown.rows, called) + shown.explanation;
    if (shown.what.what != failure::none)
      text += "again: " + shown.again + "\n";
  }
  return text;
}

std::string as_json(const answer& a, const naming& called) {
  auto threads = ordered_json::array();
  for (thread_id t = 0; t < a.searched.threads; ++t)
    threads.push_back(called.thread(t));
  auto failures = ordered_json::array();
  for (const auto& failure : a.failures) failures.push_back(to_json(failure));
  const ordered_json all = {{"verdict", verdict_name(a.searched)},
                            {"kind", kind_of(a)},
                            {"summary", headline(a)},
                            {"executions", a.searched.executions},
                            {"redundant", a.searched.redundant},
                            {"threads", a.searched.threads},
                            {"thread_names", std::move(threads)},
                            {"outcomes", a.outcomes},
                            {"failures", std::move(failures)}};
  return all.dump(2) + "\n";
}

int exit_status(const answer& a) {
  if (a.searched.found()) return 1;
  return a.is_replay || a.searched.proved() ? 0 : 3;
}

}  // namespace explorer
