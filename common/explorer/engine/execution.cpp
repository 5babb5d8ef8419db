// From one execution to the next, and who goes on in it.
#include "explorer/engine/execution.hpp"

#include <utility>

namespace explorer {
namespace {

double since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
      .count();
}

bool takes_lock(kind what) {
  return what == kind::lock || what == kind::convert;
}

}  // namespace

execution::execution(const options& asked, std::optional<schedule> replay)
    : asked_{asked},
      replay_{std::move(replay)},
      tree_{asked.how, asked.preemptions},
      spins_{asked.spins} {
  verdict_.asked = asked;
}

// ---- from one execution to the next ----------------------------------------

bool execution::begin() {
  if (over_) return false;
  if (!begun_) {
    begun_ = true;
    start_ = std::chrono::steady_clock::now();
  } else if (!next()) {
    over_ = true;
    return false;
  }
  reset();
  ++verdict_.executions;
  ++verdict_.tried;
  return true;
}

// Whether there is another execution to run.
bool execution::next() {
  verdict_.met_spurious |= world_.met_spurious();
  verdict_.met_weak_failure |= world_.met_weak_failure();
  verdict_.met_timeout |= world_.met_timeout();
  verdict_.met_weak_order |= world_.met_weak_order();
  verdict_.met_load_buffering |= world_.met_load_buffering();
  verdict_.met_mixed_orders |= world_.met_mixed_orders();
  if (verdict_.threads < world_.threads()) {
    verdict_.threads = world_.threads();
  }
  if (failed_ && !cut_ && !spoiled_ && !asked_.past_failures) return false;
  if (replay_ && !again_) {
    if (misfit_.empty() && replayed_ < replay_->size()) {
      misfit_ = "the program ends before decision " +
                std::to_string((*replay_)[replayed_].decision);
    }
    return false;
  }
  if (again_) {
    tree_.forget();
    verdict_.executions = verdict_.redundant = 0;
  } else {
    if (tree_.redundant() || cut_) ++verdict_.redundant;
    if (!tree_.advance()) {
      verdict_.searched =
          asked_.preemptions == unbounded ? coverage::all : coverage::bounded;
      return false;
    }
  }
  return !limited();
}

bool execution::limited() {
  if (verdict_.tried >= asked_.executions) {
    verdict_.unfinished =
        "the limit of " + std::to_string(asked_.executions) + " executions";
  } else if (!verdict_.races.empty() &&
             verdict_.tried - verdict_.races.front().execution >=
                 asked_.after_race) {
    verdict_.unfinished = "the limit of " + std::to_string(asked_.after_race) +
                          " executions after a data race";
  } else if (verdict_.tried % 64 == 0 && since(start_) > asked_.seconds) {
    verdict_.unfinished = "the limit of time";
  }
  return !verdict_.unfinished.empty();
}

void execution::reset() {
  world_.begin(asked_);
  tree_.begin();
  spins_.begin();
  trace_.steps.clear();
  trace_.objects.clear();
  misfit_.clear();
  if (replay_) verdict_.races.clear();
  deviations_.clear();
  others_ready_.reset();
  replayed_ = 0;
  decisions_ = 0;
  points_ = turns_ = 0;
  running_ = current_ = 0;
  unborn_ = probed_ = forced_ = nobody;
  turn_is_free_ = false;
  plain_ = failed_ = spoiled_ = again_ = cut_ = false;
  plain_loops_ = {};
}

// ---- who goes on -----------------------------------------------------------

thread_id execution::announce(const operation& next) {
  if (failed_) return nobody;
  if (goes_on_by_plain_access(next)) return running_;
  const thread_id t = running_;
  operation o = next;
  if (o.what == kind::join && o.timed) {
    // That a thread has ended cannot be seen but by joining it, so giving up is
    // always possible and depends on nothing.
    o.weak = world_.has_timeouts_left(t) && choose(2) == 1;
  }
  world_.announce(t, o);
  tree_.pending(t, world_.footprint_of(t, visible(o)));
  if (o.what == kind::read && !visible(o)) watch_plain_loop(o);
  if (probes(t)) return t;
  return go_on();
}

// The short way for what happens most: a plain access that is no scheduling
// point.
bool execution::goes_on_by_plain_access(const operation& next) {
  plain_ = (next.what == kind::read || next.what == kind::write) &&
           running_ == current_ && unborn_ == nobody && probed_ == nobody &&
           !visible(next);
  if (!plain_) return false;
  const bool decides = others_ready();
  if (replay_ && decides && chosen_by_name()) return plain_ = false;
  if (decides) ++decisions_;
  world_.announce(running_, next);
  if (next.what == kind::read) watch_plain_loop(next);
  return true;
}

// Whether a thread other than the current one can go on.
bool execution::others_ready() {
  if (!others_ready_) others_ready_ = (able(false) & ~just(current_)) != 0;
  return *others_ready_;
}

thread_id execution::end() {
  if (failed_) return nobody;
  world_.end(running_);
  others_ready_.reset();
  tree_.ended(running_);
  if (probed_ == running_) {
    spins_.learn(running_, probed_site_, false);
    probed_ = nobody;
  }
  return go_on();
}

thread_id execution::go_on() {
  // A new thread first goes to its first operation, so that what it is about
  // to do is known. That is no decision.
  running_ = unborn_ != nobody ? std::exchange(unborn_, nobody) : decide();
  return running_;
}

bool execution::visible(const operation& o) const {
  return o.site < visible_.size() && visible_[o.site];
}

bool execution::ready(thread_id t) const {
  return world_.ready(t) && !tries_too_often(t) &&
         (!spins_.waits(t, world_) || spins_.lags(t, world_));
}

thread_set execution::able(bool in_time) const {
  thread_set s = 0;
  for (thread_id t = 0; t < world_.threads(); ++t) {
    if (in_time ? world_.ready_in_time(t) : ready(t)) s |= just(t);
  }
  return s;
}

// Nothing depends on what the current thread does next: it need not ask.
bool execution::goes_on_alone() const {
  return !world_.ended(current_) && tree_.pending(current_).local() &&
         world_.ready(current_) && !tree_.asleep(current_);
}

thread_id execution::decide() {
  if (goes_on_alone() && !(others_ready() && chosen_by_name())) {
    if (others_ready()) ++decisions_;
    return current_;
  }
  thread_set enabled = able(false);
  const bool forced = enabled == 0;
  if (forced) {
    enabled = able(true);
    if (enabled == 0) return stuck();
  }
  if (++points_ > asked_.steps) {
    // It may end yet: no failure.
    finding f = here(failure::unsupported);
    f.text = "an interleaving of more than " + std::to_string(asked_.steps) +
             " steps";
    note_failure(std::move(f));
    return nobody;
  }
  for (thread_id t = 0; t < world_.threads(); ++t) {
    verdict_.met_retry |= !world_.ended(t) && tries_too_often(t);
  }
  const thread_id by_default = fallback(enabled, forced);
  const bool preempts = !forced && by_default == current_ && !turn_is_free_;
  const thread_id chosen = pick(enabled, by_default, preempts);
  if (chosen == nobody) {
    finding f = here(failure::unsupported);
    f.text = "the program does not do the same when it is run again";
    note_failure(std::move(f));
    return nobody;
  }
  if (chosen != by_default) deviations_.push_back({decisions_, chosen});
  if ((enabled & (enabled - 1)) != 0) ++decisions_;
  if (forced) forced_ = chosen;
  return chosen;
}

thread_id execution::fallback(thread_set enabled, bool forced) const {
  if (forced) {  // in turn: who has just timed out comes last
    const thread_set above = enabled & ~(just(current_) | (just(current_) - 1));
    return lowest(above != 0 ? above : enabled);
  }
  // Nobody wakes without a cause, or times out, as long as others can go on.
  thread_set awake = enabled;
  for (thread_id t = 0; t < world_.threads(); ++t) {
    if (world_.sleeps(t)) awake &= ~just(t);
  }
  if (awake == 0) return lowest(enabled);
  if (contains(awake, current_)) return current_;
  for (thread_id t = 0; t < world_.threads(); ++t) {
    if (contains(awake, t) && world_.pending(t).what == kind::join) return t;
  }
  return lowest(awake);
}

thread_id execution::pick(thread_set enabled, thread_id by_default,
                          bool preempts) {
  if (spoiled_) return by_default;
  if (replay_) {
    const auto to = chosen_by_name();
    if (!to || (enabled & (enabled - 1)) == 0) return by_default;
    ++replayed_;
    if (*to < max_threads && contains(enabled, *to)) return *to;
    misfit_ = "at decision " + std::to_string(decisions_) + " thread " +
              std::to_string(*to) + " cannot go on";
    return by_default;
  }
  if (forced_ == nobody && tree_.pending(by_default).local() &&
      !tree_.asleep(by_default)) {
    turn_is_free_ |= by_default != current_;
    return by_default;
  }
  turn_is_free_ = false;
  return tree_.decide(enabled, by_default, preempts);
}

std::optional<std::uint32_t> execution::chosen_by_name() const {
  if (!replay_ || spoiled_ || replayed_ >= replay_->size()) return {};
  const deviation& d = (*replay_)[replayed_];
  if (d.decision != decisions_) return {};
  return d.choice;
}

std::uint32_t execution::choose(std::uint32_t alternatives) {
  if (alternatives < 2 || failed_ || spoiled_) return 0;
  return note_choice(alternatives,
                     replay_ ? named_choice() : tree_.choose(alternatives));
}

std::uint32_t execution::choose(std::uint32_t alternatives,
                                const std::vector<std::uint32_t>& worthwhile) {
  if (failed_ || spoiled_) return 0;
  if (replay_) return note_choice(alternatives, named_choice());
  const auto fruitful = static_cast<std::uint32_t>(worthwhile.size());
  const std::uint32_t which = fruitful < 2 ? 0 : tree_.choose(fruitful);
  return note_choice(alternatives,
                     which < fruitful ? worthwhile[which] : alternatives);
}

std::uint32_t execution::named_choice() {
  const auto to = chosen_by_name();
  if (!to) return 0;
  ++replayed_;
  return *to;
}

// Each choice of data is a decision.
std::uint32_t execution::note_choice(std::uint32_t alternatives,
                                     std::uint32_t chosen) {
  const std::uint64_t decision = decisions_++;
  if (chosen >= alternatives) {
    misfit_ = "decision " + std::to_string(decision) + " has only " +
              std::to_string(alternatives) + " alternatives";
    return 0;
  }
  if (chosen != 0) deviations_.push_back({decision, chosen});
  return chosen;
}

bool execution::follows(moment earlier) const {
  return replay_ || !tree_.reduces() || tree_.follows(running_, earlier);
}

patience execution::patience_at_hand() const {
  if (probed_ == running_) return patience::endless;
  return spins_.lags_here(running_, world_) ? patience::none : patience::usual;
}

// Nobody can go on, and nobody waits for time to pass.
thread_id execution::stuck() {
  bool alive = false;
  bool spinning = false;
  bool sleeping = false;
  bool locking = false;
  finding f = here(failure::none);
  for (thread_id t = 0; t < world_.threads(); ++t) {
    if (world_.ended(t)) continue;
    alive = true;
    cut_ |= tries_too_often(t);
    const operation o = world_.waits_in(t);
    spinning |= spins_.waits(t, world_);
    sleeping |= world_.sleeps(t);
    locking |= !world_.sleeps(t) && o.what != kind::join;
    f.stuck.push_back(
        {.thread = t,
         .waits_in = o,
         .holder = takes_lock(o.what) ? world_.holder(o.object) : nobody});
  }
  if (!alive) return nobody;
  tree_.dead_end();
  if (cut_) {
    failed_ = verdict_.met_retry = true;
    return nobody;
  }
  f.what = spinning               ? failure::livelock
           : sleeping && !locking ? failure::lost_wakeup
                                  : failure::deadlock;
  note_failure(std::move(f));
  return nobody;
}

}  // namespace explorer
