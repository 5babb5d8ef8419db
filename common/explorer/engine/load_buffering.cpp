#include "explorer/engine/load_buffering.hpp"

namespace explorer {

void load_buffering::begin() {
  if (met_) return;
  weak_ = 0;
  locations_.clear();
  for (thread& t : threads_) {
    t.reads.clear();
    t.has_read = t.released = false;
  }
}

load_buffering::location& load_buffering::at(object_id object) {
  if (locations_.size() <= object) locations_.resize(object + 1);
  return locations_[object];
}

void load_buffering::look(location& l) {
  const auto meet = [](set a, set b) {  // two different threads
    return a != 0 && b != 0 && (a != b || (a & (a - 1)) != 0);
  };
  if (l.is_weak) return;
  l.is_weak = meet(l.stores, l.weak_reads) || meet(l.weak_stores, l.reads);
  weak_ += l.is_weak ? 1 : 0;
  met_ = weak_ > 1;
}

void load_buffering::follow(thread_id t, const pending_read& r) {
  location& l = at(r.object);
  l.reads |= 1U << t;
  if (r.weak) l.weak_reads |= 1U << t;
  look(l);
}

void load_buffering::access(thread_id t, const operation& o, bool writes) {
  if (met_) return;
  thread& self = threads_[t];
  if (o.what != kind::store) {
    const pending_read now{
        o.object,
        !acquires(writes || o.what == kind::load ? o.order : o.failure_order)};
    if (writes) follow(t, now);
    self.has_read = true;
    self.released = self.released && writes;
    self.reads.push_back(now);
  }
  if (!writes || !self.has_read) return;
  location& written = at(o.object);
  written.stores |= 1U << t;
  if (!releases(o.order) && !self.released) written.weak_stores |= 1U << t;
  look(written);
  std::erase_if(self.reads, [&](const pending_read& r) {
    if (r.object == o.object) return false;  // coherence orders the two
    follow(t, r);
    return true;
  });
}

void load_buffering::fence(thread_id t, std::memory_order order) {
  if (met_) return;
  if (releases(order)) threads_[t].released = true;
  if (!acquires(order)) return;
  for (pending_read& r : threads_[t].reads) r.weak = false;
}

}  // namespace explorer
