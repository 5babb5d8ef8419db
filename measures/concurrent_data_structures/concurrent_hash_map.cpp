#include "concurrent_data_structures/concurrent_hash_map.hpp"

#include <tbb/concurrent_hash_map.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "measure/crowd.hpp"
#include "measure/measure.hpp"

namespace {

using number = std::uint64_t;

constexpr number products = 16'384;

// Each way keeps how many of each product are in stock, from 0 on. Every
// product has an entry already.

template <typename Map>
class locked {
 public:
  bool find(number product) {
    const std::lock_guard lock{mutex_};
    return stock_.find(product) != stock_.end();
  }

  void add(number product) {
    const std::lock_guard lock{mutex_};
    ++stock_[product];
  }

  number total() const {
    number sum = 0;
    for (const auto& [product, pieces] : stock_) sum += pieces;
    return sum;
  }

 private:
  std::mutex mutex_;
  Map stock_;  // guarded by mutex_
};

template <std::size_t Shards>
class sharded {
 public:
  bool find(number product) { return stock_.find(product).has_value(); }

  void add(number product) {
    stock_.insert_or_update(product, 1, [](number& pieces) { ++pieces; });
  }

  number total() {
    number sum = 0;
    stock_.for_each([&](number, number pieces) { sum += pieces; });
    return sum;
  }

 private:
  concurrent_hash_map::sharded_map<number, number, Shards> stock_;
};

class onetbbs {
  using table = tbb::concurrent_hash_map<number, number>;

 public:
  bool find(number product) const {
    table::const_accessor entry;
    return stock_.find(entry, product);
  }

  void add(number product) {
    table::accessor entry;
    stock_.insert(entry, product);
    ++entry->second;
  }

  number total() const {
    number sum = 0;
    for (const auto& [product, pieces] : stock_) sum += pieces;
    return sum;
  }

 private:
  table stock_;
};

#if __has_include(<boost/unordered/concurrent_flat_map.hpp>)
class boosts {
 public:
  bool find(number product) const { return stock_.contains(product); }

  void add(number product) {
    stock_.try_emplace_or_visit(product, 1,
                                [](auto& entry) { ++entry.second; });
  }

  number total() const {
    number sum = 0;
    stock_.cvisit_all([&](const auto& entry) { sum += entry.second; });
    return sum;
  }

 private:
  boost::concurrent_flat_map<number, number> stock_;
};
#endif

// Threads look products up, and add a piece `changes` times in a hundred.
struct shop {
  int threads;
  int changes;

  template <typename Map>
  measure::result run(std::int64_t operations) const {
    Map map;
    for (number product = 0; product < products; ++product) map.add(product);
    measure::result done = measure::crowd(threads, operations, [&](int mine) {
      std::minstd_rand draw(1 + mine);
      number found = 0;
      for (std::int64_t i = 0; i < operations; ++i) {
        const number product = draw() % products;
        if (i % 100 < changes)
          map.add(product);
        else
          found += map.find(product) ? 1 : 0;
      }
      return found;
    });
    done.check += map.total();
    return done;
  }
};

template <typename Map>
measure::way way(std::string name, shop work) {
  return {std::move(name),
          [=](std::int64_t operations) { return work.run<Map>(operations); }};
}

using one_lock = locked<std::unordered_map<number, number>>;
using one_lock_and_tree = locked<std::map<number, number>>;

std::vector<measure::way> ways(shop work) {
  return {
    way<one_lock>("std::unordered_map and std::mutex", work),
        way<one_lock_and_tree>("std::map and std::mutex", work),
        way<onetbbs>("tbb::concurrent_hash_map", work),
#if __has_include(<boost/unordered/concurrent_flat_map.hpp>)
        way<boosts>("boost::concurrent_flat_map", work),
#endif
        way<sharded<64>>("sharded_map, 64 shards", work),
  };
}

std::vector<measure::way> by_shards(shop work) {
  return {way<sharded<1>>("sharded_map, 1 shard", work),
          way<sharded<4>>("sharded_map, 4 shards", work),
          way<sharded<16>>("sharded_map, 16 shards", work),
          way<sharded<64>>("sharded_map, 64 shards", work),
          way<sharded<256>>("sharded_map, 256 shards", work)};
}

}  // namespace

int main(int argc, char* argv[]) {
  constexpr shop reads{2, 5}, changes{2, 50}, alone{1, 5};
  return measure::serve(
      {argv + 1, argv + argc},
      {{"2 threads, 16 384 entries, 5 changes in 100", "ns per call",
        ways(reads)},
       {"The same, against oneTBB's table",
        "ns per call",
        {way<onetbbs>("tbb::concurrent_hash_map", reads),
         way<sharded<64>>("sharded_map, 64 shards", reads)}},
       {"The same, by the number of shards", "ns per call", by_shards(reads)},
       {"2 threads, 50 changes in 100", "ns per call", ways(changes)},
       {"1 thread, 5 changes in 100", "ns per call", ways(alone)}});
}
