// Time in a scenario: every thread has a clock of its own, which stands still
// but for its sleeps and for the deadlines that it has seen pass. So the same
// schedule always sees the same times, and a thread that timed out finds that
// it is late.
#pragma once

#include <time.h>

namespace explorer {

// The running thread learns that the deadline is over.
void pass_deadline(clockid_t clock, const timespec& deadline);
// The running thread has slept.
void pass_time(const timespec& duration);

}  // namespace explorer
