#include "book_server/server.hpp"

#include <csignal>
#include <exception>
#include <iostream>
#include <memory>
#include <utility>

#include "book_server/session.hpp"

namespace book_server {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

// There is no setting for another address: what can be reached from elsewhere
// would have to know who asks.
tcp::endpoint loopback(std::uint16_t port) {
  return {boost::asio::ip::address_v4::loopback(), port};
}

std::filesystem::path canonical_book(const std::filesystem::path& book) {
  std::error_code error;
  auto found = canonical(book, error);
  if (error || !exists(found / "index.html"))
    throw bad_setting{"There is no book in " + book.string() + "."};
  return found;
}

}  // namespace

server::server(const settings& asked)
    : acceptor_{context_, loopback(asked.port)},
      interrupts_{context_, SIGINT, SIGTERM},
      pause_{context_},
      shared_{canonical_book(asked.book),
              {"127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()),
               new_token()},
              read_chapters(asked),
              asked.allowed,
              {},
              {context_, asked.allowed.running, asked.allowed.waiting}} {
  interrupts_.async_wait([this](error_code cancelled, int) {
    if (!cancelled) stop();
  });
  shared_.readers.one_closed = [this] { accept(); };
  accept();
}

std::string server::address() const {
  return "http://" + shared_.own.authority +
         "/index.html#token=" + shared_.own.token;
}

void server::run() {
  for (;;) {
    try {
      context_.run();
      return;
    } catch (const std::exception& problem) {
      // It has ended the one connection that it belongs to.
      std::cerr << "A request failed: " << problem.what() << ".\n";
    }
  }
}

// ANCHOR: accept
// Beyond so many connections the next ones wait in the system's own queue.
void server::accept() {
  if (accepting_ || !acceptor_.is_open() ||
      shared_.readers.open.size() >= shared_.allowed.connections)
    return;
  accepting_ = true;
  acceptor_.async_accept([this](error_code error, tcp::socket socket) {
    accepting_ = false;
    accepted(error, std::move(socket));
  });
}
// ANCHOR_END: accept

void server::accepted(error_code error, tcp::socket socket) {
  if (!acceptor_.is_open()) return;
  if (error) {
    // Such as too many open files: some will be closed before long.
    pause_.expires_after(std::chrono::milliseconds{100});
    pause_.async_wait([this](error_code) { accept(); });
    return;
  }
  auto reader =
      std::make_shared<connection>(std::move(socket), shared_.readers);
  std::make_shared<session>(context_, std::move(reader), shared_)->begin();
  accept();
}

// ANCHOR: stop
// Every connection ends, and with it what runs for it. The loop then runs out
// of work. A second interrupt finds no handler and ends the process at once.
void server::stop() {
  interrupts_.clear();
  acceptor_.close();
  pause_.cancel();
  shared_.readers.shut_down();
}
// ANCHOR_END: stop

}  // namespace book_server
