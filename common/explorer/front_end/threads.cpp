// Threads: creation, joining, and what is local to them.
#include <pthread.h>

#include <boost/thread/pthread/thread_data.hpp>

#include <array>
#include <cerrno>

#include "explorer/front_end/image.hpp"
#include "explorer/front_end/intercept.hpp"
#include "explorer/front_end/locks.hpp"
#include "explorer/front_end/runtime.hpp"

namespace explorer {
namespace {

using key_destructor = void (*)(void*);

std::array<key_destructor, most_keys> destructors;
std::size_t keys = 0;
std::array<void*, most_keys> driver_values;

void*& value_of(pthread_key_t key) {
  return running_fiber() >= 0 ? self().values[key] : driver_values[key];
}

// Boost's threads announce their end to whoever joins them.
void mark_boost_thread(void* argument, int thread) {
  auto* data = static_cast<boost::detail::thread_data_base*>(argument);
  mark_internal(data->data_mutex.native_handle());
  mark_internal(data->done_condition.native_handle(), thread);
}

// Boost, the standard library and the scenario itself; not oneTBB, say.
bool is_known_creator(const void* caller) {
  return is_from_boost(caller) || is_from_standard_library(caller) ||
         image::is_code(caller);
}

int create(pthread_t* handle, const pthread_attr_t* how,
           void* (*function)(void*), void* argument, const void* caller) {
  const unwatched guard;
  if (!is_known_creator(caller)) give_up("the threads that a library starts");
  const int thread = create_thread(function, argument, site_of(caller));
  if (thread < 0) return EAGAIN;
  *handle = fiber_handle(thread);
  if (is_from_boost(caller)) mark_boost_thread(argument, thread);
  int detached = PTHREAD_CREATE_JOINABLE;
  if (how != nullptr) pthread_attr_getdetachstate(how, &detached);
  thread_at(thread).joined = detached == PTHREAD_CREATE_DETACHED;
  return 0;
}

int join(pthread_t handle, void** value, const void* caller) {
  const unwatched guard;
  const int thread = fiber_of(handle);
  if (thread < 0 || thread_at(thread).joined) return EINVAL;
  if (thread == running_fiber()) return EDEADLK;
  if (!self().joined_early[thread])
    act({.what = kind::join,
         .site = site_of(caller),
         .target = thread_id(thread)});
  thread_at(thread).joined = true;
  if (value != nullptr) *value = thread_at(thread).result;
  return 0;
}

// Runs what is registered for the end of the running thread, last first.
void run_destructors_of_objects() {
  auto& exits = self().exits;
  while (!exits.empty()) {
    const auto [function, object] = exits.back();
    exits.pop_back();
    function(object);
  }
}

void run_destructors_of_keys() {
  for (std::size_t key = 0; key < keys; ++key) {
    auto& value = self().values[key];
    if (value == nullptr || destructors[key] == nullptr) continue;
    void* last = value;
    value = nullptr;
    destructors[key](last);
  }
}

}  // namespace

void run_exits() {
  run_destructors_of_objects();
  if (running_fiber() != 0) run_destructors_of_keys();
}

}  // namespace explorer

EXPLORER_INTERCEPT int pthread_create(pthread_t* handle,
                                      const pthread_attr_t* how,
                                      void* (*function)(void*),
                                      void* argument) {
  if (!explorer::watching()) return EAGAIN;
  return explorer::create(handle, how, function, argument, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT int pthread_join(pthread_t handle, void** value) {
  if (!explorer::watching()) return ESRCH;
  return explorer::join(handle, value, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT int pthread_detach(pthread_t handle) {
  if (!explorer::watching()) return 0;
  const int thread = explorer::fiber_of(handle);
  if (thread < 0 || explorer::thread_at(thread).joined) return EINVAL;
  explorer::thread_at(thread).joined = true;
  return 0;
}

EXPLORER_INTERCEPT int __cxa_thread_atexit(void (*function)(void*),
                                           void* object, void*) {
  if (!explorer::watching()) return 0;
  const explorer::unwatched guard;
  explorer::self().exits.emplace_back(function, object);
  return 0;
}

EXPLORER_INTERCEPT int pthread_key_create(pthread_key_t* key,
                                          void (*destructor)(void*)) {
  if (explorer::keys == explorer::most_keys) return EAGAIN;
  explorer::destructors[explorer::keys] = destructor;
  *key = pthread_key_t(explorer::keys++);
  return 0;
}

EXPLORER_INTERCEPT int pthread_key_delete(pthread_key_t) { return 0; }

EXPLORER_INTERCEPT int pthread_setspecific(pthread_key_t key,
                                           const void* value) {
  explorer::value_of(key) = const_cast<void*>(value);
  return 0;
}

EXPLORER_INTERCEPT void* pthread_getspecific(pthread_key_t key) {
  return explorer::value_of(key);
}
