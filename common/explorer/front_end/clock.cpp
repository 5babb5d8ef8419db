// Clocks, sleeping and yielding: a sleep is a point where others may go on.
#include "explorer/front_end/clock.hpp"

#include <sched.h>
#include <sys/syscall.h>
#include <time.h>

#include <algorithm>
#include <cstdint>

#include "explorer/front_end/intercept.hpp"
#include "explorer/front_end/raw.hpp"
#include "explorer/front_end/runtime.hpp"

namespace explorer {
namespace {

constexpr std::int64_t second = 1'000'000'000;

// Where a thread's clocks begin.
std::int64_t epoch(clockid_t clock) {
  return (clock == CLOCK_REALTIME ? 1'700'000'000 : 1000) * second;
}

std::int64_t nanoseconds(const timespec& time) {
  return time.tv_sec * second + time.tv_nsec;
}

void yield(const void* caller) {
  const unwatched guard;
  act({.what = kind::yield, .site = site_of(caller)});
}

}  // namespace

void pass_deadline(clockid_t clock, const timespec& deadline) {
  auto& now = self().clock;
  now = std::max(now, nanoseconds(deadline) - epoch(clock));
}

void pass_time(const timespec& duration) {
  self().clock += nanoseconds(duration);
}

}  // namespace explorer

EXPLORER_INTERCEPT int clock_gettime(clockid_t clock, timespec* now) {
  if (!explorer::watching())
    return int(explorer::raw_syscall(SYS_clock_gettime, clock, long(now)));
  const auto time = explorer::epoch(clock) + explorer::self().clock;
  *now = {time / explorer::second, time % explorer::second};
  return 0;
}

EXPLORER_INTERCEPT int sched_yield() {
  if (explorer::watching()) explorer::yield(EXPLORER_CALLER);
  return 0;
}

EXPLORER_INTERCEPT int nanosleep(const timespec* duration, timespec*) {
  if (!explorer::watching())
    return int(explorer::raw_syscall(SYS_nanosleep, long(duration), 0));
  explorer::pass_time(*duration);
  explorer::yield(EXPLORER_CALLER);
  return 0;
}

EXPLORER_INTERCEPT int clock_nanosleep(clockid_t clock, int flags,
                                       const timespec* time, timespec*) {
  if (!explorer::watching())
    return -int(explorer::raw_syscall(SYS_clock_nanosleep, clock, flags,
                                      long(time), 0));
  if ((flags & TIMER_ABSTIME) != 0)
    explorer::pass_deadline(clock, *time);
  else
    explorer::pass_time(*time);
  explorer::yield(EXPLORER_CALLER);
  return 0;
}
