// Say what comes after a result, instead of waiting for it.
#pragma once

// Needs -DBOOST_THREAD_VERSION=5: continuations are an extension.
#include <algorithm>
#include <atomic>
#include <boost/thread/future.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <exception>
#include <memory>
#include <ostream>
#include <utility>
#include <vector>

namespace continuations {

// ANCHOR: prices
using price = boost::future<int>;  // in cents

// launch::sync has a continuation run in the thread that brings the result, or
// at once if the result is there.

// The price with tax. An error passes through: get() throws it on.
inline price taxed(price net) {
  return net.then(boost::launch::sync,
                  [](price asked) { return asked.get() * 119 / 100; });
}

// `otherwise` if there is no price.
inline price or_else(price asked, int otherwise) {
  return asked.then(boost::launch::sync, [otherwise](price done) {
    return done.has_exception() ? otherwise : done.get();
  });
}

// The sum. Fails if one of them failed, and then only once all have answered.
inline price sum(std::vector<price> parts) {
  using all = boost::future<std::vector<price>>;
  return boost::when_all(parts.begin(), parts.end())
      .then(boost::launch::sync, [](all answers) {
        int total = 0;
        for (price& part : answers.get()) total += part.get();
        return total;
      });
}

// Whichever answers first, be it an error. The others go on, unheard.
inline price first_of(std::vector<price> offers) {
  using any = boost::future<std::vector<price>>;
  return boost::when_any(offers.begin(), offers.end())
      .then(boost::launch::sync, [](any answers) {
        std::vector<price> all = answers.get();
        const auto is_ready = [](const price& each) { return each.is_ready(); };
        return std::ranges::find_if(all, is_ready)->get();
      });
}
// ANCHOR_END: prices

// ANCHOR: run
struct shop_is_closed : std::exception {
  const char* what() const noexcept override { return "closed"; }
};

// Asks a shop, in a thread of its own. Shop 1 sells for 1 euro, and so on.
inline price ask(int shop, int closed) {
  return boost::async(boost::launch::async, [shop, closed] {
    if (shop <= closed) throw shop_is_closed{};
    return 100 * shop;
  });
}

inline void say(std::ostream& out, const char* what, price asked) {
  out << what << ": ";
  try {
    out << asked.get() << " cents\n";
  } catch (const shop_is_closed& error) {
    out << error.what() << '\n';
  }
}

// A buyer asks shops for their prices. The first few of them are closed.
inline void run(std::ostream& out, int shops, int closed) {
  const auto everywhere = [&](auto answer) {
    std::vector<price> prices;
    for (int shop = 1; shop <= shops; ++shop)
      prices.push_back(answer(ask(shop, closed)));
    return prices;
  };
  say(out, "one at the last shop, with tax", taxed(ask(shops, closed)));
  say(out, "one at the first shop, or from stock",
      or_else(taxed(ask(1, closed)), 80));
  say(out, "one at each shop", sum(everywhere([](price p) { return p; })));
  say(out, "the same, or from stock",
      sum(everywhere([](price p) { return or_else(std::move(p), 80); })));

  boost::promise<int> slow_shop;
  std::vector<price> offers;
  offers.push_back(slow_shop.get_future());
  offers.push_back(ask(shops, closed));
  say(out, "wherever they answer first", first_of(std::move(offers)));
  slow_shop.set_value(50);
}
// ANCHOR_END: run

// ANCHOR: scenario
// The price comes while the buyer says what to do with it.
inline void scenario() {
  boost::promise<int> shop;
  price asked = shop.get_future();
  const boost::scoped_thread<> seller{[&] { shop.set_value(100); }};
  const int cents = taxed(std::move(asked)).get();
  assert(cents == 119 && "whoever is first, the tax is added");
}
// ANCHOR_END: scenario

// ANCHOR: failing
// The same with an error, which passes by the tax and is replaced.
inline void failing() {
  boost::promise<int> shop;
  price asked = shop.get_future();
  const boost::scoped_thread<> seller{
      [&] { shop.set_exception(shop_is_closed{}); }};
  const int cents = or_else(taxed(std::move(asked)), 80).get();
  assert(cents == 80 && "an error has no tax, and an alternative");
}
// ANCHOR_END: failing

// ANCHOR: all
// Two shops answer.
inline void all() {
  boost::promise<int> shop, other_shop;
  std::vector<price> parts;
  parts.push_back(shop.get_future());
  parts.push_back(other_shop.get_future());
  const boost::scoped_thread<> seller{[&] { shop.set_value(100); }};
  other_shop.set_value(200);
  const int cents = sum(std::move(parts)).get();
  assert(cents == 300 && "every part is in the sum");
}
// ANCHOR_END: all

namespace broken {

// ANCHOR: under_lock
// The seller keeps the promise while holding a lock. The continuation runs in
// the seller's thread, there and then, and takes that lock as well.
inline void under_lock() {
  boost::mutex till;
  boost::promise<int> shop;
  const auto noted = shop.get_future().then(boost::launch::sync, [&](price) {
    const boost::lock_guard<boost::mutex> lock{till};
  });
  const boost::scoped_thread<> seller{[&] {
    const boost::lock_guard<boost::mutex> lock{till};
    shop.set_value(100);
  }};
}
// ANCHOR_END: under_lock

// ANCHOR: both_answer
// Whoever is first keeps the promise: both, if both look before either does.
inline void both_answer() {
  boost::promise<int> best;
  std::atomic<bool> answered = false;
  const auto answer = [&](int cents) {
    if (answered.load(std::memory_order_seq_cst)) return;
    answered.store(true, std::memory_order_seq_cst);
    best.set_value(cents);
  };
  const boost::scoped_thread<> seller{[&] { answer(100); }};
  const boost::scoped_thread<> other_seller{[&] { answer(200); }};
}
// ANCHOR_END: both_answer

// ANCHOR: nobody_waits
// The continuation borrows the list. Nobody keeps its future, whose destructor
// waits for nobody.
inline void nobody_waits() {
  boost::promise<int> shop;
  const boost::scoped_thread<> seller{[&] { shop.set_value(100); }};
  const auto list = std::make_unique<int>(0);
  shop.get_future().then(boost::launch::sync,
                         [&list = *list](price asked) { list = asked.get(); });
}
// ANCHOR_END: nobody_waits

}  // namespace broken

}  // namespace continuations
