// Waiting to be woken, and waking; semaphores and once, which wait for a state.
#include <bit>

#include "explorer/engine/world.hpp"

namespace explorer {

// How many wake-ups without a cause this execution may have is chosen once,
// from none to the cap. A thread that one of them could save would otherwise
// never be seen stuck, though a program may not count on being saved.
void world::allot_wakeups() {
  if (allotted_ || caps_.spurious == 0) return;
  allotted_ = true;
  spurious_left_ = choices_.choose(caps_.spurious + 1);
}

void world::do_wait(thread_id t, effect& e) {
  thread& self = threads_[t];
  if (!holds(t, self.next.mutex)) {
    e.wrong = failure::unlock_not_owner;
    e.first.thread = holder(self.next.mutex);
    return;
  }
  give(t, self.next.mutex, mode::exclusive);
  self.sleeping = doze::queued;
  self.slept_in = self.next;
  if (wakes_by_itself(t)) allot_wakeups();
  e.how.how = result::asleep;
}

void world::do_park(thread_id t, std::uint64_t current, effect& e) {
  thread& self = threads_[t];
  memory_.look(attempt_by(t, current));
  if (current != self.next.expected) {
    refuse(e, result::refused);
    return;
  }
  self.sleeping = doze::queued;
  self.slept_in = self.next;
  if (wakes_by_itself(t)) allot_wakeups();
  e.how.how = result::asleep;
}

void world::leave(thread_id t, bool out_of_time, effect& e) {
  thread& self = threads_[t];
  const bool times_out = out_of_time || may_time_out(t);
  const bool spurious = !out_of_time && may_wake_spuriously(t);
  met_timeout_ |= times_out;
  met_spurious_ |= spurious;
  if (times_out && (!spurious || choices_.choose(2) == 0)) {
    if (!out_of_time) --self.timeouts_left;
    self.left_by = result::timed_out;
    e.did.touches[1].writes = false;
  } else {
    --spurious_left_;
    self.left_by = result::spurious;
  }
  self.sleeping = doze::left;
  e.how.value = static_cast<std::uint64_t>(self.left_by);
  e.how.how = result::asleep;
}

void world::do_wake(thread_id t, effect& e) {
  thread& self = threads_[t];
  const bool waits = self.slept_in.what == kind::wait;
  if (self.sleeping == doze::queued) {
    leave(t, out_of_time_, e);
    if (waits) return;
  }
  if (waits) take(t, self.slept_in.mutex, mode::exclusive);
  e.how.how = self.sleeping == doze::left ? self.left_by : result::done;
  self.sleeping = doze::no;
}

void world::do_notify(thread_id t, std::uint64_t most, effect& e) {
  const object_id where = threads_[t].next.object;
  std::uint32_t queue = 0;
  for (thread_id other = 0; other < born_; ++other) {
    const thread& o = threads_[other];
    if (o.sleeping == doze::queued && o.slept_in.object == where) {
      queue |= 1U << other;
    }
  }
  std::uint32_t woken = 0;
  while (queue != 0 && most-- > 0) {
    const auto waiting = static_cast<std::uint32_t>(std::popcount(queue));
    std::uint32_t rest = queue;
    if (most + 1 < waiting) {
      for (auto skip = choices_.choose(waiting); skip > 0; --skip) {
        rest &= rest - 1;
      }
    }
    const std::uint32_t one = rest & ~(rest - 1);
    threads_[static_cast<thread_id>(std::countr_zero(one))].sleeping =
        doze::woken;
    queue &= ~one;
    woken |= one;
  }
  e.how.value = woken;
  if (woken == 0) refuse(e, result::done);
}

void world::do_semaphore(thread_id t, effect& e) {
  thread& self = threads_[t];
  const operation& o = self.next;
  semaphore_state& s = semaphores_[objects_[o.object].state];
  if (o.what == kind::release) {
    s.units += o.value;
    s.released.join(self.knows.publish(t));
  } else if (s.units > 0) {
    --s.units;
    self.knows.past.join(s.released);
  } else if (o.timed) {
    met_timeout_ = true;
    if (!out_of_time_) --self.timeouts_left;
    refuse(e, result::timed_out);
  } else {
    refuse(e, result::refused);
  }
}

void world::do_once(thread_id t, effect& e) {
  thread& self = threads_[t];
  once_state& s = onces_[objects_[self.next.object].state];
  if (self.next.what == kind::once_leave) {
    s.running = nobody;
    s.done = self.next.value != 0;
    s.released = self.knows.publish(t);
  } else if (s.done) {
    self.knows.past.join(s.released);
    refuse(e, result::refused);
  } else {
    self.knows.past.join(s.released);
    s.running = t;
  }
}

}  // namespace explorer
