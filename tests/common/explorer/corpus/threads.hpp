// Starting, joining, handing over and abandoning threads.
#pragma once

#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/chrono/system_clocks.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread.hpp>
#include <cassert>
#include <functional>
#include <latch>
#include <stdexcept>
#include <thread>
#include <utility>

#include "together.hpp"

namespace threads {

// join() orders all that the thread did before what comes after.
template <typename Thread>
void joined_before_reading() {
  int written = 0;
  Thread writer{[&] { written = 7; }};
  writer.join();
  assert(written == 7);
}
inline void boost_thread_joined() { joined_before_reading<boost::thread>(); }
inline void std_thread_joined() { joined_before_reading<std::thread>(); }

template <typename Thread>
void scope_ends_before_reading() {
  int written = 0;
  {
    Thread writer{[&] { written = 7; }};
  }
  assert(written == 7);
}
inline void jthread_scope() { scope_ends_before_reading<std::jthread>(); }
inline void scoped_thread_scope() {
  scope_ends_before_reading<boost::scoped_thread<>>();
}

// What precedes the creation is ordered before all that the thread does.
inline void creation_orders() {
  int written = 7;
  int seen = 0;
  together([&] { seen = written; }, [&] { assert(written == 7); });
  assert(seen == 7);
}

inline void thread_starts_a_thread() {
  int written = 0;
  std::thread inner;
  std::thread outer{[&] { inner = std::thread{[&] { written = 7; }}; }};
  outer.join();
  inner.join();
  assert(written == 7);
}

inline void moved_thread_joined() {
  int written = 0;
  boost::thread first{[&] { written = 7; }};
  boost::thread second{std::move(first)};
  assert(!first.joinable());
  second.join();
  assert(written == 7);
}

// The arguments are copies: the thread's own.
inline void argument_is_copied() {
  int number = 1;
  int seen = 0;
  std::thread worker{[](int mine, int& out) { out = mine; }, number,
                     std::ref(seen)};
  number = 2;
  worker.join();
  assert(seen == 1 && number == 2);
}

// What a thread throws and catches itself is its own business.
inline void exception_caught_within() {
  int caught = 0;
  boost::thread worker{[&] {
    try {
      throw std::runtime_error{"of no importance"};
    } catch (const std::exception&) {
      ++caught;
    }
  }};
  worker.join();
  assert(caught == 1);
}

inline void timed_join_may_give_up() {
  int written = 0;
  boost::thread worker{[&] { written = 7; }};
  if (worker.try_join_for(boost::chrono::milliseconds{1})) {
    assert(written == 7);
  } else {
    worker.join();
  }
  assert(written == 7);
}

inline void timed_join_asked_again() {
  int written = 0;
  boost::thread worker{[&] { written = 7; }};
  while (!worker.try_join_for(boost::chrono::milliseconds{1})) {
  }
  assert(written == 7);
}

// The worker cannot end before the time is over.
inline void timed_join_of_a_waiter() {
  std::latch go{1};
  boost::thread worker{[&] { go.wait(); }};
  const bool ended = worker.try_join_for(boost::chrono::milliseconds{1});
  assert(!ended);
  go.count_down();
  worker.join();
}

inline void deadline_for_two_joins() {
  int written[2] = {};
  boost::thread first{[&] { written[0] = 1; }};
  boost::thread second{[&] { written[1] = 2; }};
  const auto end =
      boost::chrono::steady_clock::now() + boost::chrono::milliseconds{1};
  const bool ended[] = {first.try_join_until(end), second.try_join_until(end)};
  if (!ended[0]) first.join();
  if (!ended[1]) second.join();
  assert(written[0] + written[1] == 3);
}

// From here on every program has a mistake in it.

inline void timed_join_given_up() {
  std::atomic<bool> begun{false};
  boost::thread worker{[&] { begun.store(true); }};
  (void)worker.try_join_for(boost::chrono::milliseconds{1});
}

inline void deadline_taken_for_both() {
  int written = 0;
  boost::thread first{[] {}};
  boost::thread second{[&] { written = 7; }};
  const auto end =
      boost::chrono::steady_clock::now() + boost::chrono::milliseconds{1};
  const bool first_ended = first.try_join_until(end);
  const bool second_ended = second.try_join_until(end);
  const int seen = first_ended ? written : 7;
  if (!first_ended) first.join();
  if (!second_ended) second.join();
  assert(seen == 7);
}

inline void reads_before_join() {
  int written = 0;
  boost::thread writer{[&] { written = 7; }};
  const int seen = written;
  writer.join();
  assert(seen == 0);
}

inline void writes_after_creation() {
  int number = 1;
  std::thread reader{[&] { assert(number > 0); }};
  number = 2;
  reader.join();
}

// The outer thread's end says nothing about the inner thread's.
inline void joins_the_wrong_thread() {
  int written = 0;
  std::thread inner;
  std::thread outer{[&] { inner = std::thread{[&] { written = 7; }}; }};
  outer.join();
  const int seen = written;
  inner.join();
  assert(seen == 0 || seen == 7);
}

inline void timed_join_taken_for_granted() {
  int written = 0;
  boost::thread worker{[&] { written = 7; }};
  const bool ended = worker.try_join_for(boost::chrono::milliseconds{1});
  const int seen = written;
  if (!ended) worker.join();
  assert(seen == 7);
}

inline void std_thread_not_joined() {
  const std::thread worker{[] {}};
}

inline void boost_thread_not_joined() {
  const boost::thread worker{[] {}};
}

inline void assignment_over_a_thread() {
  std::thread worker{[] {}};
  worker = std::thread{[] {}};
  worker.join();
}

inline void exception_leaves_std_thread() {
  std::thread worker{[] { throw std::runtime_error{"nobody catches it"}; }};
  worker.join();
}

inline void exception_leaves_boost_thread() {
  boost::thread worker{[] { throw std::runtime_error{"nobody catches it"}; }};
  worker.join();
}

inline void exception_leaves_the_scenario() {
  boost::scoped_thread<> worker{[] {}};
  throw std::runtime_error{"nobody catches it"};
}

}  // namespace threads
