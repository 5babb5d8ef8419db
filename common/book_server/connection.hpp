// A reader's connection, and all of them.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <functional>
#include <set>

namespace book_server {

struct connection;

struct connections {
  // Lets nobody say or hear more: whatever waits for a reader ends.
  void shut_down();

  std::set<connection*> open;
  std::function<void()> one_closed = [] {};
};

// As long as it lives, it is one of `all`, which must live longer.
struct connection {
  connection(boost::asio::ip::tcp::socket socket, connections& all);
  ~connection();
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  boost::beast::tcp_stream stream;

 private:
  connections& all_;
};

}  // namespace book_server
