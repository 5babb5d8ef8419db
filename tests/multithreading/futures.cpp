#include "multithreading/futures.hpp"

#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/exceptions.hpp>
#include <boost/thread/thread_only.hpp>
#include <chrono>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include "catch.hpp"
#include "faults.hpp"

using namespace futures;

namespace {

std::string printed(int guests) {
  std::ostringstream out;
  run(out, guests);
  return out.str();
}

std::future<price> promised(price value) {
  std::promise<price> told;
  told.set_value(value);
  return told.get_future();
}

// Whether slow work is done when the future that `start` returns has gone.
template <typename Start>
bool done_after(Start start) {
  std::atomic<bool> done{false};
  {
    const auto result = start([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
      done = true;
    });
  }
  return done;
}

// Hangs if the future that `start` returns waits for its work as it goes.
template <typename Start>
void goes_before_the_work(Start start) {
  std::promise<void> gone, done;
  auto is_done = done.get_future();
  {
    const auto result =
        start([gone = gone.get_future(), done = std::move(done)]() mutable {
          gone.wait();
          done.set_value();
        });
  }
  gone.set_value();
  is_done.wait();
}

}  // namespace

TEST_CASE("futures: the lower of two prices wins, whoever asks.") {
  CHECK(lower(at_the_lake, at_the_station) == 90);
  CHECK(lower(at_the_station, at_the_lake) == 90);
}

TEST_CASE("futures: both are asked at the same time.") {
  std::promise<void> first, second;
  // Each waits for the other: one after the other would never end.
  const auto ask = [&] {
    first.set_value();
    second.get_future().wait();
    return 1;
  };
  const auto ask_other = [&] {
    second.set_value();
    first.get_future().wait();
    return 2;
  };
  CHECK(lower(ask, ask_other) == 1);
}

TEST_CASE("futures: an error of either side comes when nobody asks any more.") {
  std::atomic<bool> asked{false};
  const auto slow = [&] {
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
    asked = true;
    return 1;
  };
  CHECK_THROWS_AS(lower(at_the_castle, at_the_lake), no_room);
  CHECK_THROWS_AS(lower(slow, at_the_castle), no_room);
  CHECK(asked);
}

TEST_CASE("futures: questions are answered in turn, each in its place.") {
  std::vector<std::function<price()>> hotels;
  std::vector<int> order;
  for (int hotel = 0; hotel < 50; ++hotel)
    hotels.push_back([hotel, &order] {
      order.push_back(hotel);
      return 10 * hotel;
    });
  auto [answers, clerk] = ask_in_turn(hotels);
  for (int hotel = 0; hotel < 50; ++hotel)
    REQUIRE(answers[static_cast<std::size_t>(hotel)].get() == 10 * hotel);
  clerk.join();
  CHECK(order.size() == 50);
  CHECK(std::ranges::is_sorted(order));
}

TEST_CASE("futures: an answer is there before the next question is asked.") {
  std::promise<void> go_on;
  std::vector<std::function<price()>> hotels{at_the_lake, [&] {
                                               go_on.get_future().wait();
                                               return 1;
                                             }};
  auto asked = ask_in_turn(hotels);
  CHECK(asked.answers[0].get() == 120);
  CHECK(asked.answers[1].wait_for(std::chrono::seconds{0}) ==
        std::future_status::timeout);
  go_on.set_value();
  CHECK(asked.answers[1].get() == 1);
}

TEST_CASE("futures: an error is the answer to its own question alone.") {
  auto asked =
      ask_in_turn(std::vector{at_the_castle, at_the_lake, at_the_castle});
  CHECK_THROWS_AS(asked.answers[0].get(), no_room);
  CHECK(asked.answers[1].get() == 120);
  CHECK_THROWS_AS(asked.answers[2].get(), no_room);
}

TEST_CASE("futures: the price comes before the voucher.") {
  std::promise<price> promise;
  auto answer = promise.get_future();
  std::string voucher;
  auto clerk = book(at_the_lake, std::move(promise), voucher);
  CHECK(answer.get() == 120);
  clerk.join();
  CHECK(voucher == "one night, one room");
}

TEST_CASE("futures: without a room there is no voucher.") {
  std::promise<price> promise;
  auto answer = promise.get_future();
  std::string voucher;
  auto clerk = book(at_the_castle, std::move(promise), voucher);
  CHECK_THROWS_AS(answer.get(), no_room);
  clerk.join();
  CHECK(voucher.empty());
}

TEST_CASE("futures: every guest gets a share, or the error.") {
  auto to_pay = shares(promised(120).share(), 16);
  REQUIRE(to_pay.size() == 16);
  for (auto& mine : to_pay) CHECK(mine.get() == 7);

  std::promise<price> failed;
  failed.set_exception(std::make_exception_ptr(std::out_of_range{"closed"}));
  for (auto& mine : shares(failed.get_future().share(), 3))
    CHECK_THROWS_AS(mine.get(), std::out_of_range);
}

TEST_CASE("futures: what cannot be got says why.") {
  auto answer = promised(5);
  CHECK(told(answer) == "5 euros");
  CHECK(told(answer) == "there is nothing to get");
  auto broken_one = std::promise<price>{}.get_future();
  CHECK(told(broken_one) == "the promise is broken");
}

TEST_CASE("futures: a promise is kept once, and gives one future.") {
  std::promise<price> promise;
  auto answer = promise.get_future();
  CHECK_THROWS_AS(promise.get_future(), std::future_error);
  promise.set_value(1);
  CHECK_THROWS_AS(promise.set_value(2), std::future_error);
  CHECK(answer.get() == 1);
}

TEST_CASE("futures: the future of std::async alone waits as it goes.") {
  CHECK(done_after(
      [](auto work) { return std::async(std::launch::async, work); }));
  CHECK(done_after(
      [](auto work) { return std::async(std::launch::async, work).share(); }));
  goes_before_the_work([](auto work) {
    return boost::async(boost::launch::async, std::move(work));
  });
  goes_before_the_work([](auto work) {
    std::packaged_task<void()> task{std::move(work)};
    auto result = task.get_future();
    std::thread{std::move(task)}.detach();
    return result;
  });
}

TEST_CASE("futures: let go, work is done all the same.") {
  for (int round = 0; round < 20; ++round) let_go_first();
  SUCCEED("it returned");
}

TEST_CASE("futures: deferred work runs in the thread that asks.") {
  auto deferred = std::async(std::launch::deferred,
                             [] { return std::this_thread::get_id(); });
  CHECK(deferred.wait_for(std::chrono::seconds{0}) ==
        std::future_status::deferred);
  CHECK(deferred.get() == std::this_thread::get_id());
}

TEST_CASE("futures: waiting for a boost::future is an interruption point.") {
  boost::promise<price> promise;
  bool interrupted = false;
  boost::thread guest{[&] {
    try {
      promise.get_future().get();
    } catch (const boost::thread_interrupted&) {
      interrupted = true;
    }
  }};
  guest.interrupt();
  guest.join();
  CHECK(interrupted);
}

TEST_CASE("futures: a broken promise of Boost says so as well.") {
  boost::future<price> answer;
  {
    boost::promise<price> promise;
    answer = promise.get_future();
  }
  CHECK_THROWS_AS(answer.get(), boost::broken_promise);
}

TEST_CASE("futures: the scenarios hold on real threads.") {
  for (int round = 0; round < 50; ++round) {
    scenario();
    shared();
  }
  SUCCEED("every assert in them held");
}

TEST_CASE("futures: the same knobs print the same text.") {
  CHECK(printed(1) ==
        "lake or station, asked at the same time: 90 euros\n"
        "asked in turn: [120 euros] [no room is free] [90 euros]\n"
        "asked again: there is nothing to get\n"
        "1 guest pays: 120 euros\n"
        "voucher: one night, one room\n"
        "asked somebody who has gone: the promise is broken\n"
        "let go, and done all the same\n");
  CHECK(printed(16) == printed(16));
}

TEST_CASE("futures: a run that is refused a thread says so and ends.") {
  const auto run = [] {
    try {
      printed(2);
    } catch (const std::system_error&) {
      throw boost::thread_resource_error{};
    }
  };
  CHECK(faults::refuse_threads_everywhere(run) > 0);
}
