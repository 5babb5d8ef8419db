#include "explorer/engine/situation.hpp"

#include <algorithm>

namespace explorer {
namespace {

bool takes_lock(kind what) {
  return what == kind::lock || what == kind::try_lock;
}

bool converts_lock(kind what) {
  return what == kind::convert || what == kind::try_convert;
}

// The last step of the thread among the first `steps`; null if there is none.
const step* last_of(const trace& t, std::size_t steps, thread_id which) {
  while (steps-- > 0)
    if (t.steps[steps].thread == which) return &t.steps[steps];
  return nullptr;
}

const step* next_of(const trace& t, std::size_t steps, thread_id which) {
  for (; steps < t.steps.size(); ++steps)
    if (t.steps[steps].thread == which) return &t.steps[steps];
  return nullptr;
}

// How the thread holds a lock that is known to be its own.
mode held_as(const trace& t, std::size_t steps, thread_id by, object_id lock) {
  while (steps-- > 0) {
    const step& s = t.steps[steps];
    if (s.thread != by || s.how.how != result::done) continue;
    if (s.what.object == lock && converts_lock(s.what.what))
      return s.what.to_mode;
    if (s.what.object == lock && takes_lock(s.what.what)) return s.what.held;
  }
  return mode::exclusive;
}

bool exclude(mode one, mode other) {
  if (one == mode::exclusive || other == mode::exclusive) return true;
  return one == mode::upgrade && other == mode::upgrade;
}

// Who keeps the thread from taking the lock: another one, or itself.
thread_id in_the_way(const trace& t, std::size_t steps, thread_id of,
                     const operation& wanted) {
  const bool converts = converts_lock(wanted.what);
  const mode how = converts ? wanted.to_mode : wanted.held;
  for (thread_id other = 0; other < t.threads; ++other) {
    if (other == of && (converts || wanted.recursive)) continue;
    for (const hold& its : held(t, steps, other))
      if (its.lock == wanted.object && exclude(how, its.how)) return other;
  }
  return nobody;
}

bool is_asleep(const trace& t, std::size_t steps, thread_id which) {
  const auto& sleepers = t.steps[steps - 1].waiting;
  return std::find(sleepers.begin(), sleepers.end(), which) != sleepers.end();
}

// Of a thread that is awake, and about to do `next`: in a later step of the
// trace, unless it is stuck there. Ends of threads are no steps: who is joined
// later has ended when it takes no step any more.
std::optional<blocked> kept_from(const trace& t, std::size_t steps,
                                 thread_id which, operation next,
                                 bool is_stuck) {
  if (next.what == kind::join) {
    if (!is_stuck && next_of(t, steps, next.target) == nullptr)
      return std::nullopt;
    return blocked{which, next, nobody};
  }
  if (next.what == kind::wake) {
    next.what = kind::lock;
    next.object = next.mutex;
  }
  if (next.what != kind::lock && next.what != kind::convert)
    return std::nullopt;
  const thread_id holder = in_the_way(t, steps, which, next);
  if (holder == nobody) return std::nullopt;
  return blocked{which, next, holder};
}

// What the finding says of a thread that never went on.
const blocked* stuck(const finding& end, thread_id which) {
  for (const blocked& b : end.stuck)
    if (b.thread == which) return &b;
  return nullptr;
}

}  // namespace

std::vector<hold> held(const trace& t, std::size_t steps, thread_id by) {
  const step* const last = last_of(t, steps, by);
  if (last == nullptr) return {};
  std::vector<hold> all;
  for (const object_id lock : last->held)
    all.push_back({lock, held_as(t, steps, by, lock)});
  return all;
}

std::vector<blocked> waiting(const trace& t, const finding& end,
                             std::size_t steps) {
  std::vector<blocked> all;
  for (thread_id which = 0; steps > 0 && which < t.threads; ++which) {
    const step* const last = last_of(t, steps, which);
    if (last == nullptr) continue;
    const step* const next = next_of(t, steps, which);
    const blocked* const for_ever = stuck(end, which);
    if (is_asleep(t, steps, which)) {
      all.push_back({which, last->what, nobody});
    } else if (next == nullptr && for_ever == nullptr) {
      continue;
    } else if (const auto b =
                   kept_from(t, steps, which,
                             next != nullptr ? next->what : for_ever->waits_in,
                             next == nullptr)) {
      all.push_back(*b);
    } else if (next == nullptr && steps == t.steps.size()) {
      all.push_back(*for_ever);
    }
  }
  return all;
}

std::optional<content> left_in_memory(const step& s) {
  const auto holds = [&](std::uint64_t value) {
    return content{s.what.object, s.what.mask, value};
  };
  switch (s.what.what) {
    case kind::read:
    case kind::write:
      if (s.has_written) return holds(s.written);
      return std::nullopt;
    case kind::rmw:
      if (s.has_written && s.how.newer == 0) return holds(s.written);
      return holds(s.how.newest);
    case kind::load:
    case kind::store:
    case kind::cas:
      return holds(s.how.newest);
    default:
      return std::nullopt;
  }
}

}  // namespace explorer
