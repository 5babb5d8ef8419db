// A server in front of a small book and the worst of kitchens, and what a
// browser, or somebody who is none, sends to it. Everything here blocks: that
// CTest's time-out comes is the failure of what never ends.
#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace book_server_tests {

namespace http = boost::beast::http;
using request = http::request<http::string_body>;
using response = http::response<http::string_body>;
using json = nlohmann::json;

// A book with what does not belong into one: links that lead out of it, a pipe,
// a file of 64 MiB. Beside it stands a file that says "secret".
const std::filesystem::path& book();

// What a program has said, and its exit status.
struct ended {
  int status;
  std::string said;
};

// Runs the server's program to its end.
ended run_server(const std::vector<std::string>& words);

class server {
 public:
  explicit server(std::vector<std::string> options = {});
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  // Its exit status, or minus the signal that ended it.
  int end(int signal);

  std::string authority() const { return authority_; }
  std::string token() const { return token_; }
  pid_t process() const { return process_; }

 private:
  pid_t process_ = 0;
  int output_ = -1;
  std::string authority_;
  std::string token_;
};

class client {
 public:
  // With room for so many bytes that are not read yet; 0 leaves that to the
  // system.
  explicit client(const server& to, int room = 0);

  // Bytes, whatever they mean. False if the server has closed the connection.
  bool write(const std::string& bytes);
  void write(const request& asked);

  // Throws boost::system::system_error if the server does not answer.
  response read();

  // The number of bytes read; 0 if the server has closed the connection.
  std::size_t read_some(char* bytes, std::size_t most);

  boost::asio::ip::tcp::socket& socket() { return socket_; }

 private:
  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_;
  boost::beast::flat_buffer buffer_;
};

request get(const server& from, const std::string& target);

// All that it takes to run something.
request post(const server& to, const std::string& body);

// In a connection of its own.
response answer(const server& from, const request& asked);

// The events of a run, as they come.
class running {
 public:
  running(const server& in, const std::string& body, int room = 0);

  const response& header() const { return parser_.get(); }

  // The next event, or null after the last one.
  json next();

  // The next event of that name; null if none comes.
  json next(const std::string& event);

  // What comes until the end.
  std::vector<json> rest();

  void close() { client_.socket().close(); }

 private:
  client client_;
  boost::beast::flat_buffer buffer_;
  http::response_parser<http::string_body> parser_;
  std::size_t taken_ = 0;  // of the body
};

// The body of a request to run a recipe as it is.
std::string run(const std::string& recipe);

// All that a program printed to `stream`, of these events.
std::string text_of(const std::vector<json>& events,
                    const std::string& stream = "out");

// Whether there is such a process that has not ended.
bool lives(pid_t process);

// How many, those included that have ended and that it did not wait for.
int children_of(pid_t process);

void wait_a_moment();

// Waits until none of them lives.
void wait_for_end_of(const std::vector<pid_t>& processes);

}  // namespace book_server_tests
