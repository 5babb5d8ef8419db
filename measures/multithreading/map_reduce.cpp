#include "multithreading/map_reduce.hpp"

#include <cmath>
#include <cstdint>
#include <execution>
#include <functional>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "measure/measure.hpp"
#include "measure/together.hpp"

namespace {

using namespace map_reduce;

using residents = std::span<const resident>;
using amounts = std::span<const double>;

std::uint64_t years_in(const tallies& counted) {
  std::uint64_t years = 0;
  for (const tally& each : counted) years += each.years;
  return years;
}

// Has `compute` compute something of `all` again and again.
template <typename T>
measure::way computing(
    std::string name, std::vector<T> all,
    std::function<std::uint64_t(std::span<const T>)> compute) {
  return {std::move(name), [=](std::int64_t times) {
            std::uint64_t sum = 0;
            const double seconds = measure::seconds([&] {
              for (std::int64_t i = 0; i < times; ++i) {
                measure::keep(all);
                sum += compute(all);
              }
            });
            return measure::timed(seconds * 1e-3, times, sum);
          }};
}

// The policy's way needs a whole table for each resident.
tallies by_policy(residents all) {
  return std::transform_reduce(std::execution::par, all.begin(), all.end(),
                               tallies{}, together, [](const resident& each) {
                                 return count({&each, 1}, {});
                               });
}

measure::table averages(std::string title, int size) {
  const std::vector<resident> all = town(size);
  return {std::move(title),
          "us for all",
          {computing<resident>(
               "one thread", all,
               [](residents some) { return years_in(count(some, {})); }),
           computing<resident>(
               "map_reduce::by_district", all,
               [](residents some) { return years_in(by_district(some)); }),
           computing<resident>(
               "std::transform_reduce(par)", all,
               [](residents some) { return years_in(by_policy(some)); })}};
}

measure::table sums(std::string title, int size) {
  const std::vector<double> all = taxes(size);
  // Sums in another order differ in their last digits.
  const auto whole = [](double sum) {
    return static_cast<std::uint64_t>(std::llround(sum));
  };
  return {
      std::move(title),
      "us for all",
      {computing<double>("std::reduce", all,
                         [=](amounts some) {
                           return whole(std::reduce(some.begin(), some.end()));
                         }),
       computing<double>(
           "map_reduce::sum_in_fixed_order", all,
           [=](amounts some) { return whole(sum_in_fixed_order(some)); }),
       computing<double>(
           "std::reduce(par)", all,
           [=](amounts some) { return whole(sum_in_any_order(some)); }),
       computing<double>("std::accumulate, one thread", all, [=](amounts some) {
         return whole(std::accumulate(some.begin(), some.end(), 0.0));
       })}};
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve({argv + 1, argv + argc},
                        {averages("Average ages of 10 000", 10'000),
                         averages("Average ages of 100 000", 100'000),
                         averages("Average ages of 1 000 000", 1'000'000),
                         sums("Sum of 10 000 doubles", 10'000),
                         sums("Sum of 100 000 doubles", 100'000),
                         sums("Sum of 1 000 000 doubles", 1'000'000),
                         sums("Sum of 3 000 000 doubles", 3'000'000)});
}
