// Programs that behave badly do no harm to others.
#include <csignal>
#include <cstdlib>
#include <memory>

#include "catch.hpp"
#include "common/book_server/server.hpp"

namespace {

using namespace book_server_tests;

void check_soup_is_served(const server& kitchen) {
  running soup{kitchen, run("soup")};
  CHECK(soup.next("ended")["status"] == 7);
}

TEST_CASE("book_server: a crash is told, with what was printed before.") {
  const server kitchen;
  const auto events = running{kitchen, run("crash")}.rest();
  CHECK(text_of(events) == "before the crash\n");
  CHECK(events.back()["reason"] == "signal");
  CHECK(events.back()["signal"] == SIGABRT);
  CHECK(events.back()["status"] == nullptr);
  check_soup_is_served(kitchen);
}

TEST_CASE("book_server: the deadline ends what hangs.") {
  const server kitchen{{"deadline=1"}};
  running hanging{kitchen, run("hang")};
  CHECK(hanging.next()["deadline"] == 1);
  CHECK(hanging.next("output")["text"] == "hanging\n");
  check_soup_is_served(kitchen);
  const json end = hanging.next("ended");
  CHECK(end["reason"] == "deadline");
  CHECK(end["signal"] == SIGKILL);
}

TEST_CASE("book_server: an endless printer is cut off at 1 MiB.") {
  const server kitchen;
  const auto events = running{kitchen, run("flood")}.rest();
  CHECK(text_of(events).size() == 1 << 20);
  CHECK(events.back()["reason"] == "too much output");
  CHECK(events.back()["signal"] == SIGKILL);
  check_soup_is_served(kitchen);
}

TEST_CASE("book_server: any bytes become text, and no character is cut.") {
  const server kitchen;
  const auto events = running{kitchen, run("noise")}.rest();
  CHECK(text_of(events) ==
        std::string{"\xE2\x82\xAC \x1B[31mred\x1B[0m <b>&"
                    "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\0end\xEF\xBF\xBD",
                    37});
  CHECK(events.back()["status"] == 0);
}

TEST_CASE("book_server: a program gets limits and nothing of the server.") {
  setenv("SECRET", "of the person who reads", 1);
  const server kitchen;
  const auto events = running{kitchen, run("kit")}.rest();
  const std::string kit = text_of(events);
  CAPTURE(kit);
  for (const char* each :
       {"PATH=/usr/bin:/bin\n", "LC_ALL=C.UTF-8\n", "core 0\n", "cpu 80\n",
        "file 67108864\n", "leads its session 1\n", "new privileges 1\n",
        "input -1\n", "descriptors 3\n"})
    CHECK(kit.find(each) != std::string::npos);
  CHECK(kit.find("SECRET") == std::string::npos);
}

TEST_CASE("book_server: two run, eight wait, and the next one is told to.") {
  const server kitchen;
  std::vector<std::unique_ptr<running>> hanging;
  const auto hang = [&] {
    hanging.push_back(std::make_unique<running>(kitchen, run("hang")));
    return hanging.back()->next();
  };
  for (int i = 0; i < 2; ++i) CHECK(hang()["event"] == "started");
  for (int place = 1; place <= 8; ++place) {
    const json event = hang();
    CHECK(event["event"] == "queued");
    CHECK(event["place"] == place);
  }
  response refused = answer(kitchen, post(kitchen, run("soup")));
  CHECK(refused.result() == http::status::too_many_requests);
  CHECK(std::stoi(std::string{refused[http::field::retry_after]}) > 0);
  CHECK(answer(kitchen, get(kitchen, "/")).result() == http::status::ok);

  SECTION("Who leaves the line makes room in it.") {
    hanging[5]->close();
    hanging.erase(hanging.begin() + 5);
    while (running{kitchen, run("soup")}.header().result() !=
           http::status::ok) {
    }
  }
  SECTION("The first in line is the next.") {
    hanging[0]->close();
    CHECK(hanging[2]->next()["event"] == "started");
    hanging[1]->close();
    CHECK(hanging[3]->next()["event"] == "started");
  }
}

}  // namespace
