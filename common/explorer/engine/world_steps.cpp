// What each operation does to the world.
#include "explorer/engine/world.hpp"

namespace explorer {

// The operation has but looked at its object.
void world::refuse(effect& e, result how) {
  e.how.how = how;
  e.changed = false;
  for (auto& touch : e.did.touches) touch.writes = false;
}

world::effect world::perform(thread_id t, std::uint64_t current, bool visible,
                             bool out_of_time) {
  effect e;
  thread& self = threads_[t];
  const operation& o = self.next;
  out_of_time_ = out_of_time;
  e.did = footprint_of(t, visible);
  switch (o.what) {
    case kind::start:
    case kind::create:
    case kind::join:
      do_thread(t, e);
      break;
    case kind::read:
    case kind::write:
      touch(t, o.object, o.mask, o.what == kind::write, false, e);
      break;
    case kind::free:
      do_free(t, e);
      break;
    case kind::load:
    case kind::store:
    case kind::rmw:
    case kind::cas:
      do_atomic(t, current, e);
      break;
    case kind::fence:
      memory_.fence(o.order, t, self.knows);
      load_buffering_.fence(t, o.order);
      break;
    case kind::lock:
    case kind::try_lock:
    case kind::convert:
    case kind::try_convert:
      do_lock(t, e);
      break;
    case kind::unlock:
      do_unlock(t, e);
      break;
    case kind::destroy:
      do_destroy(t, e);
      break;
    case kind::wait:
      do_wait(t, e);
      break;
    case kind::park:
      do_park(t, current, e);
      break;
    case kind::wake:
      do_wake(t, e);
      break;
    case kind::notify_one:
      do_notify(t, 1, e);
      break;
    case kind::notify_all:
      do_notify(t, max_threads, e);
      break;
    case kind::unpark:
      do_notify(t, o.value, e);
      break;
    case kind::acquire:
    case kind::try_acquire:
    case kind::release:
      do_semaphore(t, e);
      break;
    case kind::once_enter:
    case kind::once_leave:
      do_once(t, e);
      break;
    case kind::end:
    case kind::yield:
    case kind::call:
    case kind::ret:
      break;
  }
  if (o.what == kind::read || o.what == kind::load) e.changed = false;
  if (!e.changed || o.what == kind::rmw) return e;  // rmw: see modify
  if (o.what == kind::write && !visible) change(o.object, o.mask);
  for (const auto& touched : e.did.touches) {
    if (touched.object != no_object) change(touched.object, touched.mask);
  }
  return e;
}

world::effect world::access_plain(thread_id t) {
  effect e;
  const operation& o = threads_[t].next;
  touch(t, o.object, o.mask, o.what == kind::write, false, e);
  if (o.what == kind::write) change(o.object, o.mask);
  return e;
}

void world::do_thread(thread_id t, effect& e) {
  thread& self = threads_[t];
  if (self.next.what == kind::start) {
    self.unborn = false;
  } else if (self.next.what == kind::join) {
    if (self.next.weak || !threads_[self.next.target].ended) {
      met_timeout_ = true;
      if (!out_of_time_) --self.timeouts_left;
      e.how.how = result::timed_out;
      return;
    }
    self.knows.past.join(threads_[self.next.target].knows.past);
  } else if (born_ == max_threads) {
    e.wrong = failure::unsupported;
  } else {
    thread& child = threads_[born_];
    child = {};
    child.unborn = true;
    child.knows.past = self.knows.publish(t);
    child.knows.past[born_] = 1;
    child.weak_failures_left = caps_.weak_failures;
    child.timeouts_left = caps_.timeouts;
    e.how.value = born_++;
  }
}

void world::touch(thread_id t, object_id location, std::uint8_t mask,
                  bool writes, bool atomic, effect& e) {
  const operation& o = threads_[t].next;
  const clock& past = threads_[t].knows.past;
  const access second{.thread = t,
                      .site = o.site,
                      .object = location,
                      .what = o.what,
                      .mask = mask};
  const object_id block = objects_[location].block;
  if (block != no_object && blocks_[objects_[block].state].freed) {
    e.wrong = failure::use_after_free;
    e.first = blocks_[objects_[block].state].by;
    e.second = second;
    return;
  }
  const auto rival = races_.access(location,
                                   {.thread = t,
                                    .at = past[t],
                                    .site = o.site,
                                    .what = o.what,
                                    .mask = mask,
                                    .writes = writes,
                                    .atomic = atomic},
                                   past);
  if (rival && e.wrong == failure::none) {
    e.wrong = failure::data_race;
    e.first = {.thread = rival->thread,
               .site = rival->site,
               .object = location,
               .what = rival->what,
               .mask = rival->mask};
    e.second = second;
  }
  if (writes && !atomic) memory_.overwrite(location, mask);
}

void world::do_free(thread_id t, effect& e) {
  const operation& o = threads_[t].next;
  block_state& b = blocks_[objects_[o.object].state];
  const access by{
      .thread = t, .site = o.site, .object = o.object, .what = kind::free};
  if (b.freed) {
    e.wrong = failure::double_free;
    e.first = b.by;
    e.second = by;
    return;
  }
  for (object_id l = objects_[o.object].next; l != no_object;
       l = objects_[l].next) {
    touch(t, l, 0xff, true, false, e);
  }
  b = {.freed = true, .by = by};
}

attempt world::attempt_by(thread_id t, std::uint64_t current) {
  thread& self = threads_[t];
  return {.what = self.next,
          .by = t,
          .knows = self.knows,
          .current = current,
          .may_fail = self.next.weak && self.weak_failures_left > 0};
}

void world::do_atomic(thread_id t, std::uint64_t current, effect& e) {
  const operation& o = threads_[t].next;
  const attempt a = attempt_by(t, current);
  e.how = memory_.decide(a);
  const bool fails = e.how.how != result::done;
  met_weak_failure_ |= a.may_fail && e.how.value == o.expected;
  if (e.how.how == result::spurious) --threads_[t].weak_failures_left;
  if (fails) refuse(e, e.how.how);
  const bool writes = o.what != kind::load && !fails;
  touch(t, o.object, o.mask, writes, true, e);
  load_buffering_.access(t, o, writes);
  e.how.newest = memory_.carry_out(a, e.how);
}

std::uint64_t world::modify(thread_id t, const outcome& read,
                            std::uint64_t value) {
  const operation& o = threads_[t].next;
  if (read.value != value) change(o.object, o.mask);
  return memory_.modify(attempt_by(t, read.newest), value);
}

void world::take(thread_id t, object_id l, mode how) {
  lock_state& s = lock(l);
  clock& past = threads_[t].knows.past;
  past.join(s.released);
  switch (how) {
    case mode::exclusive:
      s.owner = t;
      ++s.depth;
      past.join(s.read_released);
      break;
    case mode::shared:
      ++s.reads[t];
      ++s.readers;
      break;
    case mode::upgrade:
      s.upgrader = t;
      break;
  }
}

void world::give(thread_id t, object_id l, mode how) {
  lock_state& s = lock(l);
  if (how == mode::exclusive && --s.depth > 0) return;
  const clock known = threads_[t].knows.publish(t);
  switch (how) {
    case mode::exclusive:
      s.owner = nobody;
      s.released.join(known);
      break;
    case mode::shared:
      --s.reads[t];
      --s.readers;
      s.read_released.join(known);
      break;
    case mode::upgrade:
      s.upgrader = nobody;
      s.released.join(known);
      break;
  }
}

mode world::held_as(thread_id t, object_id l) const {
  const lock_state& s = lock(l);
  if (s.owner == t) return mode::exclusive;
  return s.upgrader == t ? mode::upgrade : mode::shared;
}

void world::do_lock(thread_id t, effect& e) {
  thread& self = threads_[t];
  const operation& o = self.next;
  const bool converts = o.what == kind::convert || o.what == kind::try_convert;
  if (converts ? can_convert(t, o)
               : can_take(t, o.object, o.held, o.recursive)) {
    if (converts) give(t, o.object, o.held);
    take(t, o.object, converts ? o.to_mode : o.held);
    return;
  }
  if (o.timed) {
    met_timeout_ = true;
    if (!out_of_time_) --self.timeouts_left;
  }
  const footprint::touch still = e.did.touches[0];
  refuse(e, o.timed ? result::timed_out : result::refused);
  // Readers come and go without writing, and yet they made the difference.
  if (lock(o.object).owner == nobody) e.did.touches[0] = still;
}

void world::do_unlock(thread_id t, effect& e) {
  const object_id l = threads_[t].next.object;
  if (holds(t, l)) {
    give(t, l, held_as(t, l));
  } else {
    e.wrong = failure::unlock_not_owner;
    e.first.thread = holder(l);
  }
}

void world::do_destroy(thread_id t, effect& e) {
  const object_id o = threads_[t].next.object;
  if (objects_[o].what == object_kind::lock) {
    e.first.thread = holder(o);
  } else {
    for (thread_id other = 0; other < born_; ++other) {
      if (threads_[other].sleeping == doze::queued &&
          threads_[other].slept_in.object == o) {
        e.first.thread = other;
      }
    }
  }
  if (e.first.thread != nobody) e.wrong = failure::destroyed_locked;
}

}  // namespace explorer
