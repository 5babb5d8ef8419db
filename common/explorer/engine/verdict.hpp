// What a search is asked, and what it answers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "explorer/engine/memory.hpp"
#include "explorer/engine/operation.hpp"

namespace explorer {

// How much of the tree of interleavings is walked. `dpor` visits at least one
// execution of every class of executions that differ only in the order of
// independent operations; the others are what it is checked against.
enum class strategy : std::uint8_t { plain, sleep_sets, dpor };

inline constexpr std::uint32_t unbounded = 0xffffffff;

struct options {
  strategy how = strategy::dpor;
  memory_model memory = memory_model::cpp;
  // A bound makes the search a plain one: reduction and bound do not mix
  // without losing interleavings that are within the bound.
  std::uint32_t preemptions = unbounded;
  std::uint64_t executions = 0xffffffffffffffff;
  double seconds = 1e18;
  std::uint32_t spurious = 1;       // wake-ups, of all threads together
  std::uint32_t weak_failures = 1;  // of weak exchanges, for each thread
  // For each thread; one also times out whenever nobody can go on.
  std::uint32_t timeouts = 1;
  // How often a thread may be refused a lock at one source position; from then
  // on its tries wait until the lock is free. Where all wait so, the execution
  // ends without a verdict: threads that step back for each other might do so
  // for ever.
  std::uint32_t retries = 3;
  // How often a thread may read an unchanged location at one source position,
  // without a write of its own in between, before it is taken to spin and
  // waits for a change. After kind::yield the first repetition waits.
  std::uint32_t spins = 3;
  // An interleaving of more scheduling points ends the search, unfinished: that
  // it never ends is not known, nor that a fair scheduler would let it go on.
  std::uint32_t steps = 5000;
  // Search on after a failure. Nothing is lost behind deadlocks; an execution
  // that fails in its midst hides what its other threads would have done.
  bool past_failures = false;
  std::uint64_t after_race = 1'000'000;  // executions to look for what it does
};

enum class failure : std::uint8_t {
  none,
  data_race,
  assertion,
  deadlock,
  lost_wakeup,
  use_after_free,
  double_free,
  outside_block,
  unlock_not_owner,
  destroyed_locked,
  uncaught_exception,
  joinable_destroyed,
  livelock,
  not_linearizable,
  unsupported,  // no failure of the program: the explorer cannot go on
};

// One of the two accesses of a data race, or the free of a use after free.
struct access {
  thread_id thread = nobody;
  site_id site = no_site;
  object_id object = no_object;
  kind what = kind::read;
  std::uint8_t mask = 0xff;
};

// A thread that cannot go on, and why.
struct blocked {
  thread_id thread = nobody;
  operation waits_in{};
  thread_id holder = nobody;  // of the lock that it waits for
};

struct finding {
  failure what = failure::none;
  std::string schedule;         // replays it
  std::uint64_t execution = 0;  // counted from 1, restarts included
  thread_id thread = nobody;
  site_id site = no_site;
  object_id object = no_object;
  std::string text;              // what the runner said
  access first{}, second{};      // data_race, use_after_free, double_free
  std::vector<blocked> stuck{};  // deadlock, lost_wakeup
};

enum class coverage : std::uint8_t { all, bounded, unfinished };

struct verdict {
  finding failed{};              // the first failure that is no data race
  std::vector<finding> races{};  // each pair of source positions once
  coverage searched = coverage::unfinished;
  std::string unfinished;        // why
  std::uint64_t executions = 0;  // of the last search, without restarts
  std::uint64_t redundant = 0;   // of them, cut short by sleep sets
  std::uint64_t tried = 0;       // all executions, restarts included
  std::uint64_t steps = 0;       // all scheduling points
  std::uint32_t threads = 1;     // most threads in one execution
  options asked{};
  bool met_spurious = false;  // a cap for it mattered
  bool met_weak_failure = false;
  bool met_timeout = false;
  bool met_retry = false;
  bool met_spin = false;
  bool met_weak_order = false;      // weaker than seq_cst
  bool met_load_buffering = false;  // it could be, and is not modelled
  bool met_mixed_orders = false;    // seq_cst and weaker ones, where it matters

  bool found() const { return failed.what != failure::none || !races.empty(); }
  bool proved() const { return !found() && searched != coverage::unfinished; }
};

}  // namespace explorer
