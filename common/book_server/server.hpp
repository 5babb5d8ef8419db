// The accept loop, and the end of it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <string>

#include "book_server/desk.hpp"
#include "book_server/settings.hpp"

namespace book_server {

class server {
 public:
  // Reads the manifests and opens the port. Throws bad_setting, or
  // std::system_error if the port is taken.
  explicit server(const settings& asked);

  // With the token. Whoever has it can run recipes.
  std::string address() const;

  // Serves until SIGINT or SIGTERM, then until all that was started has ended.
  void run();

 private:
  void accept();
  void accepted(boost::system::error_code error,
                boost::asio::ip::tcp::socket socket);
  void stop();

  boost::asio::io_context context_{1};
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::signal_set interrupts_;
  boost::asio::steady_timer pause_;
  bool accepting_ = false;
  desk shared_;
};

}  // namespace book_server
