// Waiting on an atomic: the standard library's atomic wait, notify, latch,
// barrier, semaphore and future sleep and wake through the futex system call.
#include <errno.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <time.h>

#include <cstdint>

#include "explorer/front_end/clock.hpp"
#include "explorer/front_end/intercept.hpp"
#include "explorer/front_end/raw.hpp"
#include "explorer/front_end/runtime.hpp"

namespace explorer {
namespace {

int refuse(int error) {
  errno = error;
  return -1;
}

operation on(kind what, const std::uint32_t* word, const void* caller) {
  const auto offset = reinterpret_cast<std::uintptr_t>(word) % 8;
  return {.what = what,
          .site = site_of(caller),
          .object = location_at(word),
          .mask = static_cast<std::uint8_t>(0xf << offset)};
}

result park(const std::uint32_t* word, std::uint32_t expected, bool timed,
            const void* caller) {
  auto op = on(kind::park, word, caller);
  op.expected = expected;
  op.timed = timed;
  op.weak = true;
  announce(op);
  auto how = perform(*word).how;
  while (how == result::asleep)
    how = act({.what = kind::wake, .site = op.site}).how;
  return how;
}

// The deadline of FUTEX_WAIT is a duration, that of FUTEX_WAIT_BITSET a time.
void pass_limit(int command, int flags, const timespec& limit) {
  if (command == FUTEX_WAIT)
    pass_time(limit);
  else
    pass_deadline(
        (flags & FUTEX_CLOCK_REALTIME) != 0 ? CLOCK_REALTIME : CLOCK_MONOTONIC,
        limit);
}

long sleep_on(const std::uint32_t* word, int how_to, std::uint32_t expected,
              const timespec* limit, const void* caller) {
  switch (park(word, expected, limit != nullptr, caller)) {
    case result::refused:
      return refuse(EAGAIN);
    case result::timed_out:
      pass_limit(how_to & FUTEX_CMD_MASK, how_to, *limit);
      return refuse(ETIMEDOUT);
    default:
      return 0;
  }
}

long wake(const std::uint32_t* word, std::uint32_t most, const void* caller) {
  auto op = on(kind::unpark, word, caller);
  op.value = most;
  return __builtin_popcountll(act(op).value);
}

long futex(const std::uint32_t* word, int how_to, std::uint32_t value,
           const timespec* limit, const void* caller) {
  const unwatched guard;
  switch (how_to & FUTEX_CMD_MASK) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET:
      return sleep_on(word, how_to, value, limit, caller);
    case FUTEX_WAKE:
    case FUTEX_WAKE_BITSET:
      return wake(word, value, caller);
    default:
      give_up("a futex operation other than wait and wake");
  }
}

}  // namespace
}  // namespace explorer

EXPLORER_INTERCEPT long syscall(long number, ...) {
  va_list list;
  va_start(list, number);
  long a[6];
  for (auto& argument : a) argument = va_arg(list, long);
  va_end(list);
  if (number == SYS_futex && explorer::watching())
    return explorer::futex(reinterpret_cast<const std::uint32_t*>(a[0]),
                           int(a[1]), std::uint32_t(a[2]),
                           reinterpret_cast<const timespec*>(a[3]),
                           EXPLORER_CALLER);
  const long result =
      explorer::raw_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
  return result < 0 && result > -4096 ? explorer::refuse(int(-result)) : result;
}
