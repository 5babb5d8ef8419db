// However a run ends, nothing of it is left.
#include <signal.h>

#include <array>
#include <sstream>

#include "catch.hpp"
#include "common/book_server/server.hpp"

namespace {

using namespace book_server_tests;

// The supervisor, the program, its child, and that one's child.
std::array<pid_t, 4> family_of(running& run) {
  std::istringstream text{run.next("output")["text"].get<std::string>()};
  std::array<pid_t, 4> processes{};
  for (pid_t& each : processes) text >> each;
  return processes;
}

std::vector<pid_t> all_of(const std::array<pid_t, 4>& family) {
  return {family.begin(), family.end()};
}

TEST_CASE("book_server: Stop ends a program and all that it has started.") {
  const server kitchen;
  running family{kitchen, run("family")};
  const auto processes = family_of(family);
  for (const pid_t each : processes) CHECK(lives(each));
  family.close();
  wait_for_end_of(all_of(processes));
}

TEST_CASE("book_server: a grandchild does not outlive its program.") {
  const server kitchen;
  running orphan{kitchen, run("orphan")};
  const auto processes = family_of(orphan);
  const json end = orphan.next("ended");
  CHECK(end["reason"] == "exited");
  CHECK(end["status"] == 0);
  for (const pid_t each : all_of(processes))
    if (each != processes[0]) CHECK_FALSE(lives(each));
}

TEST_CASE("book_server: the deadline ends the whole family.") {
  const server kitchen{{"deadline=1"}};
  running family{kitchen, run("family")};
  const auto processes = family_of(family);
  CHECK(family.next("ended")["reason"] == "deadline");
  for (const pid_t each : all_of(processes))
    if (each != processes[0]) CHECK_FALSE(lives(each));
}

TEST_CASE("book_server: a server that is killed leaves nobody behind.") {
  server kitchen;
  running first{kitchen, run("family")};
  running second{kitchen, run("family")};
  const auto one = family_of(first);
  const auto other = family_of(second);
  CHECK(kitchen.end(SIGKILL) == -SIGKILL);
  wait_for_end_of(all_of(one));
  wait_for_end_of(all_of(other));
}

TEST_CASE("book_server: an interrupt ends what runs, and then the server.") {
  server kitchen;
  running first{kitchen, run("family")};
  running second{kitchen, run("family")};
  running waiting{kitchen, run("family")};
  client idle{kitchen};
  const auto one = family_of(first);
  const auto other = family_of(second);
  CHECK(waiting.next()["event"] == "queued");
  CHECK(kitchen.end(SIGINT) == 0);
  for (const auto& family : {one, other})
    for (const pid_t each : all_of(family))
      if (each != family[0]) CHECK_FALSE(lives(each));
}

TEST_CASE("book_server: a program does not outlive its supervisor.") {
  const server kitchen;
  running family{kitchen, run("family")};
  const auto processes = family_of(family);
  kill(processes[0], SIGKILL);
  wait_for_end_of({processes[0], processes[1]});
  // Nobody is left who could end those.
  kill(processes[2], SIGKILL);
  kill(processes[3], SIGKILL);
  const json end = family.next("ended");
  CHECK(end["reason"] == "signal");
  CHECK(end["signal"] == SIGKILL);
  running soup{kitchen, run("soup")};
  CHECK(soup.next("ended")["status"] == 7);
}

TEST_CASE("book_server: whoever has ended is waited for.") {
  const server kitchen;
  for (const char* recipe : {"soup", "crash", "orphan"})
    running{kitchen, run(recipe)}.rest();
  while (children_of(kitchen.process()) > 0) wait_a_moment();
}

TEST_CASE("book_server: a port that is taken is said so.") {
  const server kitchen;
  const auto port =
      kitchen.authority().substr(kitchen.authority().find(':') + 1);
  const ended second = run_server(
      {book(), SHELF "/bin", "kitchen", "--allow-root", "port=" + port});
  CHECK(second.status == 1);
  CHECK(second.said.find("cannot be served") != std::string::npos);
}

TEST_CASE("book_server: it explains what it cannot be started with.") {
  const auto says = [](std::vector<std::string> words, const char* part) {
    words.emplace_back("--allow-root");
    const ended server = run_server(words);
    CAPTURE(server.said);
    CHECK(server.status == 2);
    CHECK(server.said.find(part) != std::string::npos);
  };
  says({}, "takes the folder of the book");
  says({book(), SHELF "/bin", "kitchen", "port=80"}, "from 1024 to 65535");
  says({book(), SHELF "/bin", "kitchen", "port=8000x"}, "not '8000x'");
  says({"/nowhere", SHELF "/bin", "kitchen"}, "no book in /nowhere");
  says({book(), SHELF "/bin", "cellar"}, "does not describe its recipes");
}

TEST_CASE("book_server: as root it wants to be told so.") {
  if (geteuid() != 0) {
    WARN("skipped: only root can see it refuse root.");
    return;
  }
  const ended server = run_server({book(), SHELF "/bin", "kitchen"});
  CHECK(server.status == 2);
  CHECK(server.said.find("--allow-root") != std::string::npos);
}

}  // namespace
