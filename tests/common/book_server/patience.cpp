// Readers that are slow, many, or endless.
#include <array>
#include <chrono>
#include <filesystem>
#include <thread>

#include "catch.hpp"
#include "common/book_server/server.hpp"

namespace {

using namespace book_server_tests;

void check_others_are_served(const server& kitchen) {
  CHECK(answer(kitchen, get(kitchen, "/")).result() == http::status::ok);
  running soup{kitchen, run("soup")};
  CHECK(soup.next("ended")["status"] == 7);
}

std::size_t descriptors_of(const server& kitchen) {
  const auto folder = "/proc/" + std::to_string(kitchen.process()) + "/fd";
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator{folder},
                    std::filesystem::directory_iterator{}));
}

// 600 bytes at 20 ms each would be twelve seconds.
TEST_CASE("book_server: a request that comes in drops is not waited for.") {
  const server kitchen{{"patience=1"}};
  client slow{kitchen};
  const std::string request = "GET / HTTP/1.1\r\nHost: " + kitchen.authority() +
                              "\r\nDrops: " + std::string(550, 'x') +
                              "\r\n\r\n";
  bool closed = false;
  slow.socket().non_blocking(true);
  for (const char byte : request) {
    std::array<char, 1> said{};
    boost::system::error_code error;
    closed = !slow.write({byte});
    slow.socket().read_some(boost::asio::buffer(said), error);
    closed = closed || error != boost::asio::error::would_block;
    if (closed) break;
    wait_a_moment();
  }
  CHECK(closed);
  check_others_are_served(kitchen);
}

TEST_CASE("book_server: who reads byte by byte is not waited for.") {
  const server kitchen{{"patience=1"}};
  const auto descriptors = descriptors_of(kitchen);
  client slow{kitchen, 4096};
  slow.write(get(kitchen, "/large.bin"));
  char byte = 0;
  CHECK(slow.read_some(&byte, 1) == 1);
  check_others_are_served(kitchen);
  while (descriptors_of(kitchen) > descriptors) {
    slow.read_some(&byte, 1);
    wait_a_moment();
  }
}

// What the sockets and the pipe hold is far less than a flood's 1 MiB.
TEST_CASE("book_server: a program waits for a reader who does not read.") {
  const server kitchen{{"deadline=2"}};
  running flood{kitchen, run("flood"), 4096};
  check_others_are_served(kitchen);
  std::this_thread::sleep_for(std::chrono::seconds{3});
  const auto events = flood.rest();
  CHECK(events.back()["reason"] == "deadline");
  CHECK(text_of(events).size() < 1 << 20);
}

TEST_CASE("book_server: a reader who never reads a run loses it.") {
  const server kitchen{{"patience=1"}};
  const auto descriptors = descriptors_of(kitchen);
  running flood{kitchen, run("flood"), 4096};
  while (descriptors_of(kitchen) > descriptors) wait_a_moment();
  check_others_are_served(kitchen);
}

TEST_CASE("book_server: 200 idle readers leave room for others.") {
  const server kitchen;
  std::vector<std::unique_ptr<client>> idle;
  for (int i = 0; i < 200; ++i) {
    idle.push_back(std::make_unique<client>(kitchen));
    if (i % 2 == 0) idle.back()->write("GET / HTTP/1.1\r\nHost: ");
  }
  check_others_are_served(kitchen);
}

// Far below the 1024 descriptors that a process may have.
TEST_CASE("book_server: beyond 512 readers the next ones wait outside.") {
  const server kitchen{{"patience=2"}};
  std::vector<std::unique_ptr<client>> idle;
  for (int i = 0; i < 600; ++i)
    idle.push_back(std::make_unique<client>(kitchen));
  client last{kitchen};
  last.write(get(kitchen, "/"));
  while (descriptors_of(kitchen) < 512) wait_a_moment();
  CHECK(descriptors_of(kitchen) < 560);
  // The idle ones lose their places.
  CHECK(last.read().result() == http::status::ok);
}

TEST_CASE("book_server: 10 000 requests are answered.") {
  const server kitchen;
  const auto descriptors = descriptors_of(kitchen);
  int answered = 0;
  client one{kitchen};
  for (int i = 0; i < 9000; ++i) {
    one.write(get(kitchen, i % 2 == 0 ? "/a.js" : "/nothing.html"));
    answered += one.read().result() ==
                (i % 2 == 0 ? http::status::ok : http::status::not_found);
  }
  for (int i = 0; i < 1000; ++i)
    answered += answer(kitchen, get(kitchen, "/")).result() == http::status::ok;
  CHECK(answered == 10000);
  one.socket().close();
  while (descriptors_of(kitchen) > descriptors) wait_a_moment();
}

TEST_CASE("book_server: requests in one breath are answered in order.") {
  const server kitchen;
  client one{kitchen};
  one.write(get(kitchen, "/a.js"));
  one.write(get(kitchen, "/soups/"));
  one.write(post(kitchen, run("soup")));
  CHECK(one.read().body() == "'a'");
  CHECK(one.read().body() == "soups");
  CHECK(one.read().body().find("it is hot") != std::string::npos);
}

TEST_CASE("book_server: a body of more than 4 KiB is too long.") {
  const server kitchen;
  CHECK(answer(kitchen, post(kitchen, run("soup") + std::string(5000, ' ')))
            .result() == http::status::payload_too_large);
  // The answer arrives although the server reads no more than it must.
  CHECK(answer(kitchen, post(kitchen, std::string(8 << 20, ' '))).result() ==
        http::status::payload_too_large);
  request chunks = post(kitchen, "");
  chunks.erase(http::field::content_length);
  chunks.chunked(true);
  chunks.body() = std::string(5000, ' ');
  CHECK(answer(kitchen, chunks).result() == http::status::payload_too_large);
  // Nor does anyone wait for what is announced only.
  client one{kitchen};
  one.write("POST /api/run HTTP/1.1\r\nHost: " + kitchen.authority() +
            "\r\nContent-Length: 1000000000000\r\n\r\n");
  CHECK(one.read().result() == http::status::payload_too_large);
}

TEST_CASE("book_server: a header of more than 8 KiB is too long.") {
  const server kitchen;
  request asked = get(kitchen, "/");
  asked.set("Long", std::string(9000, 'x'));
  CHECK(answer(kitchen, asked).result() ==
        http::status::request_header_fields_too_large);
  CHECK(answer(kitchen, get(kitchen, "/" + std::string(9000, 'x'))).result() ==
        http::status::request_header_fields_too_large);
}

TEST_CASE("book_server: what is no HTTP is refused.") {
  const server kitchen;
  for (const std::string bytes :
       {"\x16\x03\x01 hello\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9\r\n\r\n",
        "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n"}) {
    client one{kitchen};
    one.write(bytes);
    CHECK(one.read().result() == http::status::bad_request);
  }
  client silent{kitchen};
  silent.socket().shutdown(boost::asio::socket_base::shutdown_send);
  char byte = 0;
  CHECK(silent.read_some(&byte, 1) == 0);
  check_others_are_served(kitchen);
}

}  // namespace
