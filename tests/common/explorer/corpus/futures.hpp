// Results that are handed over by promise, future and task.
#pragma once

#include <boost/chrono/duration.hpp>
#include <boost/thread/future.hpp>
#include <boost/thread/thread.hpp>
#include <cassert>
#include <chrono>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <utility>

#include "together.hpp"

namespace futures {

template <typename Thread, typename Promise>
void value_arrives() {
  Promise promise;
  auto result = promise.get_future();
  int beside = 0;
  Thread worker{[&] {
    beside = 8;
    promise.set_value(7);
  }};
  const int value = result.get();
  const int seen = beside;
  worker.join();
  assert(value == 7 && seen == 8);
}
inline void std_value_arrives() {
  value_arrives<std::thread, std::promise<int>>();
}
inline void boost_value_arrives() {
  value_arrives<boost::thread, boost::promise<int>>();
}

template <typename Thread, typename Promise>
void exception_arrives() {
  Promise promise;
  auto result = promise.get_future();
  Thread worker{[own = std::move(promise)]() mutable {
    try {
      throw std::runtime_error{"on its way"};
    } catch (...) {
      if constexpr (std::is_same_v<Promise, std::promise<int>>) {
        own.set_exception(std::current_exception());
      } else {
        own.set_exception(boost::current_exception());
      }
    }
  }};
  bool caught = false;
  try {
    result.get();
  } catch (const std::runtime_error&) {
    caught = true;
  }
  worker.join();
  assert(caught);
}
inline void std_exception_arrives() {
  exception_arrives<std::thread, std::promise<int>>();
}
inline void boost_exception_arrives() {
  exception_arrives<boost::thread, boost::promise<int>>();
}

template <typename Thread, typename Task>
void task_runs_elsewhere() {
  Task task{[] { return 7; }};
  auto result = task.get_future();
  Thread worker{std::move(task)};
  const int value = result.get();
  worker.join();
  assert(value == 7);
}
inline void std_packaged_task() {
  task_runs_elsewhere<std::thread, std::packaged_task<int()>>();
}
inline void boost_packaged_task() {
  task_runs_elsewhere<boost::thread, boost::packaged_task<int()>>();
}

inline void std_async() {
  int beside = 0;
  auto result = std::async(std::launch::async, [&] {
    beside = 8;
    return 7;
  });
  const int value = result.get();
  assert(value == 7 && beside == 8);
}

inline void boost_async() {
  int beside = 0;
  auto result = boost::async(boost::launch::async, [&] {
    beside = 8;
    return 7;
  });
  const int value = result.get();
  assert(value == 7 && beside == 8);
}

inline void deferred() {
  auto result = std::async(std::launch::deferred, [] { return 7; });
  int seen = 0;
  together<std::thread>([&] { seen = result.get(); });
  assert(seen == 7);
}

inline void two_read_a_shared_future() {
  std::promise<int> promise;
  const auto result = promise.get_future().share();
  int seen[2] = {};
  together<std::thread>([&, result] { seen[0] = result.get(); },
                        [&, result] { seen[1] = result.get(); },
                        [&] { promise.set_value(7); });
  assert(seen[0] == 7 && seen[1] == 7);
}

inline void broken_promise_is_told() {
  std::promise<int> promise;
  auto result = promise.get_future();
  std::thread worker{[own = std::move(promise)] {}};
  bool broken = false;
  try {
    result.get();
  } catch (const std::future_error&) {
    broken = true;
  }
  worker.join();
  assert(broken);
}

inline void one_of_two_keeps_the_promise() {
  std::promise<int> promise;
  auto result = promise.get_future();
  int refused[2] = {};
  const auto keep = [&](int value, int& too_late) {
    try {
      promise.set_value(value);
    } catch (const std::future_error&) {
      too_late = 1;
    }
  };
  together<std::thread>([&] { keep(1, refused[0]); },
                        [&] { keep(2, refused[1]); });
  const int value = result.get();
  assert(refused[0] + refused[1] == 1 && refused[value - 1] == 0);
}

inline void time_out_then_value() {
  std::promise<int> promise;
  auto result = promise.get_future();
  std::thread worker{[&] { promise.set_value(7); }};
  (void)result.wait_for(std::chrono::milliseconds{1});
  const int value = result.get();
  worker.join();
  assert(value == 7);
}

inline void continuation() {
  boost::promise<int> promise;
  auto doubled = promise.get_future().then(
      boost::launch::sync, [](auto value) { return 2 * value.get(); });
  boost::thread worker{[&] { promise.set_value(7); }};
  const int value = doubled.get();
  worker.join();
  assert(value == 14);
}

// From here on every program has a mistake in it.

// The promise is kept before the work is done.
template <typename Thread, typename Promise>
void promised_too_early() {
  Promise promise;
  auto result = promise.get_future();
  int beside = 0;
  Thread worker{[&] {
    promise.set_value(7);
    beside = 8;
  }};
  result.get();
  const int seen = beside;
  worker.join();
  assert(seen == 8);
}
inline void std_promised_too_early() {
  promised_too_early<std::thread, std::promise<int>>();
}
inline void boost_promised_too_early() {
  promised_too_early<boost::thread, boost::promise<int>>();
}

template <typename Thread, typename Promise>
void wait_for_each_other() {
  Promise first;
  Promise second;
  auto first_result = first.get_future();
  auto second_result = second.get_future();
  together<Thread>(
      [&] {
        second_result.get();
        first.set_value(1);
      },
      [&] {
        first_result.get();
        second.set_value(2);
      });
}
inline void std_wait_for_each_other() {
  wait_for_each_other<std::thread, std::promise<int>>();
}
inline void boost_wait_for_each_other() {
  wait_for_each_other<boost::thread, boost::promise<int>>();
}

inline void both_keep_the_promise() {
  std::promise<int> promise;
  together<std::thread>([&] { promise.set_value(1); },
                        [&] { promise.set_value(2); });
}

inline void time_out_unexpected() {
  std::promise<int> promise;
  auto result = promise.get_future();
  std::thread worker{[&] { promise.set_value(7); }};
  const auto how = result.wait_for(std::chrono::milliseconds{1});
  worker.join();
  assert(how == std::future_status::ready);
}

inline void boost_time_out_unexpected() {
  boost::promise<int> promise;
  auto result = promise.get_future();
  boost::thread worker{[&] { promise.set_value(7); }};
  const auto how = result.wait_for(boost::chrono::milliseconds{1});
  worker.join();
  assert(how == boost::future_status::ready);
}

// What the task writes besides its result is read too early.
inline void reads_before_get() {
  int beside = 0;
  auto result = std::async(std::launch::async, [&] { beside = 8; });
  const int seen = beside;
  result.get();
  assert(seen == 0 || seen == 8);
}

inline void forgotten_promise() {
  std::promise<int> promise;
  auto result = promise.get_future();
  together<std::thread>([&] { result.get(); });
}

}  // namespace futures
