#include "book_server/session.hpp"

#include <boost/beast/http/file_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "book_server/page_policy.hpp"
#include "book_server/run.hpp"
#include "book_server/run_request.hpp"
#include "book_server/static_files.hpp"

namespace book_server {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

// Throws refusal.
void require_method(const http::request_header<>& asked, http::verb method) {
  if (asked.method() == method) return;
  throw refusal{http::status::method_not_allowed,
                "That takes " + std::string{http::to_string(method)} +
                    " and nothing else."};
}

std::optional<refusal> reason_of(error_code error) {
  if (error == http::error::body_limit)
    return refusal{http::status::payload_too_large, "The request is too long."};
  if (error == http::error::header_limit)
    return refusal{http::status::request_header_fields_too_large,
                   "The request's header is too long."};
  if (error.category() == make_error_code(http::error::bad_method).category() &&
      error != http::error::end_of_stream)
    return refusal{http::status::bad_request, "That is no request of HTTP."};
  return std::nullopt;
}

template <typename Message>
void add_safety(Message& message, std::string_view page) {
  message.set("Content-Security-Policy", content_policy(page));
  message.set("X-Content-Type-Options", "nosniff");
  message.set("Referrer-Policy", "same-origin");
  message.set("Cross-Origin-Opener-Policy", "same-origin");
  message.set("Cross-Origin-Resource-Policy", "same-origin");
}

}  // namespace

session::session(boost::asio::io_context& context,
                 std::shared_ptr<connection> reader, desk& shared)
    : context_{context}, reader_{std::move(reader)}, shared_{shared} {}

// However slowly the bytes of a request come, they have come by then or the
// connection ends.
void session::begin() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(shared_.allowed.header));
  parser_->body_limit(shared_.allowed.body);
  reader_->stream.expires_after(shared_.allowed.patience);
  http::async_read(reader_->stream, buffer_, *parser_,
                   [self = shared_from_this()](error_code error, std::size_t) {
                     self->read(error);
                   });
}

void session::read(error_code error) {
  if (error) {
    if (const auto why = reason_of(error)) refuse(*why, false);
    return;
  }
  const request asked = parser_->release();
  try {
    check_host(asked, shared_.own);
    serve(asked);
  } catch (const refusal& why) {
    refuse(why, asked.keep_alive());
  }
}

void session::serve(const request& asked) {
  const std::string_view target{asked.target().data(), asked.target().size()};
  if (target == "/api/chapters")
    serve_chapters(asked);
  else if (target == "/api/run")
    serve_run(asked);
  else
    serve_file(asked);
}

void session::serve_chapters(const request& asked) {
  require_method(asked, http::verb::get);
  http::response<http::string_body> message{http::status::ok, 11};
  message.set(http::field::content_type, "application/json");
  message.body() = shared_.known.manifests.dump();
  send(std::move(message), asked.keep_alive());
}

void session::serve_file(const request& asked) {
  require_method(asked, http::verb::get);
  const auto file =
      find_file(shared_.book, {asked.target().data(), asked.target().size()});
  if (!file) throw refusal{http::status::not_found, "There is no such page."};

  if (file->extension() == ".html") {
    http::response<http::string_body> page{http::status::ok, 11};
    std::ifstream text{*file, std::ios::binary};
    page.body().assign(std::istreambuf_iterator<char>{text}, {});
    page.set(http::field::content_type, content_type(*file));
    send(std::move(page), asked.keep_alive());
    return;
  }
  http::response<http::file_body> message{http::status::ok, 11};
  error_code error;
  message.body().open(file->c_str(), beast::file_mode::scan, error);
  if (error) throw refusal{http::status::not_found, "There is no such page."};
  message.set(http::field::content_type, content_type(*file));
  send(std::move(message), asked.keep_alive());
}

// From here the connection is the run's.
void session::serve_run(const request& asked) {
  require_method(asked, http::verb::post);
  check_post(asked, shared_.own);
  command wanted =
      read_run_request(asked.body(), shared_.known, shared_.allowed);
  if (shared_.line.full()) {
    throw refusal{http::status::too_many_requests,
                  "Too many recipes are running or waiting: try again soon."};
  }
  reader_->stream.expires_never();
  std::make_shared<run>(context_, std::move(reader_), shared_,
                        std::move(wanted))
      ->begin();
}

void session::refuse(const refusal& why, bool keep_alive) {
  http::response<http::string_body> message{why.status, 11};
  message.set(http::field::content_type, "application/json");
  if (why.status == http::status::too_many_requests)
    message.set(http::field::retry_after, "5");
  const nlohmann::json body = {{"error", why.what()}};
  message.body() = body.dump() + '\n';
  send(std::move(message), keep_alive);
}

template <typename Body>
void session::send(http::response<Body> message, bool keep_alive) {
  std::string_view page;
  if constexpr (std::is_same_v<Body, http::string_body>) page = message.body();
  add_safety(message, page);
  message.set(http::field::cache_control, "no-cache");
  message.keep_alive(keep_alive);
  message.prepare_payload();
  const auto kept = std::make_shared<decltype(message)>(std::move(message));
  reader_->stream.expires_after(shared_.allowed.patience);
  http::async_write(
      reader_->stream, *kept,
      [self = shared_from_this(), kept](error_code error, std::size_t) {
        if (error) return;
        if (kept->keep_alive())
          self->begin();
        else
          self->linger();
      });
}

// Reads on, so that what the reader still sends does not make the system throw
// away the answer.
void session::linger() {
  error_code ignored;
  reader_->stream.socket().shutdown(boost::asio::socket_base::shutdown_send,
                                    ignored);
  buffer_.clear();
  reader_->stream.async_read_some(
      buffer_.prepare(4096),
      [self = shared_from_this()](error_code error, std::size_t) {
        if (!error) self->linger();
      });
}

}  // namespace book_server
