#include "multithreading/thread_arguments.hpp"

#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>

#include "catch.hpp"
#include "no_more_threads.hpp"

using namespace thread_arguments;

namespace {

finding found_by(std::jthread (*start)(letter&, finding&), letter& mine) {
  finding found;
  start(mine, found).join();
  return found;
}

std::string printed(int pages) {
  std::ostringstream out;
  run(out, pages);
  return out.str();
}

}  // namespace

TEST_CASE("thread_arguments: a copy is made once, and is the thread's own.") {
  for (const auto way : {copied, copied_in}) {
    letter mine{3};
    const finding found = found_by(way, mine);
    CHECK(found.copies == 1);
    CHECK(found.pages == 3);
    CHECK(found.where != &mine);
    CHECK(mine.pages() == 3);
  }
}

TEST_CASE("thread_arguments: what is moved is the thread's, without a copy.") {
  for (const auto way : {moved, moved_in}) {
    letter mine{3};
    const finding found = found_by(way, mine);
    CHECK(found.copies == 0);
    CHECK(found.pages == 3);
    CHECK(found.where != &mine);
    CHECK(mine.pages() == 0);
  }
}

TEST_CASE("thread_arguments: what is borrowed is the caller's.") {
  for (const auto way : {borrowed, borrowed_in}) {
    letter mine{3};
    const finding found = found_by(way, mine);
    CHECK(found.copies == 0);
    CHECK(found.where == &mine);
    CHECK(mine.pages() == 3);
  }
}

TEST_CASE("thread_arguments: copies are made before the thread starts.") {
  for (int round = 0; round < 100; ++round) {
    auto mine = std::make_unique<letter>(3);
    finding found;
    {
      const std::jthread reader = copied(*mine, found);
      mine.reset();
    }
    REQUIRE(found.pages == 3);
  }
}

TEST_CASE("thread_arguments: what cannot be copied can be moved in.") {
  auto mine = std::make_unique<int>(7);
  int seen = 0;
  std::jthread{[&seen](std::unique_ptr<int> own) { seen = *own; },
               std::move(mine)}
      .join();
  CHECK(seen == 7);
  CHECK(mine == nullptr);
}

TEST_CASE("thread_arguments: a thread hands on its own copy, as it moves.") {
  // What the constructor asks for: a function that takes a reference to an int
  // cannot be called with the thread's own int.
  CHECK_FALSE(std::is_invocable_v<void (*)(int&), std::decay_t<int&>>);
  CHECK(std::is_invocable_v<void (*)(int&), std::reference_wrapper<int>>);
  CHECK(std::is_invocable_v<void (*)(const int&), std::decay_t<int&>>);
}

TEST_CASE(
    "thread_arguments: what moves to a thread that cannot start is lost.") {
  const no_more_threads none;
  letter mine{3};
  finding found;
  CHECK_THROWS_AS(moved(mine, found), std::system_error);
  CHECK(mine.pages() == 0);
  letter other{3};
  CHECK_THROWS_AS(copied(other, found), std::system_error);
  CHECK(other.pages() == 3);
}

TEST_CASE(
    "thread_arguments: a run that is refused a thread says so and ends.") {
  const no_more_threads none;
  CHECK_THROWS_AS(printed(2), std::system_error);
}

TEST_CASE("thread_arguments: std::bind hands the thread a copy.") {
  int stamps = 5;
  std::jthread{std::bind(broken::use_stamp, stamps)}.join();
  CHECK(stamps == 5);
  std::jthread{broken::use_stamp, std::ref(stamps)}.join();
  CHECK(stamps == 4);
}

TEST_CASE("thread_arguments: the scenario holds on real threads.") {
  for (int round = 0; round < 100; ++round) scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("thread_arguments: the same knobs print the same text.") {
  CHECK(printed(2) ==
        "given as                   the thread sees  copies  pages   you keep\n"
        "letter                     one of its own   1       2       2 pages\n"
        "std::move(letter)          one of its own   0       2       0 pages\n"
        "std::cref(letter)          your letter      0       2       2 pages\n"
        "[letter]                   one of its own   1       2       2 pages\n"
        "[own = std::move(letter)]  one of its own   0       2       0 pages\n"
        "[&letter]                  your letter      0       2       2 "
        "pages\n");
}
