// A model thread: a stack, a thread control block and thread-local storage of
// its own, all carried by one operating-system thread, so that only the thread
// that the search chose can move, and a switch costs nanoseconds.
//
// Promises: a fiber sees the pthread_self(), errno, exception state and
// thread_local variables that a thread of its own would give it, because it
// borrows the thread control block of a real thread that sleeps forever.
// Nothing here is safe to use from a second operating-system thread.
#pragma once

#include <pthread.h>

namespace explorer {

constexpr int most_fibers = 16;

// Starts the sleeping threads whose control blocks the fibers borrow. Call once
// before any other function; ends the program if threads cannot be created.
void prepare_fibers();

// Gives fiber `thread` an empty stack that will run entry(), and initial
// thread-local storage. entry() must never return.
void start_fiber(int thread, void (*entry)());

// Leaves the caller where it stands, and goes on with fiber `thread`.
void resume_fiber(int thread);

// Leaves a fiber, and goes on where the driver called resume_fiber().
void resume_driver();

// The fiber that runs, or -1 in the driver.
int running_fiber();

// What pthread_self() answers inside fiber `thread`.
pthread_t fiber_handle(int thread);

// The fiber whose pthread_self() is `handle`, or -1.
int fiber_of(pthread_t handle);

// The fiber whose stack holds `address`, or -1.
int stack_owner(const void* address);

}  // namespace explorer
