// Let many threads read at the same time, and one write alone.
#pragma once

#include <atomic>
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/shared_mutex.hpp>
#include <cassert>
#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace reader_writer_lock {

// ANCHOR: price_list
// What things cost. Every member may be called from any thread at any time.
class price_list {
 public:
  explicit price_list(std::map<std::string, int> prices)
      : prices_{std::move(prices)} {}

  // The sum, as of one moment. What is not on the list costs nothing.
  int total(const std::vector<std::string>& items) const {
    boost::shared_lock<boost::upgrade_mutex> lock{mutex_};
    int sum = 0;
    for (const auto& item : items) {
      const auto found = prices_.find(item);
      if (found != prices_.end()) sum += found->second;
    }
    return sum;
  }

  void raise_all(int by) {
    boost::unique_lock<boost::upgrade_mutex> lock{mutex_};
    for (auto& [item, price] : prices_) price += by;
  }

  // The price of an item. If it is not on the list, asks `quote()` and puts
  // the answer on the list: once, however many threads want it. Others can
  // read meanwhile. `quote` must not use this list.
  template <typename Quote>
  int price(const std::string& item, Quote quote) {
    boost::upgrade_lock<boost::upgrade_mutex> lock{mutex_};
    const auto found = prices_.find(item);
    if (found != prices_.end()) return found->second;
    const int price = quote();
    boost::upgrade_to_unique_lock<boost::upgrade_mutex> exclusive{lock};
    prices_[item] = price;
    return price;
  }

 private:
  mutable boost::upgrade_mutex mutex_;
  std::map<std::string, int> prices_;  // guarded by mutex_
};
// ANCHOR_END: price_list

// ANCHOR: run
// Customers add up their order while the prices rise, and all want jam.
inline void run(std::ostream& out, int raises, int customers) {
  price_list prices{{{"scone", 3}, {"tea", 2}}};
  std::atomic<int> quotes = 0, torn = 0;
  {
    std::vector<boost::scoped_thread<>> tables;
    for (int table = 0; table < customers; ++table)
      tables.emplace_back([&] {
        const auto quote = [&] {
          quotes.fetch_add(1, std::memory_order_relaxed);
          return 4;
        };
        for (int order = 0; order < raises; ++order) {
          // Both prices rise by one, so an odd sum stays odd.
          if (prices.total({"scone", "tea"}) % 2 == 0)
            torn.fetch_add(1, std::memory_order_relaxed);
          prices.price("jam", quote);
        }
      });
    for (int raise = 0; raise < raises; ++raise) prices.raise_all(1);
  }
  out << "scone and tea cost " << prices.total({"scone", "tea"}) << '\n'
      << "sums of old and new prices: " << torn << '\n'
      << "jam was quoted " << (quotes == 1 ? "once" : "more than once") << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// One reads while the other one writes, and both want what is not there.
inline void scenario() {
  price_list prices{{{"scone", 3}, {"tea", 2}}};
  int sum = 0, quotes = 0;
  const auto quote = [&] {
    ++quotes;
    return 4;
  };
  {
    boost::scoped_thread<> customer{[&] {
      sum = prices.total({"scone", "tea"});
      prices.price("jam", quote);
    }};
    prices.raise_all(1);
    prices.price("jam", quote);
  }
  assert((sum == 5 || sum == 7) && "all old prices, or all new ones");
  assert(quotes == 1 && "whoever comes second finds it on the list");
}
// ANCHOR_END: scenario

namespace broken {

using mutex = boost::upgrade_mutex;

// ANCHOR: two_upgraders
// Lets every reader become the writer, once the other readers have left.
class eager_lock {
 public:
  void lock_shared() {
    boost::unique_lock<boost::mutex> lock{mutex_};
    changed_.wait(lock, [&] { return !writing_; });
    ++readers_;
  }

  void upgrade() {
    boost::unique_lock<boost::mutex> lock{mutex_};
    changed_.wait(lock, [&] { return readers_ == 1; });
    readers_ = 0;
    writing_ = true;
  }

  void unlock() {
    boost::unique_lock<boost::mutex> lock{mutex_};
    writing_ = false;
    changed_.notify_all();
  }

 private:
  boost::mutex mutex_;
  boost::condition_variable changed_;
  int readers_ = 0;       // guarded by mutex_
  bool writing_ = false;  // guarded by mutex_
};

// Each goes on reading until it may write: the other one never leaves.
inline void two_upgraders() {
  eager_lock door;
  const auto read_then_write = [&] {
    door.lock_shared();
    door.upgrade();
    door.unlock();
  };
  boost::scoped_thread<> customer{read_then_write};
  boost::scoped_thread<> other_customer{read_then_write};
}
// ANCHOR_END: two_upgraders

// ANCHOR: reads_twice
template <typename Lock, typename Work>
void holding(mutex& door, Work work) {
  Lock lock{door};
  work();
}

// A reader calls a function that reads. In between, a writer has come, and
// keeps new readers out.
inline void reads_twice() {
  mutex door;
  boost::scoped_thread<> owner{
      [&] { holding<boost::unique_lock<mutex>>(door, [] {}); }};
  holding<boost::shared_lock<mutex>>(
      door, [&] { holding<boost::shared_lock<mutex>>(door, [] {}); });
}
// ANCHOR_END: reads_twice

// ANCHOR: counts_readers
// A reader that only counts is a writer.
inline void counts_readers() {
  mutex door;
  int lookups = 0;
  const auto look_up = [&] {
    boost::shared_lock<mutex> lock{door};
    ++lookups;
  };
  {
    boost::scoped_thread<> customer{look_up};
    boost::scoped_thread<> other_customer{look_up};
  }
  assert(lookups == 2 && "each lookup counts");
}
// ANCHOR_END: counts_readers

// ANCHOR: looks_then_writes
// Between the two locks, another thread does the same.
inline void looks_then_writes() {
  mutex door;
  int jam = 0, quotes = 0;  // guarded by door
  const auto price_of_jam = [&] {
    {
      boost::shared_lock<mutex> lock{door};
      if (jam != 0) return;
    }
    boost::unique_lock<mutex> lock{door};
    jam = 4;
    ++quotes;
  };
  {
    boost::scoped_thread<> customer{price_of_jam};
    boost::scoped_thread<> other_customer{price_of_jam};
  }
  assert(quotes == 1 && "asked for once");
}
// ANCHOR_END: looks_then_writes

}  // namespace broken

}  // namespace reader_writer_lock
