#include "shared_state/choose_a_primitive.hpp"

#include <algorithm>
#include <sstream>
#include <string>

#include "catch.hpp"
#include "faults.hpp"

using choose_a_primitive::answers;
using choose_a_primitive::choices;
using choose_a_primitive::choose;
using choose_a_primitive::way;

namespace {

std::string printed(answers given) {
  std::ostringstream out;
  choose_a_primitive::run(out, given.writers, given.read_meanwhile,
                          given.tell_only, given.values, given.reads_per_write);
  return out.str();
}

std::string advice(answers given) {
  const std::string text = printed(given);
  return text.substr(0, text.find('\n'));
}

}  // namespace

TEST_CASE("choose_a_primitive: what nobody changes needs nothing.") {
  answers given;
  given.writers = 0;
  given.values = 8;
  CHECK(choose(given) == way::constant);
  CHECK(advice(given) == "take nothing: build it before the threads start");
}

TEST_CASE("choose_a_primitive: what is read at the end stays in parts.") {
  answers given;
  given.read_meanwhile = false;
  given.tell_only = true;
  given.values = 8;
  CHECK(choose(given) == way::parts);
  CHECK(advice(given) ==
        "take a part for each thread: nobody reads before they are done");
}

TEST_CASE("choose_a_primitive: who only tells sends messages.") {
  answers given;
  given.tell_only = true;
  CHECK(choose(given) == way::messages);
  given.values = 8;
  given.reads_per_write = 1000000;
  CHECK(choose(given) == way::messages);
}

TEST_CASE("choose_a_primitive: one value is atomic, however often read.") {
  answers given;
  CHECK(choose(given) == way::atomic);
  given.reads_per_write = 1000000;
  CHECK(choose(given) == way::atomic);
  CHECK(advice(given) == "take an atomic: it is one value");
}

TEST_CASE("choose_a_primitive: several values take a mutex.") {
  answers given;
  given.values = 2;
  CHECK(choose(given) == way::mutex);
  CHECK(advice(given) == "take a mutex: several values have to agree");
}

TEST_CASE("choose_a_primitive: rare changes are published.") {
  answers given;
  given.values = 2;
  given.reads_per_write = 999;
  CHECK(choose(given) == way::mutex);
  given.reads_per_write = 1000;
  CHECK(choose(given) == way::snapshot);
}

TEST_CASE("choose_a_primitive: every way but the constant can be tried.") {
  for (const way each :
       {way::parts, way::messages, way::atomic, way::snapshot, way::mutex})
    CHECK(std::count_if(choices.begin(), choices.end(),
                        [&](const auto& has) { return has.is == each; }) == 1);
}

TEST_CASE("choose_a_primitive: every way counts every visitor.") {
  for (const auto& each : choices) {
    CAPTURE(each.name);
    CHECK(each.count(1, 0) == 0);
    CHECK(each.count(1, 100) == 100);
    CHECK(each.count(4, 2500) == 10000);
  }
}

TEST_CASE(
    "choose_a_primitive: a run that is refused a thread says so and ends.") {
  const auto run = [] { printed(answers{}); };
  CHECK(faults::refuse_threads_everywhere(run) > 0);
}

TEST_CASE("choose_a_primitive: the scenario holds on real threads.") {
  for (int times = 0; times < 20; ++times) choose_a_primitive::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("choose_a_primitive: the same knobs print the same text.") {
  answers given;
  given.values = 2;
  CHECK(printed(given) ==
        "take a mutex: several values have to agree\n"
        "the same count with each of them:\n"
        "  a part for each thread  2000\n"
        "  messages to an owner    2000\n"
        "  an atomic               2000\n"
        "  a published snapshot    2000\n"
        "  a mutex                 2000\n");
}
