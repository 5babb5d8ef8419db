#include "front_desk/separate_process.hpp"

#include <csignal>

#include "catch.hpp"

using front_desk::in_separate_process;

TEST_CASE("front_desk: a separate process hands back its exit status") {
  CHECK(in_separate_process([] { return 0; }) == 0);
  CHECK(in_separate_process([] { return 7; }) == 7);
}

TEST_CASE("front_desk: a crash in a separate process is a number here") {
  CHECK(in_separate_process([] { return std::raise(SIGKILL); }) ==
        128 + SIGKILL);
  CHECK(in_separate_process([] { return std::raise(SIGINT); }) == 128 + SIGINT);
}

TEST_CASE("front_desk: an interrupt is ours again when the process is done") {
  const auto before = std::signal(SIGINT, SIG_DFL);
  in_separate_process([] { return 0; });
  CHECK(std::signal(SIGINT, before) == SIG_DFL);
}
