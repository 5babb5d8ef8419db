#include "common/book_server/server.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>

namespace book_server_tests {
namespace {

namespace net = boost::asio;

// Starts the server's program, with its output and its errors in one pipe.
std::pair<pid_t, int> start(std::vector<std::string> words) {
  words.insert(words.begin(), BOOK_SERVER);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::runtime_error{"There is no pipe."};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  pid_t process = 0;
  const int error = posix_spawn(&process, BOOK_SERVER, &actions, nullptr,
                                arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (error != 0) throw std::runtime_error{"The server does not start."};
  return {process, ends[0]};
}

int wait_for(pid_t process) {
  int status = 0;
  waitpid(process, &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

void write_file(const std::filesystem::path& file, const std::string& text) {
  std::ofstream{file} << text;
}

// In a folder that is gone when the test ends.
struct laid_out_book {
  laid_out_book() {
    create_directories(book / "soups");
    write_file(book / "index.html",
               "<p>The book</p><script>open()</script><script src=\"a.js\">");
    write_file(book / "soups" / "index.html", "soups");
    write_file(book / "a.js", "'a'");
    write_file(book / "two words.css", "p{}");
    write_file(folder / "secret", "secret");
    write_file(folder / "book_of_others", "secret");
    create_symlink(folder / "secret", book / "link.html");
    create_directory_symlink(folder, book / "out");
    create_symlink("a.js", book / "inside.js");
    mkfifo((book / "pipe.html").c_str(), 0600);
    write_file(book / "large.bin", "");
    resize_file(book / "large.bin", 64 << 20);
  }

  ~laid_out_book() {
    std::error_code ignored;
    remove_all(folder, ignored);
  }

  const std::filesystem::path folder =
      std::filesystem::path{SHELF} / ("book_" + std::to_string(getpid()));
  const std::filesystem::path book = folder / "book";
};

struct process_state {
  char letter = 0;
  pid_t parent = 0;  // 0 if there is no such process
};

process_state state_of(const std::string& process) {
  std::ifstream file{"/proc/" + process + "/stat"};
  std::string line;
  std::getline(file, line);
  std::istringstream text{line.substr(line.rfind(')') + 1)};
  process_state state;
  text >> state.letter >> state.parent;
  return state;
}

}  // namespace

const std::filesystem::path& book() {
  static const laid_out_book laid_out;
  return laid_out.book;
}

ended run_server(const std::vector<std::string>& words) {
  const auto [process, output] = start(words);
  std::string said;
  std::array<char, 4096> bytes{};
  for (ssize_t count; (count = read(output, bytes.data(), bytes.size())) > 0;)
    said.append(bytes.data(), static_cast<std::size_t>(count));
  ::close(output);
  return {wait_for(process), said};
}

server::server(std::vector<std::string> options) {
  options.insert(options.begin(),
                 {book(), SHELF "/bin", "kitchen", "--allow-root"});
  std::tie(process_, output_) = start(options);
  std::string said;
  char byte = 0;
  while (!said.ends_with('\n') && ::read(output_, &byte, 1) == 1) said += byte;
  const auto at = said.find("http://");
  const auto fragment = said.find("/index.html#token=");
  if (at == said.npos || fragment == said.npos)
    throw std::runtime_error{"The server says: " + said};
  authority_ = said.substr(at + 7, fragment - at - 7);
  token_ = said.substr(fragment + 18, said.size() - fragment - 19);
}

server::~server() {
  if (process_ != 0) end(SIGTERM);
  ::close(output_);
}

int server::end(int signal) {
  kill(process_, signal);
  return wait_for(std::exchange(process_, 0));
}

client::client(const server& to, int room) : socket_{context_} {
  socket_.open(net::ip::tcp::v4());
  if (room > 0) socket_.set_option(net::socket_base::receive_buffer_size{room});
  const auto port = to.authority().substr(to.authority().find(':') + 1);
  socket_.connect({net::ip::address_v4::loopback(),
                   static_cast<std::uint16_t>(std::stoi(port))});
}

bool client::write(const std::string& bytes) {
  boost::system::error_code error;
  net::write(socket_, net::buffer(bytes), error);
  return !error;
}

void client::write(const request& asked) { http::write(socket_, asked); }

response client::read() {
  http::response_parser<http::string_body> parser;
  parser.body_limit(1 << 30);
  http::read(socket_, buffer_, parser);
  return parser.release();
}

std::size_t client::read_some(char* bytes, std::size_t most) {
  boost::system::error_code error;
  return socket_.read_some(net::buffer(bytes, most), error);
}

request get(const server& from, const std::string& target) {
  request asked{http::verb::get, target, 11};
  asked.set(http::field::host, from.authority());
  return asked;
}

request post(const server& to, const std::string& body) {
  request asked{http::verb::post, "/api/run", 11};
  asked.set(http::field::host, to.authority());
  asked.set(http::field::origin, "http://" + to.authority());
  asked.set(http::field::content_type, "application/json");
  asked.set("Cookbook-Token", to.token());
  asked.body() = body;
  asked.prepare_payload();
  return asked;
}

response answer(const server& from, const request& asked) {
  client one{from};
  one.write(asked);
  return one.read();
}

running::running(const server& in, const std::string& body, int room)
    : client_{in, room} {
  client_.write(post(in, body));
  parser_.body_limit(1 << 30);
  http::read_header(client_.socket(), buffer_, parser_);
}

json running::next() {
  for (;;) {
    const std::string& body = parser_.get().body();
    const auto end = body.find('\n', taken_);
    if (end != body.npos) {
      const auto line = body.substr(taken_, end - taken_);
      taken_ = end + 1;
      return json::parse(line);
    }
    if (parser_.is_done()) return {};
    http::read_some(client_.socket(), buffer_, parser_);
  }
}

json running::next(const std::string& event) {
  for (json each = next(); !each.is_null(); each = next())
    if (each["event"] == event) return each;
  return {};
}

std::vector<json> running::rest() {
  std::vector<json> events;
  for (json each = next(); !each.is_null(); each = next())
    events.push_back(each);
  return events;
}

std::string run(const std::string& recipe) {
  return json{{"chapter", "kitchen"}, {"mode", "run"}, {"recipe", recipe}}
      .dump();
}

std::string text_of(const std::vector<json>& events,
                    const std::string& stream) {
  std::string text;
  for (const json& each : events)
    if (each["event"] == "output" && each["stream"] == stream)
      text += each["text"].get<std::string>();
  return text;
}

bool lives(pid_t process) {
  const auto [state, parent] = state_of(std::to_string(process));
  return parent != 0 && state != 'Z';
}

int children_of(pid_t process) {
  int children = 0;
  for (const auto& each : std::filesystem::directory_iterator{"/proc"})
    children += state_of(each.path().filename()).parent == process;
  return children;
}

void wait_a_moment() {
  std::this_thread::sleep_for(std::chrono::milliseconds{20});
}

void wait_for_end_of(const std::vector<pid_t>& processes) {
  for (const pid_t each : processes)
    while (lives(each)) wait_a_moment();
}

}  // namespace book_server_tests
