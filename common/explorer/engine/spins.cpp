#include "explorer/engine/spins.hpp"

#include <algorithm>

namespace explorer {
namespace {

// So often a thread takes one lock at one position, while nobody changes
// anything, before it is taken to poll.
constexpr std::uint32_t most_rounds = 4;

}  // namespace

void spins::begin() {
  for (thread_id t = 0; t < max_threads; ++t) {
    progressed(t);
    threads_[t].refusals.clear();
    threads_[t].locks.clear();
    threads_[t].changes = 0;
  }
}

std::uint32_t spins::refusals(thread_id t, site_id site) const {
  const auto at = threads_[t].refusals.find(site);
  return at == threads_[t].refusals.end() ? 0 : at->second;
}

void spins::looked_around(thread_id t) {
  threads_[t].readings.clear();
  threads_[t].hinted = false;
}

void spins::progressed(thread_id t) {
  looked_around(t);
  threads_[t].rounds.clear();
  wrote(t);
}

void spins::wrote(thread_id t) { ++threads_[t].changes; }

void spins::locked(thread_id t, const operation& o) {
  looked_around(t);
  ++threads_[t].locks[o.object];
  const std::uint64_t now = news(t, o.object);
  auto& rounds = threads_[t].rounds;
  const auto same = std::find_if(
      rounds.begin(), rounds.end(),
      [&](const round& r) { return r.site == o.site && r.object == o.object; });
  if (same == rounds.end() || same->news != now) {
    if (same != rounds.end()) rounds.erase(same);
    rounds.push_back(
        {.site = o.site, .object = o.object, .news = now, .times = 1});
  } else {
    same->catches_up = same->times >= most_rounds && same->overtaken;
    same->overtaken = false;
    ++same->times;
  }
}

std::uint64_t spins::news(thread_id t, object_id lock) const {
  std::uint64_t sum = 0;
  for (thread_id other = 0; other < max_threads; ++other) {
    if (other == t) continue;
    const auto taken = threads_[other].locks.find(lock);
    sum += threads_[other].changes +
           (taken == threads_[other].locks.end() ? 0 : taken->second);
  }
  return sum;
}

const spins::round* spins::find_round(thread_id t, const operation& o) const {
  if (o.what != kind::lock) return nullptr;
  for (const round& r : threads_[t].rounds) {
    if (r.site == o.site && r.object == o.object) return &r;
  }
  return nullptr;
}

void spins::read(thread_id t, const world& w, const outcome& what) {
  auto& readings = threads_[t].readings;
  const operation& o = w.pending(t);
  for (round& r : threads_[t].rounds) r.overtaken |= what.newer > 0;
  const bool news = std::erase_if(readings, [&](const reading& r) {
                      const bool here =
                          r.site == o.site && r.object == o.object;
                      return changed(r, w) || (here && r.value != what.value);
                    }) > 0;
  const auto same =
      std::find_if(readings.begin(), readings.end(), [&](const reading& r) {
        return r.site == o.site && r.object == o.object;
      });
  if (same != readings.end()) {
    ++same->times;
    same->overtaken = what.newer > 0;
    same->last = ++threads_[t].reads;
  } else {
    readings.push_back({.site = o.site,
                        .object = o.object,
                        .mask = o.mask,
                        .version = w.version(o.object, o.mask),
                        .times = 1,
                        .value = what.value,
                        .overtaken = what.newer > 0,
                        .last = ++threads_[t].reads});
  }
  // What has changed gives the whole loop one more turn, not every turn to
  // come: the change may have been noticed by another read than the one that
  // has to see it.
  if (!news) return;
  for (reading& r : readings) r.times = std::min(r.times, limit(t) - 1);
}

const spins::reading* spins::find(thread_id t, const operation& o) const {
  for (const reading& r : threads_[t].readings) {
    if (r.site == o.site && r.object == o.object) return &r;
  }
  return nullptr;
}

bool spins::repeats(thread_id t, const world& w) const {
  if (const round* r = find_round(t, w.pending(t))) {
    return r->news == news(t, r->object);
  }
  if (threads_[t].readings.empty() || !find(t, w.pending(t))) return false;
  for (const reading& r : threads_[t].readings) {
    if (changed(r, w)) return false;
  }
  return true;
}

bool spins::polls(thread_id t) const {
  for (const round& r : threads_[t].rounds) {
    if (r.times >= most_rounds && r.news == news(t, r.object)) return true;
  }
  return false;
}

bool spins::waits(thread_id t, const world& w) const {
  if (!repeats(t, w) || of(w.pending(t).site) == nature::bounded) return false;
  const operation& o = w.pending(t);
  if (const round* r = find_round(t, o)) return r->times >= most_rounds;
  return find(t, o)->times >= limit(t);
}

bool spins::lags(thread_id t, const world& w) const {
  if (!waits(t, w)) return false;
  if (const round* r = find_round(t, w.pending(t))) return r->overtaken;
  // What was read since this was read before: the loop.
  const std::uint64_t lap = find(t, w.pending(t))->last;
  for (const reading& r : threads_[t].readings) {
    if (r.overtaken && r.last >= lap) return true;
  }
  return false;
}

bool spins::lags_here(thread_id t, const world& w) const {
  for (const round& r : threads_[t].rounds) {
    if (r.catches_up) return true;
  }
  const reading* here = find(t, w.pending(t));
  return here != nullptr && here->overtaken && waits(t, w);
}

spins::nature spins::of(site_id site) const {
  if (site == no_site) return nowhere_;
  return site < sites_.size() ? sites_[site] : nature::unknown;
}

bool spins::known(site_id site) const { return of(site) != nature::unknown; }

void spins::learn(thread_id t, site_id start, bool truly) {
  const nature what = truly ? nature::spin : nature::bounded;
  for (const reading& r : threads_[t].readings) {
    if (r.times >= limit(t)) set(r.site, what);
  }
  for (const round& r : threads_[t].rounds) {
    if (r.times >= most_rounds) set(r.site, what);
  }
  // Who has left the loop by a change of its own has no readings any more.
  if (!truly) set(start, what);
}

void spins::set(site_id site, nature what) {
  if (site == no_site) {
    nowhere_ = what;
    return;
  }
  if (sites_.size() <= site) sites_.resize(site + 1, nature::unknown);
  sites_[site] = what;
}

}  // namespace explorer
