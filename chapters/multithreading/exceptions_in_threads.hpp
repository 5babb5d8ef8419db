// Carry an exception from the thread that meets it to the one that waits.
#pragma once

#include <algorithm>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <deque>
#include <exception>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace exceptions_in_threads {

// ANCHOR: worker
// A thread whose work may throw. One thread uses the object.
class worker {
 public:
  template <typename Work>
  explicit worker(Work work)
      : thread_{[this, own = std::move(work)]() mutable {
          try {
            own();
          } catch (...) {
            failure_ = std::current_exception();
          }
        }} {}

  // Waits for the end of the work. Drops what it threw, unless join() asked.
  ~worker() = default;

  worker(const worker&) = delete;
  worker& operator=(const worker&) = delete;

  // Waits for the end of the work, and throws what it threw. Call it once.
  void join() {
    thread_.join();
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  }

 private:
  std::exception_ptr failure_;  // the thread's until the join, then yours
  boost::scoped_thread<> thread_;
};
// ANCHOR_END: worker

// ANCHOR: outcomes
// Calls work(0), work(1) and so on, each in a thread of its own. Returns when
// all have ended: null for each that did its work, else what it threw.
template <typename Work>
std::vector<std::exception_ptr> outcomes(std::size_t count, Work work) {
  std::vector<std::exception_ptr> failures(count);
  {
    std::deque<worker> workers;
    for (std::size_t i = 0; i < count; ++i)
      workers.emplace_back([&work, i] { work(i); });
    for (std::size_t i = 0; i < count; ++i) {
      try {
        workers[i].join();
      } catch (...) {
        failures[i] = std::current_exception();
      }
    }
  }
  return failures;
}
// ANCHOR_END: outcomes

// ANCHOR: told
// What went wrong, from the outermost to the innermost exception. A function
// that catches, adds what it knows and calls std::throw_with_nested makes one
// exception more.
inline std::string told(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    const auto* nested = dynamic_cast<const std::nested_exception*>(&error);
    if (!nested || !nested->nested_ptr()) return error.what();
    return error.what() + (": " + told(nested->nested_ptr()));
  } catch (...) {
    return "something that is no std::exception";
  }
}
// ANCHOR_END: told

// ANCHOR: run
// Some stations have a flat battery.
inline int measured(int station, int failing) {
  if (station <= failing) throw std::runtime_error{"the battery is flat"};
  return 10 + station;
}

inline int measured_and_named(int station, int failing) {
  try {
    return measured(station, failing);
  } catch (...) {
    std::throw_with_nested(
        std::runtime_error{"station " + std::to_string(station)});
  }
}

inline void run(std::ostream& out, int stations, int failing) {
  const auto count = static_cast<std::size_t>(stations);
  std::vector<int> degrees(count);
  const auto failures = outcomes(count, [&](std::size_t i) {
    degrees[i] = measured_and_named(static_cast<int>(i) + 1, failing);
  });
  for (std::size_t i = 0; i < count; ++i) {
    if (failures[i]) {
      out << told(failures[i]) << '\n';
    } else {
      out << "station " << i + 1 << ": " << degrees[i] << " degrees\n";
    }
  }
  const auto silent = count - static_cast<std::size_t>(std::ranges::count(
                                  failures, std::exception_ptr{}));
  out << silent << " of " << stations << " failed\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// One of two fails. The failure arrives, and so does the other's result.
inline void scenario() {
  int degrees = 0;
  const auto failures = outcomes(2, [&](std::size_t i) {
    if (i == 0) throw std::runtime_error{"the battery is flat"};
    degrees = 21;
  });
  assert(failures[0] && "the failure is carried to the one that waits");
  assert(!failures[1] && degrees == 21 && "the other one has done its work");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: caught_by_the_starter
// The starter is ready for the exception. But it leaves another thread.
inline void caught_by_the_starter() {
  try {
    boost::scoped_thread<> meter{[] { measured(1, 1); }};
    meter.join();
  } catch (const std::runtime_error&) {
    // Nobody gets here.
  }
}
// ANCHOR_END: caught_by_the_starter

// ANCHOR: looked_before_the_join
// No failure yet does not mean that none will come.
inline void looked_before_the_join() {
  std::exception_ptr failure;
  boost::scoped_thread<> meter{[&] {
    try {
      measured(1, 1);
    } catch (...) {
      failure = std::current_exception();
    }
  }};
  const std::string report = failure ? told(failure) : "all is well";
}
// ANCHOR_END: looked_before_the_join

// ANCHOR: one_place_for_all
// Whoever fails leaves its exception in the one place that there is.
inline void one_place_for_all() {
  std::exception_ptr failure;
  const auto measure = [&](int station) {
    try {
      measured(station, 2);
    } catch (...) {
      failure = std::current_exception();
    }
  };
  boost::scoped_thread<> first{[&] { measure(1); }};
  boost::scoped_thread<> second{[&] { measure(2); }};
}
// ANCHOR_END: one_place_for_all

// ANCHOR: one_object_for_two
// A copy of an exception_ptr refers to the same exception. Two threads that
// rethrow it catch one object.
struct flat_battery {
  int volts = 0;
};

inline void one_object_for_two() {
  const auto failure = std::make_exception_ptr(flat_battery{});
  const auto repair = [failure] {
    try {
      std::rethrow_exception(failure);
    } catch (flat_battery& battery) {
      battery.volts = 9;
    }
  };
  boost::scoped_thread<> first{repair};
  boost::scoped_thread<> second{repair};
}
// ANCHOR_END: one_object_for_two

}  // namespace broken

}  // namespace exceptions_in_threads
