// Condition variables. A wait is two operations of the search, falling asleep
// and waking up with the mutex; see locks.cpp for what Boost adds to it.
#include <pthread.h>

#include <cerrno>

#include "explorer/front_end/clock.hpp"
#include "explorer/front_end/intercept.hpp"
#include "explorer/front_end/locks.hpp"
#include "explorer/front_end/runtime.hpp"

namespace explorer {
namespace {

operation on(kind what, const void* condition, const void* caller) {
  return {.what = what,
          .site = site_of(caller),
          .object = object_at(object_kind::condition, condition)};
}

// The wait of boost::thread::join(): the thread's own end is what it is about.
result await_thread(const pthread_cond_t* condition, bool timed,
                    const void* caller) {
  const auto thread = awaited_thread(condition);
  const auto how = act({.what = kind::join,
                        .site = site_of(caller),
                        .target = thread_id(thread),
                        .timed = timed})
                       .how;
  if (how == result::done) self().joined_early[thread] = true;
  return how;
}

result sleep_on(pthread_cond_t* condition, pthread_mutex_t* mutex, bool timed,
                const void* caller) {
  auto& t = self();
  void* released = mutex;
  if (folding() && t.internal_held > 0) {
    if (is_internal(condition)) return await_thread(condition, timed, caller);
    if (!is_internal(mutex) || t.released == nullptr) stop_folding();
    released = t.released;
  }
  auto op = on(kind::wait, condition, caller);
  op.mutex = object_at(object_kind::lock, released);
  op.timed = timed;
  auto how = act(op).how;
  while (how == result::asleep)
    how = act({.what = kind::wake, .site = op.site}).how;
  if (released != mutex) {
    t.released = nullptr;
    t.reacquired = released;
  }
  return how;
}

int wait(pthread_cond_t* condition, pthread_mutex_t* mutex,
         const timespec* deadline, clockid_t clock, const void* caller) {
  const unwatched guard;
  if (sleep_on(condition, mutex, deadline != nullptr, caller) !=
      result::timed_out)
    return 0;
  pass_deadline(clock, *deadline);
  return ETIMEDOUT;
}

int notify(kind what, pthread_cond_t* condition, const void* caller) {
  if (!watching()) return 0;
  const unwatched guard;
  if (folding() && is_internal(condition)) return 0;
  act(on(what, condition, caller));
  return 0;
}

// The clock of pthread_cond_timedwait() is an attribute of the condition
// variable, kept where the C library keeps it.
constexpr unsigned monotonic = 2;

clockid_t clock_of(const pthread_cond_t* condition) {
  return (condition->__data.__wrefs & monotonic) != 0 ? CLOCK_MONOTONIC
                                                      : CLOCK_REALTIME;
}

}  // namespace
}  // namespace explorer

using explorer::kind;

EXPLORER_INTERCEPT int pthread_cond_init(pthread_cond_t* condition,
                                         const pthread_condattr_t* how) {
  if (explorer::watching()) {
    // Boost's condition variable is a mutex and a condition, side by side.
    auto* before = reinterpret_cast<pthread_mutex_t*>(condition) - 1;
    if (explorer::self().last_mutex == before) explorer::mark_internal(before);
  }
  clockid_t clock = CLOCK_REALTIME;
  if (how != nullptr) pthread_condattr_getclock(how, &clock);
  *condition = {};
  if (clock == CLOCK_MONOTONIC) condition->__data.__wrefs = explorer::monotonic;
  return 0;
}

EXPLORER_INTERCEPT int pthread_cond_wait(pthread_cond_t* condition,
                                         pthread_mutex_t* mutex) {
  if (!explorer::watching()) return 0;
  return explorer::wait(condition, mutex, nullptr, CLOCK_REALTIME,
                        EXPLORER_CALLER);
}

EXPLORER_INTERCEPT int pthread_cond_timedwait(pthread_cond_t* condition,
                                              pthread_mutex_t* mutex,
                                              const timespec* deadline) {
  if (!explorer::watching()) return 0;
  return explorer::wait(condition, mutex, deadline,
                        explorer::clock_of(condition), EXPLORER_CALLER);
}

EXPLORER_INTERCEPT int pthread_cond_clockwait(pthread_cond_t* condition,
                                              pthread_mutex_t* mutex,
                                              clockid_t clock,
                                              const timespec* deadline) {
  if (!explorer::watching()) return 0;
  return explorer::wait(condition, mutex, deadline, clock, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT int pthread_cond_signal(pthread_cond_t* condition) {
  return explorer::notify(kind::notify_one, condition, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT int pthread_cond_broadcast(pthread_cond_t* condition) {
  return explorer::notify(kind::notify_all, condition, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT int pthread_cond_destroy(pthread_cond_t* condition) {
  if (!explorer::watching()) return 0;
  const explorer::unwatched guard;
  if (explorer::folding() && explorer::is_internal(condition)) return 0;
  explorer::act(explorer::on(kind::destroy, condition, EXPLORER_CALLER));
  explorer::forget_object(explorer::object_kind::condition, condition);
  return 0;
}
