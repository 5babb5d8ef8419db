// Serves the book on this machine, and runs its recipes for whoever reads it.

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <iostream>

#include "book_server/server.hpp"

namespace {

// The descriptors 0 to 2 are never those of a socket or a pipe.
void open_standard_streams() {
  while (open("/dev/null", O_RDWR) <= STDERR_FILENO) {
  }
}

void check_user(const book_server::settings& asked) {
  if (geteuid() != 0 || asked.allow_root) return;
  throw book_server::bad_setting{
      "As root the recipes would run as root: each program on this machine "
      "that gets\nto know the server's address could start them, and a mistake "
      "in one of them could\ndo anything to this machine. Start it as another "
      "user, or accept that with\n--allow-root."};
}

}  // namespace

int main(int argc, char* argv[]) {
  open_standard_streams();
  std::signal(SIGPIPE, SIG_IGN);
  // The end of a supervisor is nothing to wait for: it leaves no zombie.
  std::signal(SIGCHLD, SIG_IGN);
  try {
    const auto asked = book_server::read_settings({argv + 1, argv + argc});
    check_user(asked);
    book_server::server server{asked};
    std::cout << "The book is at " << server.address() << '\n'
              << "Ctrl-C ends it." << std::endl;
    server.run();
    return 0;
  } catch (const book_server::bad_setting& problem) {
    std::cerr << problem.what() << '\n';
    return 2;
  } catch (const std::exception& problem) {
    std::cerr << "The book cannot be served: " << problem.what() << ".\n";
    return 1;
  }
}
