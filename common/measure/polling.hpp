// How one waits for a queue that does not wait.
#pragma once

#include <thread>

namespace measure {

// Tells the core that this thread waits for another.
inline void pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Calls `attempt` until it returns true. After a while, leaves the core to
// others in between: they may be those whom it waits for.
template <typename Attempt>
void poll(Attempt attempt) {
  for (int failures = 0; !attempt(); ++failures) {
    if (failures < 64)
      pause();
    else
      std::this_thread::yield();
  }
}

}  // namespace measure
