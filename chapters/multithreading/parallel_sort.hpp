// Sort a large array on all cores, and keep equal elements in their order.
#pragma once

#include <tbb/parallel_invoke.h>
#include <tbb/parallel_sort.h>

#include <algorithm>
#include <array>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <execution>
#include <iterator>
#include <ostream>
#include <span>
#include <string_view>
#include <vector>

namespace parallel_sort {

// ANCHOR: runner
// Of a marathon, in the order of the start numbers.
struct runner {
  int number;
  int seconds;

  bool operator==(const runner&) const = default;
};

struct faster {
  bool operator()(const runner& one, const runner& other) const {
    return one.seconds < other.seconds;
  }
};
// ANCHOR_END: runner

// ANCHOR: ready_made
// Those with the same time stay in their order.
inline void by_policy(std::span<runner> runners) {
  std::stable_sort(std::execution::par, runners.begin(), runners.end(),
                   faster{});
}

// Not stable, so those with the same time need an order of their own.
inline void by_tbb(std::span<runner> runners) {
  tbb::parallel_sort(runners.begin(), runners.end(),
                     [](const runner& one, const runner& other) {
                       if (one.seconds != other.seconds)
                         return one.seconds < other.seconds;
                       return one.number < other.number;
                     });
}
// ANCHOR_END: ready_made

// ANCHOR: sort
// Does both at the same time, if a core is free, and returns when both are
// done.
struct on_all_cores {
  template <typename One, typename Other>
  void operator()(const One& one, const Other& other) const {
    tbb::parallel_invoke(one, other);
  }
};

// A merge sort whose halves are sorted, and whose merges are split, by `Both`.
// It is stable.
template <typename T, typename Before, typename Both>
class merge_sort {
 public:
  // Parts of `piece` elements or fewer, at least two, are left to one thread.
  merge_sort(std::size_t piece, Before before, Both both)
      : piece_{piece}, before_{before}, both_{both} {
    assert(piece >= 2 && "a merge of two elements cannot be split");
  }

  // Sorts `all`, where the result stands in the end, or else in `spare`, which
  // is as large.
  void sort(std::span<T> all, std::span<T> spare, bool into_spare) const {
    if (all.size() <= piece_) {
      std::stable_sort(all.begin(), all.end(), before_);
      if (into_spare) std::copy(all.begin(), all.end(), spare.begin());
      return;
    }
    const std::size_t half = all.size() / 2;
    both_([&] { sort(all.first(half), spare.first(half), !into_spare); },
          [&] { sort(all.subspan(half), spare.subspan(half), !into_spare); });
    const auto sorted = into_spare ? all : spare;
    merge(sorted.first(half), sorted.subspan(half), into_spare ? spare : all);
  }

 private:
  // Of two equal elements, the one in `first` goes first. The larger span is
  // cut in the middle, the other where the middle element would stand.
  void merge(std::span<T> first, std::span<T> second, std::span<T> to) const {
    if (to.size() <= piece_) {
      std::merge(first.begin(), first.end(), second.begin(), second.end(),
                 to.begin(), before_);
      return;
    }
    std::size_t of_first = first.size() / 2;
    std::size_t of_second = second.size() / 2;
    if (first.size() < second.size())
      of_first = std::upper_bound(first.begin(), first.end(), second[of_second],
                                  before_) -
                 first.begin();
    else
      of_second = std::lower_bound(second.begin(), second.end(),
                                   first[of_first], before_) -
                  second.begin();
    const std::size_t cut = of_first + of_second;
    both_(
        [&] {
          merge(first.first(of_first), second.first(of_second), to.first(cut));
        },
        [&] {
          merge(first.subspan(of_first), second.subspan(of_second),
                to.subspan(cut));
        });
  }

  const std::size_t piece_;
  const Before before_;
  const Both both_;
};

// This many elements are sorted before another core would wake up.
inline constexpr std::size_t piece = 4096;

// Stable. T has a default constructor. If there is no memory for a second
// array, throws std::bad_alloc and leaves `all` as it is.
template <typename T, typename Before>
void sort(std::span<T> all, Before before) {
  std::vector<T> spare(all.size() <= piece ? 0 : all.size());
  merge_sort<T, Before, on_all_cores>{piece, before, {}}.sort(all, spare,
                                                              false);
}
// ANCHOR_END: sort

// ANCHOR: run
// A marathon, the same at every call: some runners arrive in the same second.
inline std::vector<runner> marathon(int runners) {
  std::vector<runner> all;
  unsigned luck = 1;
  for (int number = 1; number <= runners; ++number) {
    luck = luck * 1664525u + 1013904223u;
    all.push_back({number, 8000 + static_cast<int>(luck >> 16) % 12'000});
  }
  return all;
}

inline void run(std::ostream& out, int runners) {
  const std::vector<runner> started = marathon(runners);
  std::vector<runner> expected = started;
  std::stable_sort(expected.begin(), expected.end(), faster{});

  const auto report = [&](std::string_view way, auto sort_them) {
    std::vector<runner> arrived = started;
    sort_them(std::span{arrived});
    out << way << (arrived == expected ? "the same" : "another") << " list\n";
  };
  report("std::stable_sort(par): ", by_policy);
  report("tbb::parallel_sort:    ", by_tbb);
  report("our sort:              ",
         [](std::span<runner> all) { sort(all, faster{}); });
  const runner& winner = expected.front();
  out << "winner: number " << winner.number << ", " << winner.seconds
      << " seconds\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// Does both at the same time, in any case.
struct on_two_threads {
  template <typename One, typename Other>
  void operator()(const One& one, const Other& other) const {
    const boost::scoped_thread<> helper{[&] { one(); }};
    other();
  }
};

// Four runners, two of them with the same time, in parts of two: threads of our
// own sort and merge them.
inline void scenario() {
  std::array<runner, 4> all{{{1, 9000}, {2, 8500}, {3, 9000}, {4, 8000}}};
  std::array<runner, 4> spare{};
  const merge_sort<runner, faster, on_two_threads> sorter{2, {}, {}};
  sorter.sort(all, spare, false);
  const std::array<runner, 4> expected{
      {{4, 8000}, {2, 8500}, {1, 9000}, {3, 9000}}};
  const bool sorted = all == expected;
  assert(sorted && "runners are in order, equal ones in their old order");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: time_corrected_meanwhile
// The list is sorted while a referee corrects a time in it.
inline void time_corrected_meanwhile() {
  int seconds[] = {9000, 8500};
  {
    const boost::scoped_thread<> referee{[&] { seconds[0] = 8400; }};
    std::sort(std::begin(seconds), std::end(seconds));
  }
  assert(seconds[0] <= seconds[1] && "the seconds are in order");
}
// ANCHOR_END: time_corrected_meanwhile

// ANCHOR: counts_comparisons
// Every thread that sorts calls the comparison, and this one is more than a
// comparison.
inline void counts_comparisons() {
  int seconds[] = {9000, 8500, 9100, 8000};
  int comparisons = 0;
  const auto counted = [&](int one, int other) {
    ++comparisons;
    return one < other;
  };
  on_two_threads{}([&] { std::sort(seconds, seconds + 2, counted); },
                   [&] { std::sort(seconds + 2, seconds + 4, counted); });
  assert(comparisons >= 2 && "each half takes a comparison");
}
// ANCHOR_END: counts_comparisons

}  // namespace broken

}  // namespace parallel_sort
