// One connection: request after request, each answered before the next.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <filesystem>
#include <memory>
#include <optional>

#include "book_server/desk.hpp"
#include "book_server/refusal.hpp"

namespace book_server {

class session : public std::enable_shared_from_this<session> {
 public:
  session(boost::asio::io_context& context, std::shared_ptr<connection> reader,
          desk& shared);

  void begin();

 private:
  using request = boost::beast::http::request<boost::beast::http::string_body>;

  void read(boost::system::error_code error);
  void serve(const request& asked);
  void serve_chapters(const request& asked);
  void serve_file(const request& asked);
  void serve_run(const request& asked);
  void refuse(const refusal& why, bool keep_alive);
  template <typename Body>
  void send(boost::beast::http::response<Body> message, bool keep_alive);
  void linger();

  boost::asio::io_context& context_;
  std::shared_ptr<connection> reader_;
  desk& shared_;
  boost::beast::flat_buffer buffer_;
  std::optional<
      boost::beast::http::request_parser<boost::beast::http::string_body>>
      parser_;
};

}  // namespace book_server
