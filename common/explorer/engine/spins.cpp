#include "explorer/engine/spins.hpp"

#include <algorithm>

namespace explorer {

void spins::begin() {
  for (thread_id t = 0; t < max_threads; ++t) progressed(t);
}

void spins::progressed(thread_id t) {
  threads_[t].readings.clear();
  threads_[t].hinted = false;
}

void spins::read(thread_id t, const world& w, const outcome& what) {
  auto& readings = threads_[t].readings;
  const operation& o = w.pending(t);
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
  if (threads_[t].readings.empty() || !find(t, w.pending(t))) return false;
  for (const reading& r : threads_[t].readings) {
    if (changed(r, w)) return false;
  }
  return true;
}

bool spins::waits(thread_id t, const world& w) const {
  if (!repeats(t, w) || of(w.pending(t).site) == nature::bounded) return false;
  return find(t, w.pending(t))->times >= limit(t);
}

bool spins::lags(thread_id t, const world& w) const {
  if (!waits(t, w)) return false;
  // What was read since this was read before: the loop.
  const std::uint64_t lap = find(t, w.pending(t))->last;
  for (const reading& r : threads_[t].readings) {
    if (r.overtaken && r.last >= lap) return true;
  }
  return false;
}

bool spins::lags_here(thread_id t, const world& w) const {
  return waits(t, w) && find(t, w.pending(t))->overtaken;
}

spins::nature spins::of(site_id site) const {
  return site < sites_.size() ? sites_[site] : nature::unknown;
}

bool spins::known(site_id site) const { return of(site) != nature::unknown; }

void spins::learn(thread_id t, site_id start, bool truly) {
  const nature what = truly ? nature::spin : nature::bounded;
  for (const reading& r : threads_[t].readings) {
    if (r.times >= limit(t)) set(r.site, what);
  }
  // Who has left the loop by a change of its own has no readings any more.
  if (!truly) set(start, what);
}

void spins::set(site_id site, nature what) {
  if (site == no_site) return;
  if (sites_.size() <= site) sites_.resize(site + 1, nature::unknown);
  sites_[site] = what;
}

}  // namespace explorer
