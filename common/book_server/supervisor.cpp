#include "book_server/supervisor.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace book_server {
namespace {

void limit(__rlimit_resource resource, rlim_t most) {
  const rlimit both{most, most};
  setrlimit(resource, &both);
}

// The server's handlers and its mask are not for others.
void forget_signals() {
  for (int signal = 1; signal < NSIG; ++signal) std::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Makes these the descriptors 0 to 2 and closes all others, among them the
// server's sockets and the ends of other runs, which would never end otherwise.
void keep_only(int in, int out, int err) {
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  close_range(3, ~0U, 0);
}

[[noreturn]] void become(const launch& asked) {
  std::string name = asked.program;
  std::vector<std::string> words = asked.words;
  std::vector<char*> arguments{name.data()};
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::array<char, 19> path{"PATH=/usr/bin:/bin"};
  std::array<char, 17> locale{"LC_ALL=C.UTF-8"};
  std::array<char*, 3> environment{path.data(), locale.data(), nullptr};
  execve(name.c_str(), arguments.data(), environment.data());
  std::fprintf(stderr, "%s does not start: %s.\n", name.c_str(),
               std::strerror(errno));
  _exit(127);
}

// The program's process: a session and group of its own, which dies with the
// supervisor.
[[noreturn]] void start(const launch& asked, pid_t supervisor) {
  setsid();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != supervisor) _exit(127);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, asked.written);
  limit(RLIMIT_CPU, static_cast<rlim_t>(asked.cpu.count()));
  become(asked);
}

void wait_for_end(int control, pid_t program) {
  // glibc 2.36 declares pidfd_open, but not for C++.
  const auto end_of_program =
      static_cast<int>(syscall(SYS_pidfd_open, program, 0));
  std::array<pollfd, 2> ends{pollfd{control, POLLIN, 0},
                             pollfd{end_of_program, POLLIN, 0}};
  while (poll(ends.data(), ends.size(), -1) < 0 && errno == EINTR) {
  }
  close(end_of_program);
}

pid_t parent_of(const std::string& process) {
  std::ifstream file{"/proc/" + process + "/stat"};
  std::string line;
  std::getline(file, line);
  // The name before the last parenthesis may hold anything.
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos || name_end + 4 > line.size()) return 0;
  return std::atoi(line.c_str() + name_end + 4);
}

void kill_children() {
  DIR* const processes = opendir("/proc");
  if (processes == nullptr) return;
  while (const dirent* const entry = readdir(processes)) {
    const pid_t each = std::atoi(entry->d_name);
    if (each > 0 && parent_of(entry->d_name) == getpid()) kill(each, SIGKILL);
  }
  closedir(processes);
}

// ANCHOR: end
// Whoever loses its parent becomes a child of this process, wherever it may
// have moved: when no child is left, nothing is. Returns the program's status.
int end_all(pid_t program) {
  int status = 0;
  // Its group first and at once, so that none can outrun the search.
  kill(-program, SIGKILL);
  for (;;) {
    kill_children();
    int each = 0;
    const pid_t ended = waitpid(-1, &each, 0);
    if (ended == program) status = each;
    if (ended < 0 && errno == ECHILD) return status;
  }
}
// ANCHOR_END: end

}  // namespace

void supervise(const launch& asked, supervisor_ends ends) {
  setsid();
  forget_signals();
  prctl(PR_SET_NAME, "book_supervisor");
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  const int control = ends.control;
  const pid_t self = getpid();
  const pid_t program = fork();
  if (program == 0) {
    keep_only(open("/dev/null", O_RDONLY), ends.out, ends.err);
    start(asked, self);
  }
  keep_only(control, open("/dev/null", O_WRONLY), STDERR_FILENO);
  if (program < 0) _exit(1);
  wait_for_end(STDIN_FILENO, program);
  const int status = end_all(program);
  send(STDIN_FILENO, &status, sizeof status, MSG_NOSIGNAL);
  _exit(0);
}

}  // namespace book_server
