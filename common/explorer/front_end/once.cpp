// Initialisation that happens once: std::call_once, boost::call_once and
// static local variables.
#include <dlfcn.h>
#include <pthread.h>

#include <boost/thread/once.hpp>

#include "explorer/front_end/intercept.hpp"
#include "explorer/front_end/runtime.hpp"

namespace explorer {
namespace {

// Returns whether the caller has to initialise.
bool enter_once(const void* flag, const void* caller) {
  return act({.what = kind::once_enter,
              .site = site_of(caller),
              .object = object_at(object_kind::once, flag)})
             .how == result::done;
}

void leave_once(const void* flag, bool succeeded, const void* caller) {
  act({.what = kind::once_leave,
       .site = site_of(caller),
       .object = object_at(object_kind::once, flag),
       .value = succeeded});
}

// The states of pthread_once_t and of boost::once_flag. A flag that nobody has
// touched is a new one, even where an old one lay.
enum class progress : int { untouched, begun, finished };

bool enter_flag(progress& flag, const void* caller) {
  const unwatched guard;
  if (flag == progress::untouched) {
    forget_object(object_kind::once, &flag);
    flag = progress::begun;
  }
  return enter_once(&flag, caller);
}

void leave_flag(progress& flag, bool succeeded, const void* caller) {
  const unwatched guard;
  if (succeeded) flag = progress::finished;
  leave_once(&flag, succeeded, caller);
}

progress& progress_of(boost::once_flag& flag) {
  return reinterpret_cast<progress&>(flag);
}

// Boost's library uses call_once as well, for what outlives an execution and
// is none of the scenario's business.
bool is_ours(const void* caller) {
  return watching() && !is_from_boost(caller);
}

}  // namespace

const void* library_of(const void* code) {
  dl_find_object found;
  return _dl_find_object(const_cast<void*>(code), &found) == 0
             ? found.dlfo_map_start
             : nullptr;
}

bool is_from_boost(const void* caller) {
  static const auto* const library = library_of(
      dlsym(RTLD_DEFAULT, "_ZN5boost6thread21start_thread_noexceptEv"));
  return library != nullptr && library_of(caller) == library;
}

bool is_from_standard_library(const void* caller) {
  static const auto* const library =
      library_of(dlsym(RTLD_DEFAULT, "__cxa_throw"));
  return library_of(caller) == library;
}

}  // namespace explorer

EXPLORER_INTERCEPT int pthread_once(pthread_once_t* once, void (*function)()) {
  auto& flag = reinterpret_cast<explorer::progress&>(*once);
  const auto* caller = EXPLORER_CALLER;
  if (!explorer::watching()) {
    if (flag != explorer::progress::finished) function();
    flag = explorer::progress::finished;
    return 0;
  }
  if (!explorer::enter_flag(flag, caller)) return 0;
  try {
    function();
  } catch (...) {
    explorer::leave_flag(flag, false, caller);
    throw;
  }
  explorer::leave_flag(flag, true, caller);
  return 0;
}

namespace boost::thread_detail {

bool enter_once_region(once_flag& flag) BOOST_NOEXCEPT {
  auto& progress = explorer::progress_of(flag);
  if (!explorer::is_ours(EXPLORER_CALLER))
    return progress != explorer::progress::finished;
  return explorer::enter_flag(progress, EXPLORER_CALLER);
}

void commit_once_region(once_flag& flag) BOOST_NOEXCEPT {
  auto& progress = explorer::progress_of(flag);
  if (explorer::is_ours(EXPLORER_CALLER))
    explorer::leave_flag(progress, true, EXPLORER_CALLER);
  else
    progress = explorer::progress::finished;
}

void rollback_once_region(once_flag& flag) BOOST_NOEXCEPT {
  if (explorer::is_ours(EXPLORER_CALLER))
    explorer::leave_flag(explorer::progress_of(flag), false, EXPLORER_CALLER);
}

}  // namespace boost::thread_detail

// Static local variables. The compiler's own code has read the first byte, as
// an atomic, and comes here if it was 0.
EXPLORER_INTERCEPT int __cxa_guard_acquire(char* variable) {
  if (!explorer::watching()) return *variable == 0;
  const explorer::unwatched guard;
  return explorer::enter_once(variable, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT void __tsan_atomic8_store(volatile unsigned char* p,
                                             unsigned char value, int order);

EXPLORER_INTERCEPT void __cxa_guard_release(char* variable) {
  __tsan_atomic8_store(reinterpret_cast<unsigned char*>(variable), 1,
                       __ATOMIC_RELEASE);
  if (!explorer::watching()) return;
  const explorer::unwatched guard;
  explorer::leave_once(variable, true, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT void __cxa_guard_abort(char* variable) {
  if (!explorer::watching()) return;
  const explorer::unwatched guard;
  explorer::leave_once(variable, false, EXPLORER_CALLER);
}
