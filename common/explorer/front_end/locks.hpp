// Which mutexes and condition variables are Boost's own, see locks.cpp.
//
// The mark stands in the object itself, in a field that nobody reads, because
// no mutex of a scenario is ever locked for the C library.
#pragma once

#include <pthread.h>

namespace explorer {

constexpr unsigned internal_mark = 0x6b6f6f63;

inline void mark_internal(pthread_mutex_t* mutex) {
  mutex->__data.__nusers = internal_mark;
}

inline bool is_internal(const pthread_mutex_t* mutex) {
  return mutex->__data.__nusers == internal_mark;
}

// The condition that tells that a Boost thread is over.
inline void mark_internal(pthread_cond_t* condition, int thread) {
  condition->__data.__g1_orig_size = internal_mark;
  condition->__data.__g_signals[0] = unsigned(thread);
}

inline bool is_internal(const pthread_cond_t* condition) {
  return condition->__data.__g1_orig_size == internal_mark;
}

inline int awaited_thread(const pthread_cond_t* condition) {
  return int(condition->__data.__g_signals[0]);
}

}  // namespace explorer
