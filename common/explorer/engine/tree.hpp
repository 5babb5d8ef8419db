// The tree of interleavings, walked depth first, one path per execution.
//
// Source-DPOR (Abdulla, Aronis, Jonsson, Sagonas: "Optimal dynamic partial
// order reduction", POPL 2014) with sleep sets (Godefroid 1996). Threads that
// never go on, because they wait, race with what they are about to do, as in
// Flanagan and Godefroid (POPL 2005).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "explorer/engine/chooser.hpp"
#include "explorer/engine/clock.hpp"
#include "explorer/engine/footprint.hpp"
#include "explorer/engine/verdict.hpp"

namespace explorer {

using thread_set = std::uint32_t;  // one bit for each thread

inline bool contains(thread_set s, thread_id t) { return (s >> t & 1U) != 0; }
inline thread_set just(thread_id t) { return 1U << t; }
thread_id lowest(thread_set s);

class tree {
 public:
  tree(strategy how, std::uint32_t preemptions);

  void begin();    // an execution, along the path so far
  bool advance();  // to the next path; false: the tree is walked
  void forget();   // the whole path: the search starts again
  bool redundant() const { return redundant_; }

  // Thread t, a new one, knows the past of its creator.
  void create(thread_id t, thread_id creator);
  void joined(thread_id t, thread_id ended);
  // What t will do next. Its slot is read until it is done.
  void pending(thread_id t, const footprint& next);
  void ended(thread_id t);
  // Thread t, asleep, has been woken: its next step is another one.
  void woken(thread_id t, thread_id by, const footprint& next);
  const footprint& pending(thread_id t) const { return threads_[t].next; }
  bool asleep(thread_id t) const { return contains(sleep_, t); }

  // Chooses among the threads that can go on. `fallback` is one of them, and
  // `preempts` says whether to choose another one is a preemption. Returns
  // nobody if the program did not repeat itself.
  thread_id decide(thread_set enabled, thread_id fallback, bool preempts);
  // Nobody can go on: what everybody waits for counts all the same.
  void dead_end();
  // Returns `alternatives` if the program did not repeat itself.
  std::uint32_t choose(std::uint32_t alternatives);
  // The thread that was chosen has done its operation, with this footprint,
  // after everything that has been done by anybody if `barrier`.
  void done(thread_id t, const footprint& did, bool barrier);
  // The step that is about to be done.
  moment present() const;
  // Thread t's pending step comes after an earlier one for another reason than
  // that both touch what the pending one is about.
  bool follows(thread_id t, moment earlier) const;
  bool reduces() const { return how_ != strategy::plain; }

 private:
  struct node {
    bool is_choice = false;  // of data
    std::uint32_t chosen = 0;
    std::uint32_t alternatives = 0;
    thread_set enabled = 0, backtrack = 0, tried = 0, sleep = 0;
    std::uint32_t preemptions = 0;  // before this node
    thread_id fallback = nobody;
    bool preempts = false;
    footprint did{};
    clock past{};
  };
  struct thread {
    footprint next{};
    clock past{};  // node numbers + 1, by thread
    bool live = false;
  };
  struct trail {  // of some bytes of an object
    std::uint8_t mask = 0xff;
    clock writes{}, all{};
  };

  thread_id grow(thread_set enabled, thread_id fallback, bool preempts);
  void find_races(thread_id t);
  void find_races_of_all();
  void backtrack(std::size_t at, thread_id t);
  thread_set initials(std::size_t at, thread_id t);
  bool before(std::size_t a, std::size_t b) const;
  bool racing(std::size_t at, thread_id t) const;
  void settle(thread_id t, const footprint& did);
  std::vector<trail>& trails_of(const footprint::touch& touched);

  strategy how_;
  std::uint32_t bound_;
  std::vector<node> path_;
  std::size_t depth_ = 0;
  std::size_t last_ = none;  // the last node that chose a thread
  thread_set sleep_ = 0;     // after the last step
  bool redundant_ = false;
  bool unfinished_step_ = false;  // a node's operation is still to be done
  std::array<thread, max_threads> threads_{};
  thread_id born_ = 1;

  struct slot {
    std::uint64_t execution = 0;
    std::vector<trail> trails{};  // each mask once
  };
  std::vector<slot> trails_;  // by object
  std::uint64_t execution_ = 0;
  std::vector<std::size_t> found_, independent_;

  static constexpr std::size_t none = static_cast<std::size_t>(-1);
};

}  // namespace explorer
