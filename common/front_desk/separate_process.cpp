#include "front_desk/separate_process.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <system_error>

namespace front_desk {

int in_separate_process(const std::function<int()>& work) {
  std::cout.flush();
  auto* const on_interrupt = std::signal(SIGINT, SIG_IGN);
  const pid_t child = fork();
  if (child < 0) {
    const int why = errno;
    std::signal(SIGINT, on_interrupt);
    throw std::system_error{why, std::generic_category(), "a new process"};
  }
  if (child == 0) {
    std::signal(SIGINT, SIG_DFL);
    const int status = work();
    std::cout.flush();
    std::fflush(nullptr);
    _exit(status);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  std::signal(SIGINT, on_interrupt);
  if (WIFSIGNALED(status)) return 128 + WTERMSIG(status);
  return WEXITSTATUS(status);
}

}  // namespace front_desk
