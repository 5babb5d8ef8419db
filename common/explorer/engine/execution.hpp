// One search in progress: it asks the world what can be done, the tree what
// shall be done, and keeps the verdict.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "explorer/engine/schedule.hpp"
#include "explorer/engine/spins.hpp"
#include "explorer/engine/trace.hpp"
#include "explorer/engine/tree.hpp"
#include "explorer/engine/verdict.hpp"
#include "explorer/engine/world.hpp"

namespace explorer {

class execution final : private chooser {
 public:
  execution(const options& asked, std::optional<schedule> replay);

  bool begin();
  object_id new_object(object_kind what, object_id block) {
    return world_.new_object(what, block);
  }
  void set_units(object_id semaphore, std::uint64_t units) {
    world_.set_units(semaphore, units);
  }
  thread_id announce(const operation& next);
  outcome perform(std::uint64_t current);
  std::uint64_t modify(std::uint64_t value);
  void note_value(std::uint64_t value);
  thread_id end();
  std::uint32_t choose(std::uint32_t alternatives) override;
  void fail(failure what, site_id site, std::string_view text);

  thread_id running() const { return running_; }
  bool failed() const { return failed_; }
  bool redundant() const { return tree_.redundant() || spoiled_ || cut_; }
  const clock& past() const { return world_.past(running_); }
  const verdict& answer() const { return verdict_; }
  const trace& recorded() const { return trace_; }
  const std::string& misfit() const { return misfit_; }

 private:
  bool next();
  bool limited();
  void reset();

  std::uint32_t choose(std::uint32_t alternatives,
                       const std::vector<std::uint32_t>& worthwhile) override;
  std::uint32_t named_choice();
  std::uint32_t note_choice(std::uint32_t alternatives, std::uint32_t chosen);
  moment present() const override { return tree_.present(); }
  bool follows(moment earlier) const override;
  patience patience_at_hand() const override;

  bool visible(const operation& o) const;
  bool ready(thread_id t) const;
  bool tries_too_often(thread_id t) const;
  thread_set able(bool in_time) const;
  bool goes_on_by_plain_access(const operation& next);
  bool others_ready();
  thread_id go_on();
  thread_id decide();
  bool goes_on_alone() const;
  thread_id fallback(thread_set enabled, bool forced) const;
  thread_id pick(thread_set enabled, thread_id by_default, bool preempts);
  // The choice that the replayed schedule makes here, if it deviates.
  std::optional<std::uint32_t> chosen_by_name() const;
  thread_id stuck();

  bool probes(thread_id t);
  void watch_plain_loop(const operation& o);
  void see(site_id site);
  void spoil();

  void settle(thread_id t, const world::effect& e);
  void count_turn(thread_id t, const world::effect& e);
  void record(thread_id t, const world::effect& e);
  void report(const world::effect& e);
  void note_race(const world::effect& e);
  void note_failure(finding f);
  finding here(failure what) const;

  options asked_;
  std::optional<schedule> replay_;
  std::size_t replayed_ = 0;  // deviations of replay_ that have been taken
  world world_{*this};
  tree tree_;
  spins spins_;
  verdict verdict_{};
  trace trace_{};
  std::string misfit_;

  // Of this execution.
  schedule deviations_;
  std::uint64_t decisions_ = 0;  // with more than one alternative, so far
  std::optional<bool> others_ready_{};  // until something is done
  std::uint32_t points_ = 0;
  thread_id running_ = 0;
  thread_id current_ = 0;  // of the last step
  thread_id unborn_ = nobody;
  thread_id probed_ = nobody;
  site_id probed_site_ = no_site;  // where the probe began
  std::uint32_t turns_ = 0;        // of the probed loop
  thread_id forced_ = nobody;
  // The current thread has its turn because somebody had to have it, and has
  // done nothing yet that others could tell: to choose another is no
  // preemption.
  bool turn_is_free_ = false;
  outcome read_{};      // by an rmw
  bool plain_ = false;  // the pending operation came by the short way
  bool failed_ = false;
  // Something was learnt in mid-course. It runs to its end without choices, and
  // what it finds has no name.
  bool spoiled_ = false;
  bool again_ = false;  // the search starts again, knowing more
  bool cut_ = false;    // ended by a cap: not a failure

  struct plain_loop {
    site_id site = no_site;
    object_id object = no_object;
    std::uint32_t times = 0;
  };
  std::array<plain_loop, 8> plain_loops_{};

  std::vector<bool> visible_;  // by site: takes part in a race
  bool begun_ = false, over_ = false;
  std::chrono::steady_clock::time_point start_{};
};

}  // namespace explorer
