// What a thread of the explored program does, in the engine's words.
//
// Nothing here knows addresses, compilers or pthread: objects, threads and
// source positions are small dense numbers that the runner hands out and reads
// back in reports.
#pragma once

#include <atomic>
#include <cstdint>

namespace explorer {

using thread_id = std::uint32_t;  // 0 is the thread that runs the scenario
using object_id = std::uint32_t;  // valid within one execution
using site_id = std::uint32_t;    // valid as long as the search

inline constexpr thread_id max_threads = 8;
inline constexpr thread_id nobody = 0xffffffff;
inline constexpr object_id no_object = 0xffffffff;
inline constexpr site_id no_site = 0xffffffff;

// What an object is. `location` is a cell of eight bytes of memory; `block` is
// one allocation, which locations may belong to.
enum class object_kind : std::uint8_t {
  location,
  block,
  lock,
  condition,
  semaphore,
  once,
  common,  // object 0, the engine's own: what is not about any one object
};

enum class kind : std::uint8_t {
  start,   // the first step of a thread; nobody announces it
  end,     // the last step of a thread; see search::end
  create,  // outcome.value: the new thread's number
  join,    // target; timed

  read,   // plain memory: object, mask
  write,  // plain memory: object, mask
  free,   // object: the block

  load,   // object, mask, order; outcome.value
  store,  // object, mask, order, value
  rmw,    // object, mask, order; outcome.value, then search::modify
  cas,    // object, mask, order, failure_order, expected, value, weak
  fence,  // order

  lock,      // object, held, timed, recursive
  try_lock,  // object, held, recursive
  unlock,    // object: whichever way this thread holds it
  convert,   // object, from `held` to `to_mode`; timed
  try_convert,
  destroy,  // object: a lock or a condition variable ends its life

  wait,  // object: the condition variable; mutex; timed. Outcome: asleep
  wake,  // announce it whenever an outcome is `asleep`
  notify_one,
  notify_all,

  acquire,      // semaphore: one unit; timed
  try_acquire,  // semaphore
  release,      // semaphore: value units

  park,    // object: a location; sleeps if it holds `expected`; timed; weak
  unpark,  // object: a location; wakes at most `value` sleepers

  once_enter,  // done: run the initialiser; refused: it has been run
  once_leave,  // value: 1 if the initialiser succeeded, 0 if it threw

  yield,  // "I spin": repeated reads of unchanged locations block from now on
  call,   // value: a recorded operation begins
  ret,    // ... and ends
};

enum class mode : std::uint8_t { exclusive, shared, upgrade };

struct operation {
  kind what = kind::start;
  site_id site = no_site;
  object_id object = no_object;
  object_id mutex = no_object;  // wait: the lock that is given back
  thread_id target = nobody;    // join
  std::memory_order order = std::memory_order_seq_cst;
  std::memory_order failure_order = std::memory_order_seq_cst;
  mode held = mode::exclusive;     // how a lock is, or will be, held
  mode to_mode = mode::exclusive;  // convert
  std::uint8_t mask = 0xff;        // the bytes of the location that are touched
  bool timed = false;
  bool recursive = false;
  bool weak = false;  // cas: may fail, park: may wake without a cause
  std::uint64_t value = 0;
  std::uint64_t expected = 0;
};

enum class result : std::uint8_t {
  done,       // it happened: acquired, notified, exchanged, ...
  refused,    // a try failed, a value did not match, an initialiser has run
  timed_out,  // a timed operation gave up
  spurious,   // a wake-up, or a weak exchange's failure, without a cause
  asleep,     // announce kind::wake next; of a wake: value says why it woke
};

struct outcome {
  result how = result::done;
  std::uint64_t value = 0;
  // Of an operation on an atomic object:
  std::uint64_t newest = 0;      // what the location holds now
  std::uint32_t newer = 0;       // stores behind it in modification order
  thread_id missed_by = nobody;  // whose store the first of them is
  site_id missed_at = no_site;
};

}  // namespace explorer
