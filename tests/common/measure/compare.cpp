#include "measure/compare.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "measure/together.hpp"

using measure::effort, measure::findings, measure::result, measure::table,
    measure::way;

namespace {

effort rounds(int number) { return {number, 3600, 0.0001}; }

void work_for(std::int64_t microseconds) {
  const double wanted = 1e-6 * static_cast<double>(microseconds);
  measure::seconds([&] {
    for (double worked = 0; worked < wanted;) worked += measure::seconds([] {});
  });
}

// Ways that bake so many loaves, at a price.
way baking(std::string name, double cost, std::int64_t slowness = 1) {
  return {std::move(name), [=](std::int64_t loaves) {
            work_for(loaves * slowness);
            return result{cost, static_cast<std::uint64_t>(loaves)};
          }};
}

std::string complaint(const table& asked) {
  try {
    compare(asked, rounds(1));
    return "";
  } catch (const measure::bad_table& problem) {
    return problem.what();
  }
}

findings with_itself(double lower, double upper) {
  const measure::row first{"oven", 1, {1, 1, 1}, {{1, 1, 1}}};
  const measure::row itself{"oven", 1, {1, 1, 1}, {{lower, 1, upper}}};
  return {"bread", "ns", 9, {first, itself}};
}

}  // namespace

TEST_CASE("measure: quartiles lie between the values, in proportion") {
  const auto of_five = measure::quartiles_of({5, 1, 4, 2, 3});
  CHECK(of_five.lower == 2);
  CHECK(of_five.median == 3);
  CHECK(of_five.upper == 4);
  const auto of_two = measure::quartiles_of({2, 1});
  CHECK(of_two.lower == 1.25);
  CHECK(of_two.median == 1.5);
  CHECK(of_two.upper == 1.75);
  CHECK(measure::quartiles_of({7}).upper == 7);
}

TEST_CASE("measure: a ratio is the median of the rounds' ratios") {
  const auto found = measure::ratio({2, 4, 6}, {1, 1, 6});
  REQUIRE(found);
  CHECK(found->lower == 1.5);
  CHECK(found->median == 2);
  CHECK(found->upper == 3);
}

TEST_CASE("measure: what cost nothing has no ratio") {
  CHECK_FALSE(measure::ratio({1, 1}, {1, 0}));
  CHECK_FALSE(measure::ratio({0, 1}, {1, 1}));
}

TEST_CASE("measure: as many operations are done as fill a round") {
  const auto with_start = [](double start, double each) {
    return measure::operations_in(0.03, [=](std::int64_t operations) {
      return start + each * static_cast<double>(operations);
    });
  };
  CHECK(with_start(0, 1e-6) == 30'000);
  CHECK(with_start(0, 1e-8) == 3'000'000);
  CHECK(with_start(0, 0.02) == 2);
  CHECK(with_start(0, 1) == 1);
  // Starting the threads takes a while as well.
  CHECK(with_start(0.001, 1e-6) > 28'000);
  CHECK(with_start(0.001, 1e-6) < 30'000);
}

TEST_CASE("measure: being held up once does not make a round shorter") {
  int calls = 0;
  const auto held_up_once = [&](std::int64_t operations) {
    return (++calls == 3 ? 1 : 0) + 1e-6 * static_cast<double>(operations);
  };
  CHECK(measure::operations_in(0.03, held_up_once) == 30'000);
}

TEST_CASE("measure: what takes no time is not measured") {
  CHECK(measure::operations_in(0.03, [](auto) { return 0.0; }) == 0);
  CHECK(complaint({"bread", "ns", {{"air", [](auto) { return result{1}; }}}}) ==
        "bread: 'air' takes no time. Has the compiler left the work out?");
}

TEST_CASE("measure: each way is compared with the first, which comes twice") {
  const findings found = compare({"bread",
                                  "g of wood",
                                  {baking("oven", 6), baking("fire", 3)},
                                  "times less"},
                                 rounds(3));
  CHECK(found.title == "bread");
  CHECK(found.unit == "g of wood");
  CHECK(found.gain == "times less");
  CHECK(found.rounds == 3);
  REQUIRE(found.rows.size() == 3);
  CHECK(found.rows[0].name == "oven");
  CHECK(found.rows[0].cost.median == 6);
  CHECK(found.rows[1].name == "the same once more");
  CHECK(found.rows[1].ratio->median == 1);
  CHECK(found.rows[2].name == "fire");
  CHECK(found.rows[2].cost.median == 3);
  CHECK(found.rows[2].ratio->median == 2);
}

TEST_CASE("measure: the ways must do the same work, however slow they are") {
  CHECK(complaint({"bread", "ns", {baking("oven", 1), baking("fire", 1, 9)}}) ==
        "");
  const way thief{"thief", [](std::int64_t loaves) {
                    work_for(loaves);
                    return result{1, static_cast<std::uint64_t>(loaves - 1)};
                  }};
  CHECK(complaint({"bread", "ns", {baking("oven", 1), thief}}) ==
        "bread: 'thief' does not do the same work as 'oven'.");
}

TEST_CASE("measure: every round does each way once, in an order of its own") {
  std::vector<char> calls;
  const auto noting = [&](char name) {
    return way{{name}, [&calls, name](std::int64_t loaves) {
                 calls.push_back(name);
                 work_for(loaves);
                 return result{1};
               }};
  };
  constexpr int many = 20;
  compare({"bread", "ns", {noting('a'), noting('b'), noting('c')}},
          rounds(many));
  std::set<std::string> orders;
  for (auto round = calls.end() - 4 * many; round != calls.end(); round += 4) {
    std::string order{round, round + 4};
    orders.insert(order);
    std::ranges::sort(order);
    CHECK(order == "aabc");
  }
  CHECK(orders.size() > 4);
}

TEST_CASE("measure: no round begins when the time is over, but one does") {
  const effort none{1000, 0, 0.0001};
  CHECK(compare({"bread", "ns", {baking("oven", 1)}}, none).rounds == 1);
}

TEST_CASE("measure: a first way that differs from itself is too noisy") {
  CHECK_FALSE(too_noisy(with_itself(0.81, 1.24)));
  CHECK(too_noisy(with_itself(0.79, 1.1)));
  CHECK(too_noisy(with_itself(0.9, 1.26)));
}
