#include "book_server/connection.hpp"

#include <utility>

namespace book_server {

void connections::shut_down() {
  boost::system::error_code ignored;
  for (connection* const each : open)
    each->stream.socket().shutdown(boost::asio::socket_base::shutdown_both,
                                   ignored);
}

connection::connection(boost::asio::ip::tcp::socket socket, connections& all)
    : stream{std::move(socket)}, all_{all} {
  all_.open.insert(this);
}

connection::~connection() {
  all_.open.erase(this);
  all_.one_closed();
}

}  // namespace book_server
