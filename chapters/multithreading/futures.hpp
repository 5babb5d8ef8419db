// Get a value, or an error, from work that somebody else does.
#pragma once

#include <algorithm>
#include <boost/thread/future.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <exception>
#include <future>
#include <memory>
#include <ostream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace futures {

using price = int;  // euros a night

struct no_room {};  // what asking a full hotel throws

// ANCHOR: async
// The lower of two prices, asked for at the same time. Throws what asking
// throws, once nobody asks any more.
template <typename Ask, typename AskOther>
price lower(Ask ask, AskOther ask_other) {
  std::future<price> one = std::async(std::launch::async, std::move(ask));
  const price other = ask_other();
  return std::min(one.get(), other);
}
// ANCHOR_END: async

// ANCHOR: task
// A clerk, and an answer for each question. Each is ready as soon as the clerk
// has come to it: a price, or what asking threw.
struct inquiry {
  std::vector<std::future<price>> answers;
  std::jthread clerk;
};

// Has one thread ask hotel after hotel.
template <typename Ask>
inquiry ask_in_turn(std::vector<Ask> hotels) {
  std::vector<std::packaged_task<price()>> questions;
  inquiry result;
  for (auto& ask : hotels) {
    questions.emplace_back(std::move(ask));
    result.answers.push_back(questions.back().get_future());
  }
  result.clerk = std::jthread{[own = std::move(questions)]() mutable {
    for (auto& question : own) question();
  }};
  return result;
}
// ANCHOR_END: task

// ANCHOR: promise
// Tells the price as soon as it is known, and then goes on to write a voucher.
// Join the thread before you read that.
template <typename Ask>
std::jthread book(Ask ask, std::promise<price> told, std::string& voucher) {
  return std::jthread{
      [ask = std::move(ask), told = std::move(told), &voucher]() mutable {
        try {
          told.set_value(ask());
        } catch (...) {
          told.set_exception(std::current_exception());
          return;
        }
        voucher = "one night, one room";
      }};
}
// ANCHOR_END: promise

// ANCHOR: shared
// What each guest has to pay. Each waits for the total in a thread of its own,
// with its own copy of the future. If that holds an exception, so do all.
inline std::vector<std::future<price>> shares(
    const std::shared_future<price>& total, int guests) {
  std::vector<std::future<price>> to_pay;
  for (int guest = 0; guest < guests; ++guest)
    to_pay.push_back(std::async(
        std::launch::async, [total, guests] { return total.get() / guests; }));
  return to_pay;
}
// ANCHOR_END: shared

// ANCHOR: destructor
// Lets the future of some work go before the work may begin. Returns when the
// work is done.
inline void let_go_first() {
  std::promise<void> begin, done;
  std::future<void> may_begin = begin.get_future();
  std::future<void> is_done = done.get_future();
  boost::async(boost::launch::async, [may_begin = std::move(may_begin),
                                      done = std::move(done)]() mutable {
    may_begin.wait();
    done.set_value();
  });  // the future goes here, and waits for nobody
  begin.set_value();
  is_done.wait();
}
// ANCHOR_END: destructor

// ANCHOR: run
// What became of a question.
inline std::string told(std::future<price>& answer) {
  try {
    return std::to_string(answer.get()) + " euros";
  } catch (const std::future_error& error) {
    return error.code() == std::future_errc::broken_promise
               ? "the promise is broken"
               : "there is nothing to get";
  } catch (const no_room&) {
    return "no room is free";
  }
}

inline price at_the_lake() { return 120; }
inline price at_the_station() { return 90; }
inline price at_the_castle() { throw no_room{}; }

inline void run(std::ostream& out, int guests) {
  out << "lake or station, asked at the same time: "
      << lower(at_the_lake, at_the_station) << " euros\n";

  inquiry inquiry =
      ask_in_turn(std::vector{at_the_lake, at_the_castle, at_the_station});
  out << "asked in turn:";
  for (auto& answer : inquiry.answers) out << " [" << told(answer) << ']';
  out << "\nasked again: " << told(inquiry.answers[0]) << '\n';

  std::promise<price> kept;
  std::future<price> total = kept.get_future();
  std::string voucher;
  {
    const auto clerk = book(at_the_lake, std::move(kept), voucher);
    out << guests << (guests == 1 ? " guest pays:" : " guests pay:");
    for (auto& share : shares(total.share(), guests)) out << ' ' << told(share);
  }
  out << "\nvoucher: " << voucher << '\n';

  auto broken = std::promise<price>{}.get_future();
  out << "asked somebody who has gone: " << told(broken) << '\n';
  let_go_first();
  out << "let go, and done all the same\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// A guest waits for the price, and the clerk goes on after telling it.
inline void scenario() {
  std::promise<price> told;
  std::future<price> answer = told.get_future();
  std::string voucher;
  {
    const auto clerk = book(at_the_lake, std::move(told), voucher);
    const price total = answer.get();
    assert(total == 120 && "the guest gets what the clerk told");
  }
  assert(!voucher.empty() && "the clerk goes on after the answer");
}

// Two guests share a price that is not known yet.
inline void shared() {
  std::promise<price> told;
  auto to_pay = shares(told.get_future().share(), 2);
  told.set_value(120);
  const price first = to_pay[0].get();
  const price second = to_pay[1].get();
  assert(first == 60 && second == 60 && "both get their share");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: dropped_at_once
// Nobody needs the result, so nobody keeps the future. It goes at the end of
// the line, and waits for its work, which waits for the next line.
inline void dropped_at_once() {
  std::promise<price> told;
  (void)std::async(std::launch::async, [&] { told.get_future().wait(); });
  told.set_value(120);
}
// ANCHOR_END: dropped_at_once

// ANCHOR: nobody_waits
// The future of boost::async does not wait, and the work borrows.
inline void nobody_waits() {
  std::promise<void> done;
  std::future<void> is_done = done.get_future();
  {
    const auto total = std::make_unique<price>(120);
    boost::async(boost::launch::async,
                 [&total = *total, done = std::move(done)]() mutable {
                   total = 90;
                   done.set_value();
                 });
  }
  is_done.wait();
}
// ANCHOR_END: nobody_waits

// ANCHOR: one_future_for_two
// get() of a std::future takes the value out, and leaves it empty.
inline void one_future_for_two() {
  std::promise<price> told;
  std::future<price> total = told.get_future();
  told.set_value(120);
  boost::scoped_thread<> guest{[&] {
    if (total.valid()) total.get();
  }};
  if (total.valid()) total.get();
}
// ANCHOR_END: one_future_for_two

// ANCHOR: never_runs
// Deferred work runs in the thread that calls get(). Nobody does.
inline void never_runs() {
  std::promise<price> told;
  const auto clerk =
      std::async(std::launch::deferred, [&] { told.set_value(120); });
  told.get_future().wait();
}
// ANCHOR_END: never_runs

// ANCHOR: forgotten
// A clerk who leaves without an answer. The promise is still there, with the
// one who waits: so it is not broken, and nobody will keep it.
inline void forgotten() {
  std::promise<price> told;
  const boost::scoped_thread<> clerk{[&] {
    try {
      told.set_value(at_the_castle());
    } catch (const no_room&) {
    }
  }};
  told.get_future().wait();
}
// ANCHOR_END: forgotten

}  // namespace broken

}  // namespace futures
