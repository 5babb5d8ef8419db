// What is done, and what is told of it.
#include <utility>

#include "explorer/engine/execution.hpp"

namespace explorer {

outcome execution::perform(std::uint64_t current) {
  if (failed_) return {};
  const thread_id t = running_;
  const operation& o = world_.pending(t);
  if (std::exchange(plain_, false)) {
    const world::effect e = world_.access_plain(t);
    if (o.what == kind::write) spins_.wrote(t);
    // A spinning thread may have waited for this write.
    if (others_ready_ == false) others_ready_.reset();
    if (replay_) record(t, e);
    if (e.wrong != failure::none) report(e);
    return e.how;
  }
  others_ready_.reset();
  const bool out_of_time = std::exchange(forced_, nobody) == t;
  const world::effect e = world_.perform(t, current, visible(o), out_of_time);
  tree_.done(t, e.did, out_of_time);
  settle(t, e);
  record(t, e);
  if (e.wrong != failure::none) report(e);
  return e.how;
}

void execution::report(const world::effect& e) {
  if (e.wrong == failure::data_race) {
    note_race(e);
    return;
  }
  finding f = here(e.wrong);
  f.first = e.first;
  f.second = e.second;
  if (e.wrong == failure::unsupported) {
    f.text = "more than " + std::to_string(max_threads) + " threads";
  }
  note_failure(std::move(f));
}

void execution::settle(thread_id t, const world::effect& e) {
  const operation& o = world_.pending(t);
  if (o.what == kind::start) return;
  current_ = t;
  if (!tree_.pending(t).local()) ++verdict_.steps;
  count_turn(t, e);
  switch (o.what) {
    case kind::create:
      if (e.wrong != failure::none) break;
      unborn_ = static_cast<thread_id>(e.how.value);
      tree_.create(unborn_, t);
      break;
    case kind::join:
      if (e.how.how == result::done) tree_.joined(t, o.target);
      break;
    case kind::rmw:
      read_ = e.how;
      break;
    case kind::notify_one:
    case kind::notify_all:
    case kind::unpark:
      for (thread_id woken = 0; woken < world_.threads(); ++woken) {
        if ((e.how.value >> woken & 1U) != 0) {
          tree_.woken(woken, t, world_.footprint_of(woken, false));
        }
      }
      break;
    default:
      break;
  }
}

void execution::count_turn(thread_id t, const world::effect& e) {
  const operation& o = world_.pending(t);
  const bool failed = e.how.how == result::refused ||
                      e.how.how == result::spurious ||
                      e.how.how == result::timed_out;
  switch (o.what) {
    case kind::yield:
      spins_.yielded(t);
      return;
    case kind::write:
      spins_.wrote(t);
      if (!visible(o)) return;
      break;
    case kind::unlock:
      spins_.looked_around(t);
      plain_loops_ = {};
      return;
    case kind::read:
      if (!visible(o)) return;
      [[fallthrough]];
    case kind::load:
      spins_.read(t, world_, e.how);
      return;
    case kind::try_lock:
      if (failed) spins_.refused(t, o.site);
      [[fallthrough]];
    case kind::cas:
    case kind::try_convert:
    case kind::try_acquire:
    case kind::park:
    case kind::acquire:
    case kind::lock:
      if (!failed && o.what == kind::lock) {
        spins_.locked(t, o);
        plain_loops_ = {};
        return;
      }
      if (!failed) break;
      // What fails without a cause may succeed though nothing changes.
      if (e.how.how != result::spurious) spins_.read(t, world_, e.how);
      return;
    case kind::rmw:  // see modify
    case kind::fence:
      return;
    default:
      break;
  }
  spins_.progressed(t);
  plain_loops_ = {};
}

std::uint64_t execution::modify(std::uint64_t value) {
  if (failed_) return value;
  others_ready_.reset();
  const std::uint64_t newest = world_.modify(running_, read_, value);
  if (value != read_.value) {
    spins_.progressed(running_);
    plain_loops_ = {};
  } else {
    spins_.read(running_, world_, read_);
  }
  note_value(value);
  return newest;
}

// ---- what is told ----------------------------------------------------------

void execution::note_value(std::uint64_t value) {
  if (trace_.steps.empty() || !replay_ || spoiled_) return;
  trace_.steps.back().written = value;
  trace_.steps.back().has_written = true;
}

void execution::record(thread_id t, const world::effect& e) {
  if (!replay_ || spoiled_) return;
  step s;
  s.thread = t;
  s.what = world_.pending(t);
  if (s.what.what == kind::wake) {
    s.what = world_.slept_in(t);
    s.what.what = kind::wake;
  }
  s.how = e.how;
  for (object_id o = 0; o < world_.objects(); ++o) {
    if (world_.what(o) == object_kind::lock && world_.holds(t, o)) {
      s.held.push_back(o);
    }
  }
  for (thread_id other = 0; other < world_.threads(); ++other) {
    if (world_.sleeps(other)) s.waiting.push_back(other);
  }
  trace_.steps.push_back(std::move(s));
  trace_.threads = world_.threads();
  for (auto o = trace_.objects.size(); o < world_.objects(); ++o) {
    trace_.objects.push_back(world_.what(static_cast<object_id>(o)));
  }
}

finding execution::here(failure what) const {
  finding f;
  f.what = what;
  f.schedule = to_string(deviations_);
  f.execution = verdict_.tried;
  f.thread = running_;
  f.site =
      running_ < world_.threads() ? world_.pending(running_).site : no_site;
  f.object =
      running_ < world_.threads() ? world_.pending(running_).object : no_object;
  return f;
}

void execution::note_race(const world::effect& e) {
  if (spoiled_) return;
  for (const finding& f : verdict_.races) {
    const bool same =
        f.first.site == e.first.site && f.second.site == e.second.site;
    const bool swapped =
        f.first.site == e.second.site && f.second.site == e.first.site;
    if (same || swapped) return;
  }
  finding f = here(failure::data_race);
  f.object = e.second.object;
  f.first = e.first;
  f.second = e.second;
  verdict_.races.push_back(std::move(f));
  if (replay_) return;
  for (const site_id site : {e.first.site, e.second.site}) {
    again_ |= site != no_site && !(site < visible_.size() && visible_[site]);
    see(site);
  }
}

void execution::note_failure(finding f) {
  if (failed_) return;
  failed_ = true;
  if (spoiled_ || verdict_.failed.what != failure::none) return;
  if (f.what == failure::unsupported) {
    verdict_.unfinished = f.text;
  } else {
    verdict_.failed = std::move(f);
  }
}

void execution::fail(failure what, site_id site, std::string_view text) {
  finding f = here(what);
  f.site = site;
  f.text = text;
  note_failure(std::move(f));
}

}  // namespace explorer
