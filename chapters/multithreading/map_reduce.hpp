// Compute averages and sums over a large array on all cores.
#pragma once

#include <tbb/blocked_range.h>
#include <tbb/parallel_reduce.h>

#include <array>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <execution>
#include <functional>
#include <iomanip>
#include <numeric>
#include <ostream>
#include <span>
#include <vector>

namespace map_reduce {

// ANCHOR: map_reduce
inline constexpr std::size_t districts = 4;

struct resident {
  std::uint8_t district;  // less than districts
  std::uint8_t age;       // in years
};

struct tally {
  std::int64_t residents = 0;
  std::int64_t years = 0;  // of all of them together

  bool operator==(const tally&) const = default;
};

using tallies = std::array<tally, districts>;

// Adds some residents to what has been counted. The work of one thread.
inline tallies count(std::span<const resident> some, tallies so_far) {
  for (const resident& each : some) {
    tally& its = so_far[each.district];
    ++its.residents;
    its.years += each.age;
  }
  return so_far;
}

// Both together. Whole numbers: in whichever order, the sum is the same.
inline tallies together(tallies some, const tallies& others) {
  for (std::size_t i = 0; i < districts; ++i) {
    some[i].residents += others[i].residents;
    some[i].years += others[i].years;
  }
  return some;
}

// This many elements are counted before another core would wake up.
inline constexpr std::size_t piece = 32'768;
using pieces = tbb::blocked_range<std::size_t>;

inline tallies by_district(std::span<const resident> all) {
  return tbb::parallel_reduce(
      pieces{0, all.size(), piece}, tallies{},
      [&](const pieces& range, const tallies& so_far) {
        return count(all.subspan(range.begin(), range.size()), so_far);
      },
      together);
}
// ANCHOR_END: map_reduce

// ANCHOR: sums
// In an order that is up to the library and to the scheduler: its last digits
// may differ from call to call.
inline double sum_in_any_order(std::span<const double> amounts) {
  return std::reduce(std::execution::par, amounts.begin(), amounts.end());
}

// In an order that depends on the number of amounts alone: the same digits at
// every call, on any number of cores.
inline double sum_in_fixed_order(std::span<const double> amounts) {
  return tbb::parallel_deterministic_reduce(
      pieces{0, amounts.size(), piece}, 0.0,
      [&](const pieces& range, double so_far) {
        const auto some = amounts.subspan(range.begin(), range.size());
        return so_far + std::reduce(some.begin(), some.end());
      },
      std::plus{});
}
// ANCHOR_END: sums

// ANCHOR: run
// The same at every call.
template <typename T, typename Make>
std::vector<T> random_ones(int how_many, Make make) {
  std::vector<T> all;
  unsigned luck = 1;
  for (int i = 0; i < how_many; ++i) {
    luck = luck * 1664525u + 1013904223u;
    all.push_back(make(luck >> 16));
  }
  return all;
}

inline std::vector<resident> town(int residents) {
  return random_ones<resident>(residents, [](unsigned luck) {
    const std::size_t district = luck % districts;
    const std::size_t age = luck / districts % (60 + 10 * district);
    return resident{static_cast<std::uint8_t>(district),
                    static_cast<std::uint8_t>(age)};
  });
}

// What each resident pays in taxes.
inline std::vector<double> taxes(int residents) {
  return random_ones<double>(residents,
                             [](unsigned luck) { return luck / 7.0; });
}

inline void run(std::ostream& out, int residents) {
  out << std::fixed << std::setprecision(2);
  const std::vector<resident> all = town(residents);
  const tallies counted = by_district(all);
  for (std::size_t i = 0; i < districts; ++i) {
    out << "district " << i + 1 << ": ";
    if (counted[i].residents == 0)
      out << "nobody\n";
    else
      out << "average age "
          << static_cast<double>(counted[i].years) /
                 static_cast<double>(counted[i].residents)
          << ", residents " << counted[i].residents << '\n';
  }
  const bool same = counted == count(all, {});
  out << "on one thread: " << (same ? "the same" : "something else") << "\n\n";

  const std::vector<double> paid = taxes(residents);
  const double fixed_order = sum_in_fixed_order(paid);
  out << std::setprecision(9) << "taxes, left to right:   "
      << std::accumulate(paid.begin(), paid.end(), 0.0)
      << "\ntaxes, in fixed order:  " << fixed_order
      << "\nin fixed order, again:  "
      << (sum_in_fixed_order(paid) == fixed_order ? "the same" : "another sum")
      << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two threads of our own count two residents each, and the results are put
// together after the join.
inline void scenario() {
  const std::array<resident, 4> all{{{0, 30}, {1, 50}, {0, 40}, {1, 70}}};
  tallies here{};
  tallies there{};
  {
    const boost::scoped_thread<> helper{
        [&] { there = count(std::span{all}.last(2), {}); }};
    here = count(std::span{all}.first(2), {});
  }
  const tallies both = together(here, there);
  assert((both[0] == tally{2, 70}) &&
         "every resident of the first counts once");
  assert((both[1] == tally{2, 120}) && "and so does every one of the second");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: one_tally
// All threads count in one tally.
inline void one_tally() {
  tally all;
  const auto count_one = [&](int age) {
    ++all.residents;
    all.years += age;
  };
  {
    const boost::scoped_thread<> helper{[&] { count_one(40); }};
    count_one(30);
  }
  assert(all.residents == 2 && all.years == 70 && "everybody counts once");
}
// ANCHOR_END: one_tally

// ANCHOR: as_they_finish
// Each thread adds the sum of its piece as soon as it has it, under a lock.
inline void as_they_finish() {
  boost::mutex mutex;
  double sum = 1e16;  // of the first piece; guarded by mutex
  const auto add = [&](double of_piece) {
    const boost::lock_guard<boost::mutex> lock{mutex};
    sum += of_piece;
  };
  {
    const boost::scoped_thread<> second{[&] { add(-1e16); }};
    const boost::scoped_thread<> third{[&] { add(1.0); }};
  }
  assert(sum == 1.0 && "the pieces are added in their order");
}
// ANCHOR_END: as_they_finish

}  // namespace broken

}  // namespace map_reduce
