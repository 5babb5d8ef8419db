// Mutexes and reader-writer locks of the C library, on which those of the
// standard library and of Boost stand.
//
// Boost's condition variables carry a mutex of their own, and its threads carry
// a data mutex. As long as no thread is interrupted, both guard blocks of code
// that can be taken as one atomic step (Lipton, CACM 1975): such a mutex is
// taken, a user's mutex is given back, and the wait gives back the rest; or it
// is taken around one notification. No other operation of the scenario happens
// while it is held, so it is never contended at a scheduling point, and taking
// it and giving it back need no scheduling point of their own. The release of
// the user's mutex moves into the wait: whoever could observe the moment in
// between would have to take the internal mutex first. A scenario that does
// anything else under such a mutex, or interrupts a thread, is searched anew
// without this folding.
#include "explorer/front_end/locks.hpp"

#include <pthread.h>

#include <cerrno>

#include "explorer/front_end/clock.hpp"
#include "explorer/front_end/intercept.hpp"
#include "explorer/front_end/runtime.hpp"

namespace explorer {
namespace {

bool is_recursive(const pthread_mutex_t* mutex) {
  return (mutex->__data.__kind & 3) == PTHREAD_MUTEX_RECURSIVE;
}

operation on(kind what, const void* lock, const void* caller) {
  return {.what = what,
          .site = site_of(caller),
          .object = object_at(object_kind::lock, lock)};
}

// Whether the call is folded into another operation.
bool folded_lock(pthread_mutex_t* mutex) {
  auto& t = self();
  if (is_internal(mutex)) {
    ++t.internal_held;
    return true;
  }
  if (t.reacquired == mutex) {
    t.reacquired = nullptr;
    return true;
  }
  if (t.internal_held > 0) stop_folding();
  return false;
}

bool folded_unlock(pthread_mutex_t* mutex) {
  auto& t = self();
  if (is_internal(mutex)) {
    --t.internal_held;
    return true;
  }
  if (t.internal_held == 0) return false;
  if (t.released != nullptr) stop_folding();
  t.released = mutex;
  return true;
}

int lock(pthread_mutex_t* mutex, const timespec* deadline, clockid_t clock,
         const void* caller) {
  const unwatched guard;
  if (folding() && folded_lock(mutex)) return 0;
  auto op = on(kind::lock, mutex, caller);
  op.recursive = is_recursive(mutex);
  op.timed = deadline != nullptr;
  if (act(op).how != result::timed_out) return 0;
  pass_deadline(clock, *deadline);
  return ETIMEDOUT;
}

int lock_shared_or_not(kind what, mode held, pthread_rwlock_t* lock,
                       const timespec* deadline, clockid_t clock,
                       const void* caller) {
  if (!watching()) return 0;
  const unwatched guard;
  if (folding() && self().internal_held > 0) stop_folding();
  auto op = on(what, lock, caller);
  op.held = held;
  op.timed = deadline != nullptr;
  switch (act(op).how) {
    case result::refused:
      return EBUSY;
    case result::timed_out:
      pass_deadline(clock, *deadline);
      return ETIMEDOUT;
    default:
      lock->__data.__cur_writer =
          what != kind::unlock && held == mode::exclusive;
      return 0;
  }
}

}  // namespace
}  // namespace explorer

using explorer::kind;
using explorer::mode;

EXPLORER_INTERCEPT int pthread_mutex_init(pthread_mutex_t* mutex,
                                          const pthread_mutexattr_t* how) {
  static auto* const real =
      explorer::hidden<int(pthread_mutex_t*, const pthread_mutexattr_t*)>(
          "pthread_mutex_init");
  if (explorer::watching()) explorer::self().last_mutex = mutex;
  return real(mutex, how);
}

EXPLORER_INTERCEPT int pthread_mutex_lock(pthread_mutex_t* mutex) {
  if (!explorer::watching()) return 0;
  return explorer::lock(mutex, nullptr, CLOCK_REALTIME, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT int pthread_mutex_timedlock(pthread_mutex_t* mutex,
                                               const timespec* deadline) {
  if (!explorer::watching()) return 0;
  return explorer::lock(mutex, deadline, CLOCK_REALTIME, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT int pthread_mutex_clocklock(pthread_mutex_t* mutex,
                                               clockid_t clock,
                                               const timespec* deadline) {
  if (!explorer::watching()) return 0;
  return explorer::lock(mutex, deadline, clock, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT int pthread_mutex_trylock(pthread_mutex_t* mutex) {
  if (!explorer::watching()) return 0;
  const explorer::unwatched guard;
  if (explorer::folding() && explorer::folded_lock(mutex)) return 0;
  auto op = explorer::on(kind::try_lock, mutex, EXPLORER_CALLER);
  op.recursive = explorer::is_recursive(mutex);
  return explorer::act(op).how == explorer::result::done ? 0 : EBUSY;
}

EXPLORER_INTERCEPT int pthread_mutex_unlock(pthread_mutex_t* mutex) {
  if (!explorer::watching()) return 0;
  const explorer::unwatched guard;
  if (explorer::folding() && explorer::folded_unlock(mutex)) return 0;
  auto op = explorer::on(kind::unlock, mutex, EXPLORER_CALLER);
  op.recursive = explorer::is_recursive(mutex);
  explorer::act(op);
  return 0;
}

EXPLORER_INTERCEPT int pthread_mutex_destroy(pthread_mutex_t* mutex) {
  if (!explorer::watching()) return 0;
  const explorer::unwatched guard;
  if (explorer::folding() && explorer::is_internal(mutex)) return 0;
  explorer::act(explorer::on(kind::destroy, mutex, EXPLORER_CALLER));
  explorer::forget_object(explorer::object_kind::lock, mutex);
  return 0;
}

EXPLORER_INTERCEPT int pthread_rwlock_rdlock(pthread_rwlock_t* lock) {
  return explorer::lock_shared_or_not(kind::lock, mode::shared, lock, nullptr,
                                      CLOCK_REALTIME, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT int pthread_rwlock_wrlock(pthread_rwlock_t* lock) {
  return explorer::lock_shared_or_not(kind::lock, mode::exclusive, lock,
                                      nullptr, CLOCK_REALTIME, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT int pthread_rwlock_tryrdlock(pthread_rwlock_t* lock) {
  return explorer::lock_shared_or_not(kind::try_lock, mode::shared, lock,
                                      nullptr, CLOCK_REALTIME, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT int pthread_rwlock_trywrlock(pthread_rwlock_t* lock) {
  return explorer::lock_shared_or_not(kind::try_lock, mode::exclusive, lock,
                                      nullptr, CLOCK_REALTIME, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT int pthread_rwlock_timedrdlock(pthread_rwlock_t* lock,
                                                  const timespec* deadline) {
  return explorer::lock_shared_or_not(kind::lock, mode::shared, lock, deadline,
                                      CLOCK_REALTIME, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT int pthread_rwlock_timedwrlock(pthread_rwlock_t* lock,
                                                  const timespec* deadline) {
  return explorer::lock_shared_or_not(kind::lock, mode::exclusive, lock,
                                      deadline, CLOCK_REALTIME,
                                      EXPLORER_CALLER);
}

EXPLORER_INTERCEPT int pthread_rwlock_clockrdlock(pthread_rwlock_t* lock,
                                                  clockid_t clock,
                                                  const timespec* deadline) {
  return explorer::lock_shared_or_not(kind::lock, mode::shared, lock, deadline,
                                      clock, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT int pthread_rwlock_clockwrlock(pthread_rwlock_t* lock,
                                                  clockid_t clock,
                                                  const timespec* deadline) {
  return explorer::lock_shared_or_not(kind::lock, mode::exclusive, lock,
                                      deadline, clock, EXPLORER_CALLER);
}

// The lock itself remembers whether a writer holds it.
EXPLORER_INTERCEPT int pthread_rwlock_unlock(pthread_rwlock_t* lock) {
  if (!explorer::watching()) return 0;
  const auto held =
      lock->__data.__cur_writer != 0 ? mode::exclusive : mode::shared;
  return explorer::lock_shared_or_not(kind::unlock, held, lock, nullptr,
                                      CLOCK_REALTIME, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT int pthread_rwlock_destroy(pthread_rwlock_t* lock) {
  return explorer::lock_shared_or_not(kind::destroy, mode::exclusive, lock,
                                      nullptr, CLOCK_REALTIME, EXPLORER_CALLER);
}
