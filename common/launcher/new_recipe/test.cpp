#include "chapter_name/recipe_name.hpp"

#include <boost/thread/scoped_thread.hpp>
#include <sstream>
#include <vector>

#include "catch.hpp"

// Fill in tests: the contract on one thread, then with threads, then shutdown
// and failure, then stress. Worker threads record, the main thread asserts.

TEST_CASE("recipe_name: what comes in is counted.") {
  recipe_name::tally inside;
  CHECK(inside.total() == 0);
  inside.add();
  CHECK(inside.total() == 1);
}

TEST_CASE("recipe_name: no visitor is lost among threads.") {
  constexpr int doors = 4, visitors = 1000;
  recipe_name::tally inside;
  {
    std::vector<boost::scoped_thread<>> opened;
    for (int door = 0; door < doors; ++door)
      opened.emplace_back([&] {
        for (int i = 0; i < visitors; ++i) inside.add();
      });
  }
  CHECK(inside.total() == doors * visitors);
}

TEST_CASE("recipe_name: the demonstration counts both doors.") {
  std::ostringstream out;
  recipe_name::run(out, 3);
  CHECK(out.str() == "6 visitors are inside\n");
}

TEST_CASE("recipe_name: the scenario holds.") { recipe_name::scenario(); }
