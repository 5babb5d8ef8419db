#include "book_server/answer.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <string_view>
#include <utility>

namespace book_server {
namespace {

namespace net = boost::asio;
using boost::system::error_code;

constexpr std::string_view header =
    "HTTP/1.1 200 OK\r\n"
    "Content-Type: application/x-ndjson\r\n"
    "Cache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Transfer-Encoding: chunked\r\n"
    "Connection: close\r\n"
    "\r\n";

std::string chunk(std::string_view text) {
  std::array<char, 16> digits;
  const auto end =
      std::to_chars(digits.begin(), digits.end(), text.size(), 16).ptr;
  return std::string{digits.begin(), end}.append("\r\n").append(text).append(
      "\r\n");
}

}  // namespace

answer::answer(std::shared_ptr<connection> reader, const limits& allowed)
    : reader_{std::move(reader)}, allowed_{allowed} {}

void answer::begin(listener told) {
  told_ = std::move(told);
  // A slow reader is felt here, instead of after the megabytes that the system
  // would keep.
  error_code ignored;
  reader_->stream.socket().set_option(
      net::socket_base::send_buffer_size{static_cast<int>(allowed_.unsent)},
      ignored);
  watch_reader();
  unsent_ = header;
  send();
}

// ANCHOR: watch
// A reader has nothing to say while the program runs: whatever comes, and be it
// the end of the connection, means that the reader does not want the rest.
void answer::watch_reader() {
  reader_->stream.socket().async_read_some(
      net::buffer(&unexpected_, 1),
      [self = shared_from_this()](error_code, std::size_t) { self->end(); });
}
// ANCHOR_END: watch

void answer::say(const nlohmann::ordered_json& event) {
  if (over_) return;
  using json = nlohmann::ordered_json;
  unsent_ +=
      chunk(event.dump(-1, ' ', false, json::error_handler_t::replace) + '\n');
  send();
}

bool answer::has_room() const {
  return over_ || unsent_.size() < allowed_.unsent;
}

void answer::finish() {
  if (over_) return;
  finished_ = true;
  unsent_ += chunk("");
  send();
}

void answer::send() {
  if (!sending_.empty() || unsent_.empty()) return;
  sending_.swap(unsent_);
  reader_->stream.expires_after(allowed_.patience);
  net::async_write(reader_->stream, net::buffer(sending_),
                   [self = shared_from_this()](error_code error, std::size_t) {
                     self->sent(error);
                   });
}

void answer::sent(error_code error) {
  sending_.clear();
  if (over_) return;
  if (error || (finished_ && unsent_.empty())) {
    end();
    return;
  }
  send();
  if (has_room()) told_.has_room();
}

void answer::end() {
  if (std::exchange(over_, true)) return;
  unsent_.clear();
  error_code ignored;
  reader_->stream.socket().shutdown(net::socket_base::shutdown_both, ignored);
  const listener told = std::exchange(told_, {});
  told.gone();
}

}  // namespace book_server
