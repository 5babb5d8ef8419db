#include "explorer/engine/report.hpp"

namespace explorer {
namespace {

std::string count(std::uint64_t n, const std::string& one,
                  const std::string& many) {
  return std::to_string(n) + " " + (n == 1 ? one : many);
}

std::string count(std::uint64_t n, const std::string& one) {
  return count(n, one, one + "s");
}

// What was searched, and under which assumptions.
std::string terms(const verdict& v) {
  std::string s = count(v.executions, "execution");
  if (v.searched == coverage::all) {
    s += v.executions == 1 ? " stands for all of them"
                           : " stand for all of them";
  }
  s += v.threads == 1 ? "; main alone"
                      : "; main and " + count(v.threads - 1, "thread");
  if (v.met_spurious) {
    s += "; at most " + count(v.asked.spurious, "spurious wake-up");
  }
  if (v.met_weak_failure) {
    s += "; at most " +
         count(v.asked.weak_failures, "spurious failure of a weak exchange",
               "spurious failures of weak exchanges") +
         " for each thread";
  }
  if (v.met_timeout) {
    s += "; at most " + count(v.asked.timeouts, "time-out") +
         " for each thread while others can go on";
  }
  if (v.met_retry) {
    s += "; at most " +
         count(v.asked.retries, "refused try of a lock",
               "refused tries of a lock") +
         " for each thread and line";
  }
  if (v.met_spin) s += "; loops that spin wait for a change";
  if (v.asked.memory == memory_model::sc) {
    if (v.met_weak_order) s += "; every memory order is taken for seq_cst";
    return s;
  }
  if (v.met_load_buffering) s += "; without load buffering";
  if (v.met_mixed_orders) {
    s += "; seq_cst is taken a little too strictly beside weaker orders";
  }
  return s;
}

std::string ordinal(std::uint64_t n) {
  if (n == 1) return "the first of the interleavings tried";
  return "interleaving " + std::to_string(n);
}

}  // namespace

const char* name(failure what) {
  switch (what) {
    case failure::none:
      return "no failure";
    case failure::data_race:
      return "data race";
    case failure::assertion:
      return "assertion failed";
    case failure::deadlock:
      return "deadlock";
    case failure::lost_wakeup:
      return "lost wake-up";
    case failure::use_after_free:
      return "use after free";
    case failure::double_free:
      return "double free";
    case failure::outside_block:
      return "access outside of every block";
    case failure::unlock_not_owner:
      return "unlock of a lock not held";
    case failure::destroyed_locked:
      return "destroyed while in use";
    case failure::uncaught_exception:
      return "exception leaves a thread";
    case failure::joinable_destroyed:
      return "joinable thread destroyed";
    case failure::livelock:
      return "livelock";
    case failure::not_linearizable:
      return "history not linearizable";
    case failure::unsupported:
      return "not supported";
  }
  return "";
}

std::string summary(const verdict& v) {
  if (v.found()) {
    const finding& f = v.races.empty() ? v.failed : v.races.front();
    return std::string{name(f.what)} + ": found in " + ordinal(f.execution);
  }
  switch (v.searched) {
    case coverage::all:
      return "proved: no failure in any interleaving (" + terms(v) + ")";
    case coverage::bounded:
      return "proved: no failure in any interleaving with at most " +
             count(v.asked.preemptions, "preemption") + " (" + terms(v) + ")";
    case coverage::unfinished:
      break;
  }
  return "not finished: " + v.unfinished + "; no failure so far (" + terms(v) +
         ")";
}

}  // namespace explorer
