// Start threads, give each its share of the work, and wait for their results.
#pragma once

#include <algorithm>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <ostream>
#include <span>
#include <stdexcept>
#include <thread>
#include <vector>

namespace spawn_and_join {

using readings = std::vector<int>;  // degrees Celsius, one for each day

// At least one reading.
inline int warmest(std::span<const int> days) {
  return *std::ranges::max_element(days);
}

// ANCHOR: technique
// The warmest reading of each station. Every station has a thread of its own,
// and every thread writes to a place of its own. Returns when all are done. If
// a thread cannot start, waits for the others and throws
// boost::thread_resource_error.
inline std::vector<int> warmest_of_each(const std::vector<readings>& stations) {
  std::vector<int> results(stations.size());
  {
    std::vector<boost::scoped_thread<>> threads;
    for (std::size_t i = 0; i < stations.size(); ++i)
      threads.emplace_back([&, i] { results[i] = warmest(stations[i]); });
  }  // joins every thread: from here on the results are ours to read
  return results;
}
// ANCHOR_END: technique

// ANCHOR: by_hand
// A thread takes the first half while the caller takes the second.
inline int joined_by_hand(std::span<const int> days) {
  const auto half = days.size() / 2;
  int of_first = 0;
  std::thread helper{[&] { of_first = warmest(days.first(half)); }};
  const int of_second = warmest(days.subspan(half));  // must not throw
  helper.join();
  return std::max(of_first, of_second);
}
// ANCHOR_END: by_hand

// ANCHOR: by_scope
// The same with a thread that joins in its destructor: std::jthread or
// boost::scoped_thread<>.
template <typename Thread>
int joined_by_scope(std::span<const int> days) {
  const auto half = days.size() / 2;
  int of_first = 0;
  int of_second = 0;
  {
    const Thread helper{[&] { of_first = warmest(days.first(half)); }};
    of_second = warmest(days.subspan(half));
  }
  return std::max(of_first, of_second);
}
// ANCHOR_END: by_scope

// ANCHOR: run
// A year of weather, the same at every call. Some stations stand higher.
inline readings measured(int station, int days) {
  const int height = station * 5 % 13;
  unsigned weather = static_cast<unsigned>(station);
  readings degrees;
  for (int day = 0; day < days; ++day) {
    weather = weather * 1664525u + 1013904223u;
    const int summer = std::min(day % 365, 365 - day % 365) / 8;
    degrees.push_back(summer - height + static_cast<int>(weather >> 28));
  }
  return degrees;
}

inline void run(std::ostream& out, int stations, int days) {
  std::vector<readings> year;
  for (int station = 1; station <= stations; ++station)
    year.push_back(measured(station, days));

  int station = 0;
  for (const int degrees : warmest_of_each(year))
    out << "station " << ++station << ": up to " << degrees << " degrees\n";

  out << "station 1 in two halves:\n"
      << "  std::thread, joined by hand: " << joined_by_hand(year[0]) << '\n'
      << "  std::jthread: " << joined_by_scope<std::jthread>(year[0]) << '\n'
      << "  boost::scoped_thread: "
      << joined_by_scope<boost::scoped_thread<>>(year[0]) << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two threads beside the caller: nobody reads a result before it is written.
inline void scenario() {
  const std::vector<int> results = warmest_of_each({{3, 21}, {17, 5}});
  assert(results[0] == 21 && "the first station has its own result");
  assert(results[1] == 17 && "the second station has its own result");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: return_before_join
// `return` copies the result, and only then does the scope end and join.
inline int warmest_of_both(const readings& first, const readings& second) {
  int of_first = 0;
  const boost::scoped_thread<> helper{[&] { of_first = warmest(first); }};
  const int of_second = warmest(second);
  return std::max(of_first, of_second);
}

inline void return_before_join() {
  const int warmest_of_all = warmest_of_both({3, 21}, {17, 5});
  assert(warmest_of_all == 21 && "the helper's result counts");
}
// ANCHOR_END: return_before_join

// ANCHOR: throw_before_join
// The second station sent no readings: the exception passes by the join.
inline int warmest_of_complete(const readings& first, const readings& second) {
  int of_first = 0;
  std::thread helper{[&] { of_first = warmest(first); }};
  if (second.empty()) throw std::invalid_argument{"a station is silent"};
  const int of_second = warmest(second);
  helper.join();
  return std::max(of_first, of_second);
}

inline void throw_before_join() {
  try {
    warmest_of_complete({3, 21}, {});
  } catch (const std::invalid_argument&) {
    // Nobody gets here: the helper's destructor has ended the program.
  }
}
// ANCHOR_END: throw_before_join

}  // namespace broken

}  // namespace spawn_and_join
