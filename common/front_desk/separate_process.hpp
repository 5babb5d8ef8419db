// A recipe that crashes, hangs or is interrupted takes only itself down.
#pragma once

#include <functional>

namespace front_desk {

// Runs `work` in a child process and waits for it. Returns its exit status; a
// child that died of a signal gives 128 + the signal's number, as in a shell.
// While it waits, an interrupt (Ctrl-C) reaches the child alone. Throws
// std::system_error if no process can be made. Not thread-safe: call it while
// no other thread exists.
int in_separate_process(const std::function<int()>& work);

}  // namespace front_desk
