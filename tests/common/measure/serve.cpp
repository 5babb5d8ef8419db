#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "measure/measure.hpp"
#include "measure/together.hpp"

using measure::result;

namespace {

struct answer {
  int status;
  std::string out;
  std::string error;
};

// What a reader gets who types these words.
answer ask(std::vector<std::string> words, std::uint64_t check_of_fire = 1) {
  const auto baking = [](std::uint64_t check) {
    return [check](std::int64_t loaves) {
      const double took = measure::seconds([&] {
        for (std::int64_t i = 0; i < loaves; ++i) measure::keep(i);
      });
      return measure::timed(took, loaves, check);
    };
  };
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  std::ostringstream out, error;
  auto* const cout = std::cout.rdbuf(out.rdbuf());
  auto* const cerr = std::cerr.rdbuf(error.rdbuf());
  const int status = measure::serve(
      arguments, {{"bread", "ns per loaf", {{"oven", baking(1)}}},
                  {"cake",
                   "ns per cake",
                   {{"oven", baking(1)}, {"fire", baking(check_of_fire)}}}});
  std::cout.rdbuf(cout);
  std::cerr.rdbuf(cerr);
  return {status, out.str(), error.str()};
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("measure: every table is measured, as often as asked") {
  const answer got = ask({"rounds=2"});
  CHECK(got.status == 0);
  CHECK(got.error == "");
  CHECK(says(got.out, " core"));
  CHECK(says(got.out, "\nbread (2 rounds)\n"));
  CHECK(says(got.out, "\ncake (2 rounds)\n"));
  CHECK(says(got.out, "\n  fire "));
}

TEST_CASE("measure: --json stands anywhere and prints nothing else") {
  const answer got = ask({"--json", "rounds=1"});
  CHECK(got.status == 0);
  CHECK(got.out.starts_with("{\n"));
  CHECK(got.out.ends_with("\n}\n"));
}

TEST_CASE("measure: a request that makes no sense is explained") {
  CHECK(ask({"rounds=0"}).status == 2);
  CHECK(says(ask({"rounds=0"}).error, "takes a whole number from 1 to 1000"));
  CHECK(says(ask({"second=4"}).error, "Did you mean 'seconds'?"));
  CHECK(says(ask({"rounds"}).error, "rounds=VALUE"));
  CHECK(ask({"rounds"}).out == "");
}

TEST_CASE("measure: ways that do not do the same work are reported") {
  const answer got = ask({"rounds=1"}, 2);
  CHECK(got.status == 1);
  CHECK(says(got.error, "'fire' does not do the same work as 'oven'."));
}

TEST_CASE("measure: a cost is that of one operation") {
  CHECK(measure::timed(0.5, 1000, 7).cost == 500'000);
  CHECK(measure::timed(0.5, 1000, 7).check == 7);
}
