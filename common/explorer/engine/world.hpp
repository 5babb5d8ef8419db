// The state of one execution: threads, locks, sleepers, memory, and who knows
// what. It says what can be done and does it; it does not choose.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "explorer/engine/chooser.hpp"
#include "explorer/engine/footprint.hpp"
#include "explorer/engine/load_buffering.hpp"
#include "explorer/engine/memory.hpp"
#include "explorer/engine/races.hpp"
#include "explorer/engine/verdict.hpp"

namespace explorer {

class world {
 public:
  // What an operation did.
  struct effect {
    outcome how{};
    footprint did{};
    bool changed = true;  // something that another thread could see
    failure wrong = failure::none;
    access first{}, second{};  // of a race, of a use after free
  };

  explicit world(chooser& choices) : choices_{choices}, memory_{choices} {}

  void begin(const options& asked);
  object_id new_object(object_kind what, object_id block);
  void set_units(object_id semaphore, std::uint64_t units);
  object_kind what(object_id object) const { return objects_[object].what; }
  std::size_t objects() const { return objects_.size(); }
  // Changes whenever one of these bytes of a location, or the object, changes.
  std::uint64_t version(object_id object, std::uint8_t mask) const;

  thread_id threads() const { return born_; }
  const clock& past(thread_id t) const { return threads_[t].knows.past; }
  bool ended(thread_id t) const { return threads_[t].ended; }
  bool unborn(thread_id t) const { return threads_[t].unborn; }
  bool sleeps(thread_id t) const {
    return threads_[t].sleeping == doze::queued;
  }
  const operation& pending(thread_id t) const { return threads_[t].next; }
  // What a thread that cannot go on waits for: its pending operation, or the
  // wait, or the lock that it takes back after it.
  operation waits_in(thread_id t) const;
  const operation& slept_in(thread_id t) const { return threads_[t].slept_in; }
  thread_id holder(object_id lock) const;
  bool holds(thread_id t, object_id lock) const;

  void announce(thread_id t, const operation& next);
  // What the pending operation of t depends on. Plain accesses count only if
  // they are `visible`.
  footprint footprint_of(thread_id t, bool visible) const;
  bool ready(thread_id t) const;
  bool has_timeouts_left(thread_id t) const {
    return threads_[t].timeouts_left > 0;
  }
  // The pending operation tries a lock, in vain.
  bool tries_in_vain(thread_id t) const;
  // Ready if time passes: for when nobody is ready.
  bool ready_in_time(thread_id t) const;
  // The pending plain access of t, which is no scheduling point.
  effect access_plain(thread_id t);
  effect perform(thread_id t, std::uint64_t current, bool visible,
                 bool out_of_time);
  // The write of an rmw; returns what the location holds then.
  std::uint64_t modify(thread_id t, const outcome& read, std::uint64_t value);
  void end(thread_id t) { threads_[t].ended = true; }

  bool met_spurious() const { return met_spurious_; }
  bool met_weak_failure() const { return met_weak_failure_; }
  bool met_timeout() const { return met_timeout_; }
  bool met_load_buffering() const { return load_buffering_.met(); }
  bool met_weak_order() const { return memory_.met_weak_order(); }
  bool met_mixed_orders() const { return memory_.met_mixed_orders(); }

 private:
  struct entity {
    object_kind what = object_kind::location;
    std::array<std::uint32_t, 8> versions{};  // by byte
    object_id block = no_object;              // of a location
    object_id next = no_object;  // in its block; of a block: its first
    std::uint32_t state = 0;     // index into locks_, ... by kind
  };
  struct lock_state {
    thread_id owner = nobody;
    thread_id upgrader = nobody;
    std::uint32_t depth = 0;
    std::uint32_t readers = 0;
    std::array<std::uint8_t, max_threads> reads{};
    clock released{};       // by writers
    clock read_released{};  // by readers, for writers alone
  };
  struct semaphore_state {
    std::uint64_t units = 0;
    clock released{};
  };
  struct once_state {
    thread_id running = nobody;
    bool done = false;
    clock released{};
  };
  struct block_state {
    bool freed = false;
    access by{};
  };
  enum class doze : std::uint8_t { no, queued, woken, left };
  struct thread {
    operation next{};
    operation slept_in{};
    knowledge knows{};
    doze sleeping = doze::no;
    result left_by = result::done;
    bool unborn = false;
    bool ended = false;
    std::uint32_t weak_failures_left = 0;
    std::uint32_t timeouts_left = 0;
  };

  lock_state& lock(object_id o) { return locks_[objects_[o].state]; }
  const lock_state& lock(object_id o) const {
    return locks_[objects_[o].state];
  }
  bool can_take(thread_id t, object_id l, mode how, bool recursive) const;
  bool can_convert(thread_id t, const operation& o) const;
  bool available(thread_id t) const;
  bool may_time_out(thread_id t) const;
  bool wakes_by_itself(thread_id t) const;
  bool may_wake_spuriously(thread_id t) const;
  mode held_as(thread_id t, object_id l) const;
  void take(thread_id t, object_id l, mode how);
  void give(thread_id t, object_id l, mode how);

  void do_thread(thread_id t, effect& e);
  void do_atomic(thread_id t, std::uint64_t current, effect& e);
  void do_lock(thread_id t, effect& e);
  void do_unlock(thread_id t, effect& e);
  void do_destroy(thread_id t, effect& e);
  void do_wait(thread_id t, effect& e);
  void do_park(thread_id t, std::uint64_t current, effect& e);
  void do_wake(thread_id t, effect& e);
  void allot_wakeups();
  void leave(thread_id t, bool out_of_time, effect& e);
  void do_notify(thread_id t, std::uint64_t most, effect& e);
  void do_semaphore(thread_id t, effect& e);
  void do_once(thread_id t, effect& e);
  void do_free(thread_id t, effect& e);
  void change(object_id object, std::uint8_t mask);
  void touch(thread_id t, object_id location, std::uint8_t mask, bool writes,
             bool atomic, effect& e);
  attempt attempt_by(thread_id t, std::uint64_t current);
  bool keeps_seq_cst(const operation& o) const;
  static void refuse(effect& e, result how);

  chooser& choices_;
  std::vector<entity> objects_;
  std::vector<lock_state> locks_;
  std::vector<semaphore_state> semaphores_;
  std::vector<once_state> onces_;
  std::vector<block_state> blocks_;
  std::array<thread, max_threads> threads_{};
  thread_id born_ = 0;
  // Parts of object 0: the wake-ups without a cause that are left, the order
  // of seq_cst operations.
  static constexpr object_id common = 0;
  static constexpr std::uint8_t wakeups = 1, seq_cst = 2;
  options caps_{};
  std::uint32_t spurious_left_ = 0;
  bool allotted_ = false;  // spurious_left_ has been chosen
  bool met_spurious_ = false, met_weak_failure_ = false, met_timeout_ = false;
  bool out_of_time_ = false;  // the operation at hand is forced to time out
  memory memory_;
  load_buffering load_buffering_;
  races races_;
};

}  // namespace explorer
