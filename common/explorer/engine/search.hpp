// The engine's door: a search that a runner drives, one execution at a time.
//
// The runner owns the threads; exactly one of them runs at any time and talks
// to the search. Before each operation it announces what it is about to do and
// is told who runs next:
//
//   search s{options};
//   while (s.begin()) {              // thread 0 runs the scenario
//     // in the running thread, for every operation:
//     thread_id next = s.announce(op);
//     if (next == nobody) abandon this execution, all of its threads;
//     if (next != s.running()) let next run, stop until let run again;
//     outcome o = s.perform(current);   // current: what memory holds now
//     if (o.how == result::asleep) announce {.what = kind::wake}, as above
//     // at its end:
//     next = s.end();                // nobody: the execution is over
//   }
//   s.answer();
//
// A thread that kind::create has made calls perform() before anything else when
// it is let run for the first time: that is its `start`. Thread 0 does not.
// `running()` changes inside announce and end. A runner that gives up in the
// middle of an execution gives up the search: it may destroy it at any time.
//
// A replay is run by the same loop; it may take more than one execution, until
// it has learnt which loops spin. Its trace is that of the last one.
//
// Thread-safety: none. Hand-over between the runner's threads must order
// memory, as any hand-over does.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "explorer/engine/clock.hpp"
#include "explorer/engine/operation.hpp"
#include "explorer/engine/trace.hpp"
#include "explorer/engine/verdict.hpp"

namespace explorer {

class execution;

class search {
 public:
  explicit search(const options& asked);
  // One execution, the one that `name` names, recorded step by step.
  // Ask for the same caps as the search that found it.
  // Throws std::invalid_argument if it is no schedule's name at all; one that
  // does not fit the program is told by misfit().
  search(const options& asked, std::string_view name);
  ~search();
  search(const search&) = delete;
  search& operator=(const search&) = delete;

  // Starts the next execution. False: the search is over.
  bool begin();

  // A location may belong to the block that was allocated with it.
  object_id new_object(object_kind what, object_id block = no_object);
  // Semaphores begin with 0 units.
  void set_units(object_id semaphore, std::uint64_t units);

  // Returns who runs next, or nobody: the execution has failed, abandon it.
  thread_id announce(const operation& next);
  // Performs what the running thread announced. `current` is what the location
  // of a load, store, rmw, cas or park holds now. The outcome's value is what
  // it reads; for a notification, the set of threads it wakes, as bits. After a
  // store or a cas that is done, the location is to hold the outcome's newest.
  outcome perform(std::uint64_t current = 0);
  // Completes an rmw: the value that it writes. Returns what the location is
  // to hold.
  std::uint64_t modify(std::uint64_t value);
  // For reports alone: the value that a plain access just read or wrote.
  void note_value(std::uint64_t value);
  // The running thread is over. Returns who runs next; nobody: all are over.
  thread_id end();

  // A choice that is no schedule's: 0 .. alternatives - 1.
  std::uint32_t choose(std::uint32_t alternatives);
  // The running thread has failed. The runner abandons the execution.
  void fail(failure what, site_id site, std::string_view text);

  thread_id running() const;
  bool failed() const;  // this execution
  // This execution is like one that has been run.
  bool redundant() const;
  // What happens before the running thread's next step, and how far it is
  // itself: its own entry. What thread t does while its own entry is n happens
  // before whatever finds n or more in t's entry.
  const clock& past() const;

  // Complete once begin() has returned false; a progress report before.
  const verdict& answer() const;
  const trace& recorded() const;      // of a replay
  const std::string& misfit() const;  // of a replay: empty if it fits

 private:
  std::unique_ptr<execution> execution_;
};

}  // namespace explorer
