// A program that the server runs, and its three connections to it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "book_server/supervisor.hpp"

namespace book_server {

// Destroying it ends the program and all that the program has started. The
// process that creates one must have one thread only, since it forks.
struct child {
  // Throws std::system_error if the machine has no more processes or pipes.
  child(boost::asio::io_context& context, const launch& asked);

  // Asks for the end. The wait status still comes through `control`.
  void stop();

  boost::asio::posix::stream_descriptor out;
  boost::asio::posix::stream_descriptor err;
  // Delivers the program's wait status, an int, when nothing of it is left.
  boost::asio::local::stream_protocol::socket control;
};

}  // namespace book_server
