// The explorer's door for a program that holds scenarios.
#pragma once

#include <span>

namespace explorer {

struct subject {
  const char* name;        // "bounded_channel", "bounded_channel/if_for_while"
  void (*scenario)();      // run once for each execution
  bool is_broken = false;  // it is there to fail
};

struct program {
  const char* chapter;           // "message_passing": how a reader calls it
  const char* source_directory;  // that the sources' names are relative to
  // "chapters/message_passing/fast_channel.hpp": it and what the folder of its
  // name holds is the code whose memory orders are looked at. Empty: all but
  // the system's.
  const char* header;
  std::span<const subject> subjects;
};

// For tests of the explorer: notes what this execution of the scenario came to.
// The JSON answer lists all that were noted, each once, in ascending order.
__attribute__((visibility("default"))) void note_outcome(int outcome);

// Understands
//   explore NAME [preemptions=N] [executions=N] [seconds=N] [CAP=N]...
//                [memory=c++|sc] [search=plain|sleep_sets|dpor] [--json]
//   replay NAME SCHEDULE [CAP=N]... [memory=c++|sc] [--json]
//   orders NAME, with explore's options: which memory orders NAME and the
//     scenarios NAME/... need; those that are there to fail are left out
// explore and replay take weaken=FILE:LINE[:OPERATION]:ORDER as well.
// The caps: spurious wake-ups, timeouts, weak_failures (of an exchange that may
// fail without a cause), and refused_threads, which the system will not start.
// A schedule is replayed with the caps and the memory that it was found with.
// Returns the exit status: 0 proved, 1 a failure found, 2 a request that makes
// no sense, 3 not proved. Call it from main(), and do nothing else there.
__attribute__((visibility("default"))) int main(int argc, char** argv,
                                                const program& what);

}  // namespace explorer
