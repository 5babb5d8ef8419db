#include "measure/report.hpp"

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "catch.hpp"

using measure::findings, measure::machine;

namespace {

const machine kitchen{"Aga", 2, "g++ 12.2.0", "2026-11-23"};

findings bread(double noise) {
  return {"Bread for two",
          "ns per loaf",
          21,
          {{"an oven", 1000, {1100, 1234, 1300}, {{1, 1, 1}}},
           {"the same once more", 1000, {1, 1230, 9}, {{0.985, 1, noise}}},
           {"a pan with a lid, turned every minute",
            20,
            {1, 12.34, 5},
            {{91.04, 100.2, 110}}},
           {"a campfire in the rain", 20, {1, 2.5, 5}, {{0.012, 0.5, 1.004}}},
           {"a toaster", 20, {0, 0, 0}, {}}}};
}

std::string printed(const findings& found) {
  std::ostringstream out;
  print(out, found);
  return out.str();
}

}  // namespace

TEST_CASE("measure: the heading names the machine, the compiler and the day") {
  std::ostringstream out;
  print_heading(out, kitchen);
  CHECK(out.str().starts_with("Aga, 2 cores, g++ 12.2.0, 2026-11-23\n"));
  CHECK(measure::this_machine().cores > 0);
  CHECK(measure::this_machine().date.size() == 10);
}

TEST_CASE("measure: people get a table") {
  CHECK(printed(bread(1.02)) == R"(
Bread for two (21 rounds)
                                         ns per loaf   times as fast
  an oven                                       1234
  the same once more                            1230    1.00  (0.98 to 1.02)
  a pan with a lid, turned every minute         12.3     100  (91.0 to 110)
  a campfire in the rain                        2.50    0.50  (0.0120 to 1.00)
  a toaster                                        0
)");
}

TEST_CASE("measure: a table says in its own words what a ratio is") {
  findings idle = bread(1.02);
  idle.unit = "% of a core";
  idle.gain = "times less";
  CHECK(printed(idle).find("% of a core   times less\n") != std::string::npos);
  CHECK(printed(idle).find("times as fast") == std::string::npos);
}

TEST_CASE("measure: people are warned when the machine is too noisy to tell") {
  CHECK(printed(bread(1.02)).find("Too noisy") == std::string::npos);
  CHECK(printed(bread(1.3)).find("\n  Too noisy to tell") != std::string::npos);
}

TEST_CASE("measure: programs get everything") {
  std::ostringstream out;
  print_json(out, kitchen, {bread(1.02), bread(1.3)});
  const auto all = nlohmann::json::parse(out.str());
  CHECK(all["processor"] == "Aga");
  CHECK(all["cores"] == 2);
  CHECK(all["compiler"] == "g++ 12.2.0");
  CHECK(all["date"] == "2026-11-23");
  const auto& table = all["tables"][0];
  CHECK(table["title"] == "Bread for two");
  CHECK(table["unit"] == "ns per loaf");
  CHECK(table["gain"] == "times as fast");
  CHECK(table["rounds"] == 21);
  CHECK(table["too_noisy"] == false);
  CHECK(all["tables"][1]["too_noisy"] == true);
  CHECK(table["ways"][2]["name"] == "a pan with a lid, turned every minute");
  CHECK(table["ways"][2]["operations"] == 20);
  CHECK(table["ways"][0]["cost"]["median"] == 1234);
  CHECK(table["ways"][2]["ratio"]["upper"] == 110);
  CHECK(table["ways"][4]["ratio"].is_null());
}
