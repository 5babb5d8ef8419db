// Does the work of a table again and again, and finds out what each way costs.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "measure/measure.hpp"

namespace measure {

// What a table compares is not the same work, or none: one sentence says so.
struct bad_table : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Half of all values lie between `lower` and `upper`.
struct quartiles {
  double lower;
  double median;
  double upper;
};

// Of at least one value; between two values, in proportion.
quartiles quartiles_of(std::vector<double> values);

// How many times less than `first` did `other` cost? Of the ratios of each
// round. Nothing if something cost nothing.
std::optional<quartiles> ratio(const std::vector<double>& first,
                               const std::vector<double>& other);

// How many operations, at least one, take about `wanted` seconds? Asks
// `seconds_of` how long some number of them takes. 0 if that is no time at all.
std::int64_t operations_in(
    double wanted, const std::function<double(std::int64_t)>& seconds_of);

struct row {
  std::string name;
  std::int64_t operations;  // in each round
  quartiles cost;
  std::optional<quartiles> ratio;  // to the first row
};

struct findings {
  std::string title;
  std::string unit;
  int rounds;
  std::vector<row> rows;  // the first way, itself once more, the other ways
  std::string gain = table{}.gain;
};

struct effort {
  int rounds = 21;
  double seconds = 3600;        // no round begins later than that
  double round_seconds = 0.03;  // of each way in each round
};

// Does the table's work in `rounds` rounds, at least one, in each of which
// every way works once, in an order drawn anew. The first way works twice: what
// it gains over itself is noise. Throws bad_table if the checks differ, or a
// way takes no time.
findings compare(const table& asked, const effort& spent);

// Can this table tell anything? No, if the first way, compared with itself, was
// faster or slower by more than a quarter in a quarter of the rounds.
bool too_noisy(const findings& found);

}  // namespace measure
