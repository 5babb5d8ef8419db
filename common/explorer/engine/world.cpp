// What the world is, and what can be done in it.
#include "explorer/engine/world.hpp"

namespace explorer {

void world::begin(const options& asked) {
  caps_ = asked;
  objects_.clear();
  locks_.clear();
  semaphores_.clear();
  onces_.clear();
  blocks_.clear();
  memory_.begin(caps_.memory);
  load_buffering_.begin();
  races_.begin();
  born_ = 1;
  threads_[0] = {};
  threads_[0].knows.past[0] = 1;
  threads_[0].weak_failures_left = caps_.weak_failures;
  spurious_left_ = 0;
  allotted_ = false;
  new_object(object_kind::common, no_object);
  threads_[0].timeouts_left = caps_.timeouts;
}

object_id world::new_object(object_kind what, object_id block) {
  const auto id = static_cast<object_id>(objects_.size());
  entity o;
  o.what = what;
  const auto add = [&o](auto& states) {
    o.state = static_cast<std::uint32_t>(states.size());
    states.emplace_back();
  };
  switch (what) {
    case object_kind::lock:
      add(locks_);
      break;
    case object_kind::semaphore:
      add(semaphores_);
      break;
    case object_kind::once:
      add(onces_);
      break;
    case object_kind::block:
      add(blocks_);
      break;
    case object_kind::location:
      o.block = block;
      if (block != no_object) {
        o.next = objects_[block].next;
        objects_[block].next = id;
      }
      break;
    case object_kind::condition:
    case object_kind::common:
      break;
  }
  objects_.push_back(o);
  return id;
}

void world::set_units(object_id semaphore, std::uint64_t units) {
  semaphores_[objects_[semaphore].state].units = units;
}

std::uint64_t world::version(object_id object, std::uint8_t mask) const {
  const auto& versions = objects_[object].versions;
  std::uint64_t sum = 0;
  for (unsigned byte = 0; byte < versions.size(); ++byte) {
    if ((mask >> byte & 1U) != 0) sum += versions[byte];
  }
  return sum;
}

void world::change(object_id object, std::uint8_t mask) {
  auto& versions = objects_[object].versions;
  for (unsigned byte = 0; byte < versions.size(); ++byte) {
    versions[byte] += mask >> byte & 1U;
  }
}

operation world::waits_in(thread_id t) const {
  const thread& self = threads_[t];
  if (self.sleeping == doze::queued) return self.slept_in;
  if (self.next.what != kind::wake) return self.next;
  operation relock;
  relock.what = kind::lock;
  relock.site = self.slept_in.site;
  relock.object = self.slept_in.mutex;
  return relock;
}

thread_id world::holder(object_id l) const {
  const lock_state& s = lock(l);
  if (s.owner != nobody) return s.owner;
  if (s.upgrader != nobody) return s.upgrader;
  for (thread_id t = 0; t < born_; ++t) {
    if (s.reads[t] != 0) return t;
  }
  return nobody;
}

bool world::holds(thread_id t, object_id l) const {
  const lock_state& s = lock(l);
  return s.owner == t || s.upgrader == t || s.reads[t] != 0;
}

void world::announce(thread_id t, const operation& next) {
  threads_[t].next = next;
}

// Whether it matters to it which seq_cst fences come before it.
bool world::keeps_seq_cst(const operation& o) const {
  constexpr auto strongest = std::memory_order_seq_cst;
  if (caps_.memory == memory_model::sc) return false;
  switch (o.what) {
    case kind::load:
    case kind::store:
    case kind::rmw:
    case kind::fence:
      return o.order == strongest;
    case kind::cas:
      return o.order == strongest || o.failure_order == strongest;
    default:
      return false;
  }
}

footprint world::footprint_of(thread_id t, bool visible) const {
  const thread& self = threads_[t];
  const operation& o = self.next;
  footprint f;
  const auto touch = [&](unsigned which, object_id what, bool writes,
                         std::uint8_t mask = 0xff) {
    f.touches[which] = {.object = what, .writes = writes, .mask = mask};
  };
  switch (o.what) {
    case kind::start:
    case kind::end:
    case kind::create:
    case kind::join:
    case kind::yield:
    case kind::call:
    case kind::ret:
      break;
    case kind::fence:
      if (keeps_seq_cst(o)) touch(2, common, true, seq_cst);
      break;
    case kind::read:
    case kind::write:
      if (!visible) break;
      touch(0, o.object, o.what == kind::write, o.mask);
      touch(1, objects_[o.object].block, false);
      break;
    case kind::free:
      if (visible) touch(0, o.object, true);
      break;
    case kind::load:
    case kind::store:
    case kind::rmw:
    case kind::cas:
    case kind::park:
    case kind::unpark:
      touch(0, o.object, o.what != kind::load, o.mask);
      touch(1, objects_[o.object].block, false);
      if (keeps_seq_cst(o)) touch(2, common, false, seq_cst);
      break;
    case kind::unlock: {
      const mode how = held_as(t, o.object);
      touch(0, o.object, how != mode::shared);
      f.gives_back = how != mode::upgrade;
      break;
    }
    case kind::lock:
      f.takes_free = !o.timed && o.held != mode::upgrade;
      [[fallthrough]];
    case kind::try_lock:
      touch(0, o.object, o.held != mode::shared);
      break;
    case kind::wait:
      touch(0, o.object, true);
      touch(1, o.mutex, true);
      f.gives_back = true;
      break;
    case kind::wake:
      if (self.sleeping == doze::queued) {
        touch(0, self.slept_in.object, true);
        if (caps_.spurious > 0 && wakes_by_itself(t))
          touch(1, common, true, wakeups);
      } else if (self.slept_in.what == kind::wait) {
        touch(0, self.slept_in.mutex, true);
        f.takes_free = true;
      }
      break;
    default:
      touch(0, o.object, true);
      break;
  }
  return f;
}

bool world::can_take(thread_id t, object_id l, mode how, bool recursive) const {
  const lock_state& s = lock(l);
  if (s.owner != nobody) {
    return s.owner == t && recursive && how == mode::exclusive;
  }
  if (how == mode::shared) return true;
  return s.upgrader == nobody && (how == mode::upgrade || s.readers == 0);
}

bool world::can_convert(thread_id t, const operation& o) const {
  const lock_state& s = lock(o.object);
  const bool alone = s.readers == s.reads[t];
  if (o.to_mode == mode::exclusive) {
    return alone && (s.upgrader == nobody || s.upgrader == t);
  }
  return o.to_mode == mode::shared || s.upgrader == nobody || s.upgrader == t;
}

bool world::may_time_out(thread_id t) const {
  const thread& self = threads_[t];
  const operation& o =
      self.sleeping == doze::queued ? self.slept_in : self.next;
  // Whether a join gives up is chosen when it is announced.
  if (o.what == kind::join) return o.weak;
  return o.timed && self.timeouts_left > 0;
}

bool world::wakes_by_itself(thread_id t) const {
  const operation& o = threads_[t].slept_in;
  return o.what == kind::wait || o.weak;
}

bool world::may_wake_spuriously(thread_id t) const {
  return spurious_left_ > 0 && wakes_by_itself(t);
}

// The operation can be done without giving up.
bool world::available(thread_id t) const {
  const thread& self = threads_[t];
  const operation& o = self.next;
  switch (o.what) {
    case kind::join:
      return threads_[o.target].ended;
    case kind::lock:
      return can_take(t, o.object, o.held, o.recursive);
    case kind::convert:
      return can_convert(t, o);
    case kind::acquire:
      return semaphores_[objects_[o.object].state].units > 0;
    case kind::once_enter:
      return onces_[objects_[o.object].state].running == nobody;
    case kind::wake:
      if (self.sleeping == doze::queued) return may_wake_spuriously(t);
      return self.slept_in.what != kind::wait ||
             can_take(t, self.slept_in.mutex, mode::exclusive, false);
    default:
      return true;
  }
}

bool world::ready(thread_id t) const {
  return !threads_[t].ended && !threads_[t].unborn &&
         (available(t) || may_time_out(t));
}

bool world::tries_in_vain(thread_id t) const {
  const operation& o = threads_[t].next;
  return o.what == kind::try_lock &&
         !can_take(t, o.object, o.held, o.recursive);
}

bool world::ready_in_time(thread_id t) const {
  const thread& self = threads_[t];
  return !self.ended && (self.sleeping == doze::queued ? self.slept_in.timed
                                                       : self.next.timed);
}

}  // namespace explorer
