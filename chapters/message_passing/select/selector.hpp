// Do exactly one of several things, the first that is possible.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <utility>

#include "../fast_channel/spinning.hpp"
#include "choice.hpp"

namespace selecting {

using fast_channel::spinning::none, fast_channel::spinning::patience;

// ANCHOR: selector
// If chosen, calls `handler` with the item, or with nullopt if `from` is closed
// and drained.
template <typename T, typename Handler>
receiving<T, Handler> receive(channel<T>& from, Handler handler) {
  return {from, std::move(handler)};
}

// If chosen, moves `item` into `to` and calls `handler` with true, or with
// false if `to` is closed. Else, and if closed, `item` is still yours,
// untouched.
template <typename T, typename Handler>
sending<T, Handler> send(channel<T>& to, T&& item, Handler handler) {
  return {to, item, std::move(handler)};
}

// Does exactly one of several things, the first that is possible, and returns
// its number, counted from 0. A closed channel counts as possible: the handler
// learns of it. Exceptions of the handler reach the caller.
// Fair: keep one selector for each loop. It remembers whose turn it is, so that
// what stays possible is done before anything else is done twice.
// One thread at a time may use a selector. At least one choice must not be left
// out, where there is no time limit.
class selector {
 public:
  explicit selector(patience limit = {}) : patience_{limit} {}

  // Waits.
  template <typename... Choices>
  std::size_t first_of(Choices&&... choices) {
    return *choose({&choices...}, std::nullopt);
  }

  // Waits until `end`. Returns nullopt if nothing was possible.
  template <typename... Choices>
  std::optional<std::size_t> first_until(
      std::chrono::steady_clock::time_point end, Choices&&... choices) {
    return choose({&choices...}, end);
  }

  // Does not wait. Returns nullopt if nothing is possible.
  template <typename... Choices>
  std::optional<std::size_t> first_now(Choices&&... choices) {
    return finish({&choices...}, attempt({&choices...}));
  }

 private:
  using list = std::initializer_list<choice*>;
  using number = std::optional<std::size_t>;
  using time_limit = std::optional<std::chrono::steady_clock::time_point>;

  number choose(list all, time_limit end) {
    number chosen;
    const auto look = [&] { return (chosen = attempt(all)).has_value(); };
    const auto glance = [&] { return any_ready(all); };
    while (!poll(patience_, look, glance)) {
      const bool in_time = sleep(all, end, chosen);
      if (chosen || !in_time) break;
    }
    return finish(all, chosen);
  }

  static bool any_ready(list all) {
    return std::any_of(all.begin(), all.end(), [](const choice* each) {
      return each->ready_at_a_glance();
    });
  }

  // Tries them all, beginning with the one whose turn it is.
  number attempt(list all) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::size_t at = (turn_ + i) % all.size();
      if (!all.begin()[at]->try_now()) continue;
      turn_ = at + 1;
      return at;
    }
    return std::nullopt;
  }

  // Sleeps in every room at once, unless a second look finds something. Returns
  // false if the time came first. Sets `chosen` if something was done.
  // A room that wakes us wakes nobody else. So after each wake-up we try that
  // choice, or pass the wake-up on.
  bool sleep(list all, time_limit end, number& chosen) {
    sleeper me;
    for (choice* each : all) each->enter(me);
    chosen = attempt(all);
    if (chosen) {
      for (choice* each : all) each->leave();
      for (choice* each : all) each->pass_on();
      return true;
    }
    const bool in_time = me.sleep(end);
    for (choice* each : all) each->leave();
    chosen = attempt(all);
    if (chosen)
      for (choice* each : all)
        if (each != all.begin()[*chosen]) each->pass_on();
    return in_time;
  }

  static number finish(list all, number chosen) {
    if (chosen) all.begin()[*chosen]->finish();
    return chosen;
  }

  const patience patience_;
  std::size_t turn_ = 0;
};
// ANCHOR_END: selector

}  // namespace selecting
