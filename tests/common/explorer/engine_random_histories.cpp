#include <string>

#include "catch.hpp"
#include "corpus/histories.hpp"
#include "corpus/histories_wrong.hpp"
#include "explorer/random_histories.hpp"

using explorer::check_random_histories;

TEST_CASE("engine: histories of random programs on real threads are accepted") {
  CHECK(check_random_histories<histories::locked_queue>(500, 4, 8) == "");
  CHECK(check_random_histories<histories::relaxed_counter>(500, 4, 8) == "");
  CHECK(check_random_histories<histories::cell>(500, 2, 8) == "");
}

TEST_CASE("engine: a wrong object on real threads is told, with its calls") {
  const std::string wrong =
      check_random_histories<histories_wrong::last_first>(500, 4, 8);
  CHECK(wrong.find("no order of these calls explains") == 0);
  CHECK(wrong.find("thread 4: ") != std::string::npos);
  CHECK(check_random_histories<histories_wrong::one_late>(1, 1, 1) ==
        "no order of these calls explains what they returned:\n"
        "  main: take() = nothing after put(11) = true of thread 1\n"
        "  thread 1: put(11) = true\n"
        "an order that explains the most of them: put(11) = true\n");
}
