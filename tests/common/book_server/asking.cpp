// Who may ask: nobody but the server's own pages.
#include "catch.hpp"
#include "common/book_server/server.hpp"

namespace {

using namespace book_server_tests;

TEST_CASE("book_server: it answers to its own name only.") {
  const server kitchen;
  const std::string port =
      kitchen.authority().substr(kitchen.authority().find(':'));
  for (const std::string& host :
       {"evil.example" + port, "localhost" + port, std::string{"127.0.0.1"},
        std::string{"127.0.0.1:1"}, kitchen.authority() + ".evil.example",
        "evil.example@" + kitchen.authority(), std::string{}}) {
    CAPTURE(host);
    request asked = get(kitchen, "/index.html");
    asked.set(http::field::host, host);
    CHECK(answer(kitchen, asked).result() == http::status::forbidden);
    asked.target("/api/chapters");
    CHECK(answer(kitchen, asked).result() == http::status::forbidden);
    asked = post(kitchen, run("soup"));
    asked.set(http::field::host, host);
    CHECK(answer(kitchen, asked).result() == http::status::forbidden);
  }

  request twice = get(kitchen, "/index.html");
  twice.insert(http::field::host, "evil.example");
  CHECK(answer(kitchen, twice).result() == http::status::forbidden);
  twice.erase(http::field::host);
  CHECK(answer(kitchen, twice).result() == http::status::forbidden);
}

TEST_CASE("book_server: another site's page runs and reads nothing.") {
  const server kitchen;
  for (const std::string& origin :
       {std::string{"http://evil.example"}, std::string{"null"}, std::string{},
        "https://" + kitchen.authority(), "http://" + kitchen.authority() + "1",
        std::string{"http://localhost"}}) {
    CAPTURE(origin);
    request asked = post(kitchen, run("soup"));
    asked.set(http::field::origin, origin);
    CHECK(answer(kitchen, asked).result() == http::status::forbidden);
    asked = get(kitchen, "/api/chapters");
    asked.set(http::field::origin, origin);
    CHECK(answer(kitchen, asked).result() == http::status::forbidden);
  }
  request without = post(kitchen, run("soup"));
  without.erase(http::field::origin);
  CHECK(answer(kitchen, without).result() == http::status::forbidden);
}

TEST_CASE("book_server: nothing runs without the token.") {
  const server kitchen;
  const server neighbour;
  CHECK(kitchen.token().size() == 32);
  CHECK(kitchen.token() != neighbour.token());
  std::string wrong = kitchen.token();
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  for (const std::string& token :
       {wrong, neighbour.token(), kitchen.token().substr(0, 31),
        kitchen.token() + "0", std::string{}}) {
    CAPTURE(token);
    request asked = post(kitchen, run("soup"));
    asked.set("Cookbook-Token", token);
    CHECK(answer(kitchen, asked).result() == http::status::forbidden);
  }
  request without = post(kitchen, run("soup"));
  without.erase("Cookbook-Token");
  CHECK(answer(kitchen, without).result() == http::status::forbidden);
}

// What a form of another site can send without asking is no JSON.
TEST_CASE("book_server: only JSON runs something.") {
  const server kitchen;
  for (const std::string type :
       {"text/plain", "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x", ""}) {
    CAPTURE(type);
    request asked = post(kitchen, run("soup"));
    asked.set(http::field::content_type, type);
    CHECK(answer(kitchen, asked).result() ==
          http::status::unsupported_media_type);
  }
}

TEST_CASE("book_server: GET changes nothing, and only GET reads.") {
  const server kitchen;
  for (const auto method :
       {http::verb::get, http::verb::head, http::verb::put, http::verb::delete_,
        http::verb::options, http::verb::trace}) {
    request asked = post(kitchen, run("soup"));
    asked.method(method);
    CAPTURE(asked.method_string());
    client one{kitchen};
    one.write(asked);
    if (method == http::verb::head) continue;
    const response said = one.read();
    CHECK(said.result() == http::status::method_not_allowed);
    CHECK(said.count(http::field::access_control_allow_origin) == 0);
  }
  for (const auto method : {http::verb::post, http::verb::put}) {
    for (const std::string target : {"/index.html", "/api/chapters"}) {
      request asked = post(kitchen, run("soup"));
      asked.method(method);
      asked.target(target);
      CHECK(answer(kitchen, asked).result() ==
            http::status::method_not_allowed);
    }
  }
  CHECK(answer(kitchen, get(kitchen, "/api/run?recipe=soup")).result() ==
        http::status::not_found);
}

TEST_CASE("book_server: it says what there is to run.") {
  const server kitchen;
  const response said = answer(kitchen, get(kitchen, "/api/chapters"));
  REQUIRE(said.result() == http::status::ok);
  CHECK(said[http::field::content_type] == "application/json");
  const json chapters = json::parse(said.body());
  REQUIRE(chapters.size() == 1);
  CHECK(chapters[0]["chapter"] == "kitchen");
  CHECK(chapters[0]["recipes"][0]["name"] == "soup");
}

}  // namespace
