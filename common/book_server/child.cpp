#include "book_server/child.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace book_server {
namespace {

void require(int result, const char* what) {
  if (result < 0) throw std::system_error{errno, std::generic_category(), what};
}

// Two connected descriptors, closed by whoever does not release them.
struct connection {
  ~connection() {
    for (const int each : ends)
      if (each >= 0) close(each);
  }

  int release() { return std::exchange(ends[0], -1); }

  std::array<int, 2> ends{-1, -1};  // the server's, the other one's
};

}  // namespace

child::child(boost::asio::io_context& context, const launch& asked)
    : out{context}, err{context}, control{context} {
  connection to_control, to_out, to_err;
  require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
                     to_control.ends.data()),
          "a new socket");
  require(pipe2(to_out.ends.data(), O_CLOEXEC), "a new pipe");
  require(pipe2(to_err.ends.data(), O_CLOEXEC), "a new pipe");

  const pid_t supervisor = fork();
  require(supervisor, "a new process");
  if (supervisor == 0)
    supervise(asked, {to_control.ends[1], to_out.ends[1], to_err.ends[1]});

  control.assign(boost::asio::local::stream_protocol{}, to_control.release());
  out.assign(to_out.release());
  err.assign(to_err.release());
}

void child::stop() {
  boost::system::error_code ignored;
  control.shutdown(boost::asio::socket_base::shutdown_send, ignored);
}

}  // namespace book_server
