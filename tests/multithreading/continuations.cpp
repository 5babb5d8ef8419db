#include "multithreading/continuations.hpp"

#include <boost/chrono/duration.hpp>
#include <boost/thread/thread_only.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"

using continuations::first_of, continuations::or_else, continuations::price,
    continuations::shop_is_closed, continuations::sum, continuations::taxed;

namespace {

price failed() { return boost::make_exceptional_future<int>(shop_is_closed{}); }

// Moves its arguments into a vector: futures cannot be copied.
template <typename... Prices>
std::vector<price> all_of(Prices... prices) {
  std::vector<price> all;
  (all.push_back(std::move(prices)), ...);
  return all;
}

std::string printed(int shops, int closed) {
  std::ostringstream out;
  continuations::run(out, shops, closed);
  return out.str();
}

}  // namespace

TEST_CASE("continuations: what is there already is continued at once.") {
  CHECK(taxed(boost::make_ready_future(100)).get() == 119);
  CHECK(taxed(boost::make_ready_future(100)).is_ready());
}

TEST_CASE("continuations: nothing happens before the result is there.") {
  boost::promise<int> shop;
  price with_tax = taxed(shop.get_future());
  CHECK_FALSE(with_tax.is_ready());
  shop.set_value(200);
  CHECK(with_tax.is_ready());
  CHECK(with_tax.get() == 238);
}

TEST_CASE("continuations: they run in the thread that brings the result.") {
  boost::promise<int> shop;
  boost::thread::id there, seller_is;
  auto noted = shop.get_future().then(boost::launch::sync, [&](price) {
    there = boost::this_thread::get_id();
  });
  {
    const boost::scoped_thread<> seller{[&] {
      seller_is = boost::this_thread::get_id();
      shop.set_value(100);
    }};
  }
  CHECK(there == seller_is);
  CHECK(there != boost::this_thread::get_id());
}

TEST_CASE("continuations: an error passes through, up to an alternative.") {
  CHECK_THROWS_AS(taxed(failed()).get(), shop_is_closed);
  CHECK(or_else(taxed(failed()), 80).get() == 80);
  CHECK(taxed(or_else(failed(), 100)).get() == 119);
  CHECK(or_else(boost::make_ready_future(100), 80).get() == 100);
}

TEST_CASE("continuations: a promise that is broken is an error.") {
  price asked;
  {
    boost::promise<int> shop;
    asked = taxed(shop.get_future());
  }
  CHECK_THROWS_AS(asked.get(), boost::broken_promise);
}

TEST_CASE("continuations: a sum waits for all of its parts.") {
  boost::promise<int> slow;
  price total = sum(all_of(boost::make_ready_future(1), slow.get_future(),
                           boost::make_ready_future(4)));
  CHECK_FALSE(total.is_ready());
  slow.set_value(2);
  CHECK(total.get() == 7);
  CHECK(sum({}).get() == 0);
}

TEST_CASE("continuations: a sum with an error in it is one.") {
  CHECK_THROWS_AS(sum(all_of(boost::make_ready_future(1), failed())).get(),
                  shop_is_closed);
}

TEST_CASE("continuations: the first answer is taken, wherever it is from.") {
  for (int first = 0; first < 3; ++first) {
    boost::promise<int> shops[3];
    price found = first_of(all_of(shops[0].get_future(), shops[1].get_future(),
                                  shops[2].get_future()));
    CHECK_FALSE(found.is_ready());
    shops[first].set_value(first);
    CHECK(found.get() == first);
  }
}

TEST_CASE("continuations: an error may be the first answer.") {
  boost::promise<int> slow;
  CHECK_THROWS_AS(first_of(all_of(slow.get_future(), failed())).get(),
                  shop_is_closed);
}

TEST_CASE("continuations: many chains at the same time lose nothing.") {
  std::vector<price> prices;
  for (int shop = 1; shop <= 200; ++shop) {
    boost::promise<int> sells;
    prices.push_back(or_else(taxed(sells.get_future()), 1));
    boost::scoped_thread<> seller{[sells = std::move(sells), shop]() mutable {
      shop % 2 == 0 ? sells.set_value(100)
                    : sells.set_exception(shop_is_closed{});
    }};
  }
  CHECK(sum(std::move(prices)).get() == 100 * 119 + 100);
}

TEST_CASE("continuations: the scenarios hold on real threads.") {
  for (int times = 0; times < 50; ++times) {
    continuations::scenario();
    continuations::failing();
    continuations::all();
  }
  SUCCEED("every assert in them held");
}

TEST_CASE("continuations: the same knobs print the same text.") {
  for (int times = 0; times < 10; ++times) {
    CHECK(printed(2, 0) ==
          "one at the last shop, with tax: 238 cents\n"
          "one at the first shop, or from stock: 119 cents\n"
          "one at each shop: 300 cents\n"
          "the same, or from stock: 300 cents\n"
          "wherever they answer first: 200 cents\n");
    CHECK(printed(16, 3) == printed(16, 3));
    CHECK(printed(1, 16) == printed(1, 1));
  }
}

TEST_CASE("continuations: a run that is refused a thread says so and ends.") {
  const auto run = [] { printed(2, 1); };
  CHECK(faults::refuse_threads_everywhere(run) > 0);
}
