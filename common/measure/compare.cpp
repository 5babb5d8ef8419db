#include "measure/compare.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <random>

#include "measure/together.hpp"

namespace measure {
namespace {

// One way at work, and what it has cost so far, round by round.
struct worker {
  std::string name;
  const way& how;
  std::int64_t operations;
  std::vector<double> costs;
};

void check_that_all_do_the_same(const std::vector<worker>& workers,
                                const std::string& title) {
  const auto operations =
      std::ranges::min_element(workers, {}, &worker::operations)->operations;
  const auto check = [&](const worker& each) {
    return each.how.run(operations).check;
  };
  const std::uint64_t expected = check(workers.front());
  for (const worker& each : workers) {
    if (check(each) == expected) continue;
    throw bad_table{title + ": '" + each.name +
                    "' does not do the same work as '" + workers.front().name +
                    "'."};
  }
}

}  // namespace

quartiles quartiles_of(std::vector<double> values) {
  std::ranges::sort(values);
  const auto at = [&](double part) {
    const double position = part * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const auto above = std::min(below + 1, values.size() - 1);
    return std::lerp(values[below], values[above],
                     position - static_cast<double>(below));
  };
  return {at(0.25), at(0.5), at(0.75)};
}

std::optional<quartiles> ratio(const std::vector<double>& first,
                               const std::vector<double>& other) {
  std::vector<double> ratios;
  for (std::size_t round = 0; round < first.size(); ++round) {
    if (first[round] <= 0 || other[round] <= 0) return std::nullopt;
    ratios.push_back(first[round] / other[round]);
  }
  return quartiles_of(std::move(ratios));
}

std::int64_t operations_in(
    double wanted, const std::function<double(std::int64_t)>& seconds_of) {
  constexpr double most = 1e12;
  for (double operations = 1; operations < most;) {
    // To start threads takes its share, so large steps are not to be believed.
    double factor = 0;
    // Nor is what ends the search: something else may have had the core.
    for (int attempt = 0; attempt < 3 && factor < 2; ++attempt) {
      const double took = seconds_of(static_cast<std::int64_t>(operations));
      factor = std::clamp(wanted / std::max(took, 1e-9), factor, 8.0);
    }
    if (factor < 2)
      return std::max<std::int64_t>(1, std::llround(operations * factor));
    operations = std::ceil(operations * factor);
  }
  return 0;
}

findings compare(const table& asked, const effort& spent) {
  std::vector<worker> workers;
  for (const way& each : asked.ways) {
    const auto seconds_of = [&](std::int64_t operations) {
      return seconds([&] { each.run(operations); });
    };
    const auto operations = operations_in(spent.round_seconds, seconds_of);
    if (operations == 0) {
      throw bad_table{asked.title + ": '" + each.name +
                      "' takes no time. Has the compiler left the work out?"};
    }
    workers.push_back({each.name, each, operations, {}});
    if (workers.size() == 1) {
      workers.push_back(workers.front());
      workers.back().name = "the same once more";
    }
  }
  check_that_all_do_the_same(workers, asked.title);

  std::vector<std::size_t> order(workers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::mt19937 draw;
  int rounds = 0;
  double used = 0;
  while (rounds == 0 || (rounds < spent.rounds && used < spent.seconds)) {
    std::ranges::shuffle(order, draw);
    used += seconds([&] {
      for (const std::size_t i : order)
        workers[i].costs.push_back(
            workers[i].how.run(workers[i].operations).cost);
    });
    ++rounds;
  }

  findings found{asked.title, asked.unit, rounds, {}, asked.gain};
  for (const worker& each : workers)
    found.rows.push_back({each.name, each.operations, quartiles_of(each.costs),
                          ratio(workers.front().costs, each.costs)});
  return found;
}

bool too_noisy(const findings& found) {
  constexpr double tolerance = 1.25;
  const std::optional<quartiles>& itself = found.rows[1].ratio;
  return itself && (itself->upper > tolerance || itself->lower < 1 / tolerance);
}

}  // namespace measure
