// A comparison: the same work, done the ways one could.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace measure {

// What doing the work came to.
struct result {
  double cost;  // of one operation, in the table's unit; less is better
  // Of the work: every way of a table gets the same one for the same number of
  // operations, or it did something else.
  std::uint64_t check = 0;
};

// What `operations` operations cost in nanoseconds each, if they took `seconds`
// together.
inline result timed(double seconds, std::int64_t operations,
                    std::uint64_t check) {
  return {seconds * 1e9 / static_cast<double>(operations), check};
}

// One way to do a table's work.
struct way {
  std::string name;
  // Does the work `operations` times, at least once. Called often, from one
  // thread, with numbers that make it take about 30 ms.
  std::function<result(std::int64_t operations)> run;
};

// Ways to do one piece of work, each compared with the first.
struct table {
  std::string title;  // "1 producer, 1 consumer"
  std::string unit;   // what a cost is: "ns per message"
  std::vector<way> ways;
  // What a ratio of the first way's cost to another's says of the other.
  std::string gain = "times as fast";
};

// Measures the tables as the command line asks, prints them on std::cout, and
// returns the exit status:
//   0  done
//   1  the ways of a table do not do the same work, or the machine refuses
//   2  the request makes no sense: one sentence on standard error says why
// Called once, from main, while no other thread exists.
int serve(std::span<char* const> words, const std::vector<table>& tables);

}  // namespace measure
