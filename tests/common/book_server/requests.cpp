// What can be asked for: what the manifests describe.
#include "catch.hpp"
#include "common/book_server/server.hpp"

namespace {

using namespace book_server_tests;

int status_of(const server& kitchen, const std::string& body) {
  return static_cast<int>(answer(kitchen, post(kitchen, body)).result_int());
}

int status_of(const server& kitchen, const json& body) {
  return status_of(kitchen, body.dump());
}

json soup(const json& more) {
  json body = {{"chapter", "kitchen"}, {"mode", "run"}, {"recipe", "soup"}};
  body.update(more);
  return body;
}

TEST_CASE("book_server: a recipe gets the knobs that were asked for.") {
  const server kitchen;
  running soups{kitchen, soup({{"knobs", {{"bowls", 5}}}}).dump()};
  CHECK(soups.header().result() == http::status::ok);
  CHECK(soups.header()[http::field::content_type] == "application/x-ndjson");
  const json started = soups.next();
  CHECK(started == json{{"event", "started"},
                        {"command", "kitchen soup bowls=5"},
                        {"deadline", 20}});
  const auto events = soups.rest();
  CHECK(text_of(events) == "bowls=5\n");
  CHECK(text_of(events, "err") == "it is hot\n");
  CHECK(events.back()["event"] == "ended");
  CHECK(events.back()["status"] == 7);
  CHECK(events.back()["signal"] == nullptr);
  CHECK(events.back()["reason"] == "exited");
}

TEST_CASE("book_server: a knob takes a whole number within its bounds.") {
  const server kitchen;
  for (const int bowls : {1, 5})
    CHECK(status_of(kitchen, soup({{"knobs", {{"bowls", bowls}}}})) == 200);
  for (const std::string bowls :
       {"0", "6", "-1", "1.5", "3.0", "3e0", "\"3\"", "\"3; touch x\"", "true",
        "null", "[3]", "{}", "9223372036854775808", "18446744073709551615",
        "18446744073709551619", "-9223372036854775809", "1e400"}) {
    CAPTURE(bowls);
    CHECK(status_of(kitchen, R"({"chapter": "kitchen", "mode": "run", )"
                             R"("recipe": "soup", "knobs": {"bowls": )" +
                                 bowls + "}}") == 400);
  }
  CHECK(status_of(kitchen, soup({{"knobs", {{"plates", 3}}}})) == 400);
  CHECK(status_of(kitchen, soup({{"knobs", {{"pantry", 3}}}})) == 400);
  CHECK(status_of(kitchen, soup({{"knobs", {{"pantry", "/etc"}}}})) == 400);
  CHECK(status_of(kitchen, soup({{"knobs", json::array()}})) == 400);
  CHECK(status_of(kitchen, soup({{"knobs", nullptr}})) == 400);
}

TEST_CASE("book_server: what no manifest describes is not run.") {
  const server kitchen;
  for (const char* name : {"", "cellar", "../bin/kitchen", "kitchen/../kitchen",
                           "/bin/sh", "sh"}) {
    CAPTURE(name);
    CHECK(status_of(kitchen, soup({{"chapter", name}})) == 404);
    CHECK(status_of(kitchen, soup({{"recipe", name}})) == 404);
    CHECK(status_of(kitchen, soup({{"mode", "explore"}, {"scenario", name}})) ==
          404);
  }
  for (const char* verb : {"tour", "--json", "--menu", "--help", "explore"})
    CHECK(status_of(kitchen, soup({{"recipe", verb}})) == 404);
  for (const char* mode : {"", "tour", "Run", "--json"})
    CHECK(status_of(kitchen, soup({{"mode", mode}})) == 400);
  const json other = {{"mode", "explore"}, {"scenario", "stew"}};
  CHECK(status_of(kitchen, soup(other)) == 404);
  CHECK(status_of(kitchen, soup({{"mode", "measure"}, {"recipe", "crash"}})) ==
        404);
}

TEST_CASE("book_server: a request has the fields of its mode.") {
  const server kitchen;
  for (const char* field : {"chapter", "mode", "recipe"}) {
    CAPTURE(field);
    for (const json& value : {json{}, json(3), json::array(), json::object()})
      CHECK(status_of(kitchen, soup({{field, value}})) == 400);
    json lacking = soup(json::object());
    lacking.erase(field);
    CHECK(status_of(kitchen, lacking) == 400);
  }
  CHECK(status_of(kitchen, soup({{"path", "/bin/sh"}})) == 400);
  CHECK(status_of(kitchen, soup({{"scenario", "soup"}})) == 400);
  CHECK(status_of(kitchen, soup({{"schedule", "3c"}})) == 400);
  const json explore = soup({{"mode", "explore"}, {"scenario", "soup/burnt"}});
  CHECK(status_of(kitchen, explore) == 200);
  json more = explore;
  more["knobs"] = {{"bowls", 3}};
  CHECK(status_of(kitchen, more) == 400);
  CHECK(status_of(kitchen, soup({{"mode", "explore"}})) == 400);
}

TEST_CASE("book_server: a schedule has digits, letters and points.") {
  const server kitchen;
  const json replay = soup({{"mode", "replay"}, {"scenario", "soup/burnt"}});
  const auto with = [&](const json& schedule) {
    json body = replay;
    body["schedule"] = schedule;
    return status_of(kitchen, body);
  };
  CHECK(with("3c.21d") == 200);
  CHECK(with(std::string(200, '1')) == 200);
  CHECK(with(std::string(201, '1')) == 400);
  for (const char* schedule : {"", "3c 21d", "3c;", "--json", "-", "3C", "/"})
    CHECK(with(schedule) == 400);
  CHECK(with(3) == 400);
  CHECK(status_of(kitchen, replay) == 400);
}

TEST_CASE("book_server: what is no small JSON object is refused.") {
  const server kitchen;
  for (const std::string& body :
       {std::string{}, std::string{"{"}, std::string{"[]"}, std::string{"3"},
        std::string{"null"}, run("soup") + "x", run("soup") + run("soup"),
        "\xFF" + run("soup"), std::string{"{\"mode\": \"\xC3\"}"},
        std::string(2000, '['), std::string(2000, '{'),
        std::string(2000, '[') + std::string(2000, ']')}) {
    CAPTURE(body.substr(0, 60));
    const response said = answer(kitchen, post(kitchen, body));
    CHECK(said.result() == http::status::bad_request);
    CHECK(json::parse(said.body())["error"] ==
          "The request is not a JSON object.");
  }
  for (const std::string& knobs :
       {std::string(1000, '[') + std::string(1000, ']'),
        std::string{R"({"bowls": {"bowls": 3}})"}, std::string(1300, '1')}) {
    const std::string lead =
        R"({"chapter": "kitchen", "mode": "run", "recipe": "soup", "knobs": )";
    CHECK(status_of(kitchen, lead + knobs + "}") == 400);
  }
}

TEST_CASE("book_server: explore, replay and measure give one result.") {
  const server kitchen;
  const auto events_of = [&](const json& more) {
    return running{kitchen, soup(more).dump()}.rest();
  };
  const auto events =
      events_of({{"mode", "explore"}, {"scenario", "soup/burnt"}});
  CHECK(events[0]["command"] == "kitchen explore soup/burnt");
  CHECK(events[0]["deadline"] == 120);
  CHECK(text_of(events, "err") == "explore begins\n");
  CHECK(text_of(events).empty());
  REQUIRE(events.size() == 4);
  CHECK(events[2] ==
        json{{"event", "result"}, {"json", {{"verdict", "found"}}}});
  CHECK(events[3]["status"] == 1);

  const auto replayed = events_of(
      {{"mode", "replay"}, {"scenario", "soup/burnt"}, {"schedule", "3c.21d"}});
  CHECK(replayed[0]["command"] == "kitchen replay soup/burnt 3c.21d");
  CHECK(replayed[2]["event"] == "result");

  const auto measured = events_of({{"mode", "measure"}});
  CHECK(measured[0]["command"] == "kitchen measure soup seconds=60");
  CHECK(measured[2]["event"] == "result");

  const auto ordered = events_of({{"mode", "orders"}, {"scenario", "soup"}});
  CHECK(ordered[0]["command"] == "kitchen orders soup");
  CHECK(text_of(ordered) == "soup\n");

  const auto spilled =
      events_of({{"mode", "explore"}, {"scenario", "soup/spilled"}});
  CHECK(text_of(spilled) == "no JSON\n");
  CHECK(spilled.back()["status"] == 0);

  const auto endless =
      events_of({{"mode", "explore"}, {"scenario", "soup/endless"}});
  CHECK(endless.back()["reason"] == "too much output");
  CHECK(text_of(endless).empty());
}

TEST_CASE("book_server: it says what is not built yet.") {
  const server kitchen;
  const json stew = {{"recipe", "stew"}};
  json body = soup(stew);
  body.update({{"mode", "explore"}, {"scenario", "stew"}});
  const response said = answer(kitchen, post(kitchen, body.dump()));
  CHECK(said.result() == http::status::conflict);
  CHECK(said.body().find("./cookbook explore kitchen stew") !=
        std::string::npos);
  body = soup(stew);
  body["mode"] = "measure";
  CHECK(status_of(kitchen, body) == 409);
}

}  // namespace
