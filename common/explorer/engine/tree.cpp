#include "explorer/engine/tree.hpp"

#include <bit>

namespace explorer {

thread_id lowest(thread_set s) {
  return static_cast<thread_id>(std::countr_zero(s));
}

tree::tree(strategy how, std::uint32_t preemptions)
    : how_{preemptions == unbounded ? how : strategy::plain},
      bound_{preemptions} {}

void tree::begin() {
  depth_ = 0;
  last_ = none;
  sleep_ = 0;
  redundant_ = unfinished_step_ = false;
  threads_[0] = {.next = {}, .past = {}, .live = true};
  born_ = 1;
  ++execution_;
}

bool tree::advance() {
  while (!path_.empty()) {
    node& n = path_.back();
    if (n.is_choice) {
      if (++n.chosen < n.alternatives) return true;
    } else {
      if (reduces()) n.sleep |= just(n.chosen);
      const thread_set left = n.backtrack & ~n.tried & ~n.sleep;
      if (left != 0) {
        n.chosen = lowest(left);
        n.tried |= just(n.chosen);
        return true;
      }
    }
    path_.pop_back();
  }
  return false;
}

void tree::forget() { path_.clear(); }

void tree::create(thread_id t, thread_id creator) {
  threads_[t] = {.next = {}, .past = threads_[creator].past, .live = true};
  born_ = t + 1;
}

void tree::joined(thread_id t, thread_id ended) {
  threads_[t].past.join(threads_[ended].past);
}

void tree::pending(thread_id t, const footprint& next) {
  threads_[t].next = next;
}

void tree::woken(thread_id t, thread_id by, const footprint& next) {
  // It will never leave by itself now: this is where that races.
  if (!redundant_ && depth_ == path_.size()) find_races(t);
  threads_[t].past.join(threads_[by].past);
  pending(t, next);
}

void tree::ended(thread_id t) { threads_[t].live = false; }

thread_id tree::decide(thread_set enabled, thread_id fallback, bool preempts) {
  thread_id chosen = fallback;
  if (redundant_) {
    return chosen;
  } else if (depth_ < path_.size()) {
    const node& n = path_[depth_];
    if (n.is_choice || n.enabled != enabled) return nobody;
    chosen = n.chosen;
  } else {
    chosen = grow(enabled, fallback, preempts);
    if (redundant_) return chosen;
  }
  if (depth_ + 1 == path_.size()) find_races(chosen);
  last_ = depth_++;
  unfinished_step_ = true;
  return chosen;
}

thread_id tree::grow(thread_set enabled, thread_id fallback, bool preempts) {
  node n;
  n.enabled = enabled;
  n.fallback = fallback;
  n.preempts = preempts;
  if (last_ != none) {
    const node& p = path_[last_];
    n.preemptions =
        p.preemptions + (p.preempts && p.chosen != p.fallback ? 1 : 0);
  }
  n.sleep = sleep_;
  thread_set can = enabled & ~n.sleep;
  if (preempts && n.preemptions >= bound_) can &= just(fallback);
  if (can == 0) {
    redundant_ = true;
    find_races_of_all();
    return fallback;
  }
  n.chosen = contains(can, fallback) ? fallback : lowest(can);
  n.backtrack = how_ == strategy::dpor ? just(n.chosen) : can;
  n.tried = just(n.chosen);
  path_.push_back(n);
  return n.chosen;
}

std::uint32_t tree::choose(std::uint32_t alternatives) {
  if (redundant_) return 0;
  if (depth_ == path_.size()) {
    node n;
    n.is_choice = true;
    n.alternatives = alternatives;
    path_.push_back(n);
  }
  const node& n = path_[depth_];
  if (!n.is_choice || n.alternatives != alternatives) return alternatives;
  ++depth_;
  return n.chosen;
}

// The trails of the object, one of them for just the bytes that are touched.
std::vector<tree::trail>& tree::trails_of(const footprint::touch& touched) {
  if (trails_.size() <= touched.object) trails_.resize(touched.object + 1);
  slot& s = trails_[touched.object];
  if (s.execution != execution_) {
    s.execution = execution_;
    s.trails.clear();
  }
  for (const trail& of : s.trails) {
    if (of.mask == touched.mask) return s.trails;
  }
  s.trails.push_back({.mask = touched.mask, .writes = {}, .all = {}});
  return s.trails;
}

void tree::settle(thread_id t, const footprint& did) {
  clock& past = threads_[t].past;
  for (const auto& touch : did.touches) {
    if (touch.object == no_object) continue;
    for (const trail& of : trails_of(touch)) {
      if ((of.mask & touch.mask) == 0) continue;
      past.join(touch.writes ? of.all : of.writes);
    }
  }
  past[t] = static_cast<std::uint32_t>(last_ + 1);
  for (const auto& touch : did.touches) {
    if (touch.object == no_object) continue;
    for (trail& of : trails_of(touch)) {
      if (of.mask != touch.mask) continue;
      of.all.join(past);
      if (touch.writes) of.writes.join(past);
    }
  }
}

void tree::done(thread_id t, const footprint& did, bool barrier) {
  if (!unfinished_step_) return;
  unfinished_step_ = false;
  if (barrier) {
    for (thread_id other = 0; other < born_; ++other) {
      threads_[t].past.join(threads_[other].past);
    }
  }
  settle(t, did);
  node& n = path_[last_];
  n.did = did;
  n.past = threads_[t].past;
  sleep_ = 0;
  if (!reduces()) return;
  for (thread_id other = 0; other < born_; ++other) {
    if (other != t && contains(n.sleep, other) &&
        !dependent(did, threads_[other].next)) {
      sleep_ |= just(other);
    }
  }
}

moment tree::present() const {
  if (last_ == none) return {};
  return {path_[last_].chosen, static_cast<std::uint32_t>(last_ + 1)};
}

bool tree::follows(thread_id t, moment earlier) const {
  if (threads_[t].past[earlier.by] >= earlier.at) return true;
  const auto& touches = threads_[t].next.touches;
  for (std::size_t i = 1; i < touches.size(); ++i) {
    const object_id o = touches[i].object;
    if (o >= trails_.size() || trails_[o].execution != execution_) continue;
    for (const trail& of : trails_[o].trails) {
      const clock& past = touches[i].writes ? of.all : of.writes;
      if (past[earlier.by] >= earlier.at) return true;
    }
  }
  return false;
}

bool tree::before(std::size_t a, std::size_t b) const {
  return path_[b].past[path_[a].chosen] >= a + 1;
}

bool tree::racing(std::size_t at, thread_id t) const {
  const node& n = path_[at];
  return !n.is_choice && n.chosen != t && dependent(n.did, threads_[t].next) &&
         !never_together(n.did, threads_[t].next) &&
         threads_[t].past[n.chosen] < at + 1;
}

void tree::dead_end() {
  if (!redundant_) find_races_of_all();
}

void tree::find_races_of_all() {
  for (thread_id t = 0; t < born_; ++t) {
    if (threads_[t].live) find_races(t);
  }
}

// Between the pending step of t and the steps before it.
void tree::find_races(thread_id t) {
  if (how_ != strategy::dpor || threads_[t].next.local()) return;
  found_.clear();
  for (std::size_t at = depth_; at-- > 0;) {
    if (!racing(at, t)) continue;
    bool mediated = false;  // then reversing the later race comes first
    for (const std::size_t later : found_) mediated |= before(at, later);
    if (mediated) continue;
    // A step that t had to wait for is no race to be reversed first.
    if (contains(path_[at].enabled, t)) found_.push_back(at);
    backtrack(at, t);
  }
}

// The threads that can go first in what follows step `at` without depending on
// it, up to and including the pending step of t.
thread_set tree::initials(std::size_t at, thread_id t) {
  independent_.clear();
  thread_set first = 0;
  thread_set seen = 0;
  for (std::size_t k = at + 1; k < depth_; ++k) {
    if (path_[k].is_choice || before(at, k)) continue;
    const thread_id by = path_[k].chosen;
    bool initial = !contains(seen, by);
    seen |= just(by);
    for (const std::size_t earlier : independent_) {
      initial = initial && !before(earlier, k);
    }
    if (initial) first |= just(by);
    independent_.push_back(k);
  }
  if (contains(seen, t)) return first;
  for (const std::size_t earlier : independent_) {
    const node& n = path_[earlier];
    if (threads_[t].past[n.chosen] >= earlier + 1 ||
        dependent(n.did, threads_[t].next)) {
      return first;
    }
  }
  return first | just(t);
}

void tree::backtrack(std::size_t at, thread_id t) {
  const thread_set first = initials(at, t);
  node& n = path_[at];
  if ((n.backtrack & first) != 0) return;
  thread_set can = first & n.enabled;
  if ((can & ~n.sleep) != 0) can &= ~n.sleep;
  if (can == 0) {
    n.backtrack |= n.enabled;
  } else {
    n.backtrack |= contains(can, t) ? just(t) : just(lowest(can));
  }
}

}  // namespace explorer
