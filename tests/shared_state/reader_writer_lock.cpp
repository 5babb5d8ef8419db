#include "shared_state/reader_writer_lock.hpp"

#include <boost/thread/barrier.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"

using reader_writer_lock::price_list;

namespace {

std::string printed(int raises, int customers) {
  std::ostringstream out;
  reader_writer_lock::run(out, raises, customers);
  return out.str();
}

int no_quote() { throw std::logic_error{"it is on the list"}; }

}  // namespace

TEST_CASE("reader_writer_lock: a total adds what is on the list.") {
  const price_list prices{{{"scone", 3}, {"tea", 2}}};
  CHECK(prices.total({}) == 0);
  CHECK(prices.total({"tea", "tea", "scone"}) == 7);
  CHECK(prices.total({"tea", "jam"}) == 2);
}

TEST_CASE("reader_writer_lock: a raise reaches every price.") {
  price_list prices{{{"scone", 3}, {"tea", 2}}};
  prices.raise_all(10);
  CHECK(prices.total({"tea"}) == 12);
  CHECK(prices.total({"scone"}) == 13);
}

TEST_CASE("reader_writer_lock: what is on the list is not quoted.") {
  price_list prices{{{"tea", 2}}};
  CHECK(prices.price("tea", no_quote) == 2);
}

TEST_CASE("reader_writer_lock: a quote is put on the list.") {
  price_list prices{{}};
  CHECK(prices.price("jam", [] { return 4; }) == 4);
  CHECK(prices.price("jam", no_quote) == 4);
  CHECK(prices.total({"jam"}) == 4);
}

TEST_CASE("reader_writer_lock: a quote that fails leaves the list as it was.") {
  price_list prices{{{"tea", 2}}};
  CHECK_THROWS_AS(prices.price("jam", no_quote), std::logic_error);
  CHECK(prices.total({"tea", "jam"}) == 2);
  CHECK(prices.price("jam", [] { return 4; }) == 4);
}

TEST_CASE("reader_writer_lock: a reader reads while somebody quotes.") {
  price_list prices{{{"tea", 2}}};
  boost::barrier quoting{2}, read{2};
  int quoted = 0;
  {
    boost::scoped_thread<> supplier{[&] {
      quoted = prices.price("jam", [&] {
        quoting.wait();
        read.wait();
        return 4;
      });
    }};
    quoting.wait();
    CHECK(prices.total({"tea", "jam"}) == 2);
    read.wait();
  }
  CHECK(quoted == 4);
  CHECK(prices.total({"tea", "jam"}) == 6);
}

TEST_CASE("reader_writer_lock: what many want is quoted once.") {
  constexpr int items = 300, customers = 4;
  price_list prices{{}};
  int quotes = 0;  // guarded by the list: it asks one thread at a time
  boost::barrier opening{customers};
  {
    std::vector<boost::scoped_thread<>> tables;
    for (int table = 0; table < customers; ++table)
      tables.emplace_back([&] {
        opening.wait();
        for (int item = 0; item < items; ++item)
          prices.price(std::to_string(item), [&] { return ++quotes; });
      });
  }
  CHECK(quotes == items);
}

TEST_CASE("reader_writer_lock: nobody sees old and new prices together.") {
  constexpr int raises = 50'000;
  price_list prices{{{"scone", 3}, {"tea", 2}}};
  int torn[3] = {}, shrunk[3] = {};
  boost::barrier opening{4};
  {
    std::vector<boost::scoped_thread<>> customers;
    for (int me = 0; me < 3; ++me)
      customers.emplace_back([&, me] {
        int last = 0;
        opening.wait();
        for (int i = 0; i < raises; ++i) {
          const int sum = prices.total({"scone", "tea"});
          torn[me] += sum % 2 == 0 ? 1 : 0;
          shrunk[me] += sum < last ? 1 : 0;
          last = sum;
        }
      });
    opening.wait();
    for (int i = 0; i < raises; ++i) prices.raise_all(1);
  }
  for (int me = 0; me < 3; ++me) {
    CHECK(torn[me] == 0);
    CHECK(shrunk[me] == 0);
  }
  CHECK(prices.total({"tea"}) == 2 + raises);
}

TEST_CASE("reader_writer_lock: the scenario holds on real threads.") {
  for (int times = 0; times < 20; ++times) reader_writer_lock::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("reader_writer_lock: the same knobs print the same text.") {
  const int customers = GENERATE(1, 2, 16);
  CHECK(printed(100, customers) ==
        "scone and tea cost 205\n"
        "sums of old and new prices: 0\n"
        "jam was quoted once\n");
}
