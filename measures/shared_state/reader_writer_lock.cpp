#include "shared_state/reader_writer_lock.hpp"

#include <boost/thread/mutex.hpp>
#include <boost/thread/shared_mutex.hpp>
#include <cstdint>
#include <mutex>
#include <numeric>
#include <shared_mutex>
#include <vector>

#include "measure/crowd.hpp"
#include "measure/measure.hpp"

namespace {

// A price list of which a reader adds up some prices.
template <typename Mutex, typename ReadLock>
class price_list {
 public:
  explicit price_list(int length) : prices_(length, 1) {}

  std::uint64_t total() {
    const ReadLock lock{mutex_};
    return std::accumulate(prices_.begin(), prices_.end(), std::uint64_t{0});
  }

  // To the same price, so that all ways read the same sum.
  void change(std::int64_t item) {
    const std::lock_guard lock{mutex_};
    prices_[static_cast<std::size_t>(item) % prices_.size()] = 1;
  }

 private:
  Mutex mutex_;
  std::vector<std::uint32_t> prices_;  // guarded by mutex_
};

template <typename Mutex>
using alone = price_list<Mutex, std::lock_guard<Mutex>>;
template <typename Mutex>
using together = price_list<Mutex, std::shared_lock<Mutex>>;

// Two customers add up the prices, and change one `changes` times in a hundred.
struct customers {
  int length;
  int changes;

  template <typename List>
  measure::result serve(std::int64_t operations) const {
    List list{length};
    return measure::crowd(2, operations, [&](int) {
      std::uint64_t sum = 0;
      for (std::int64_t i = 0; i < operations; ++i) {
        if (i * changes % 100 < changes)
          list.change(i);
        else
          sum += list.total();
      }
      return sum;
    });
  }
};

template <typename List>
measure::way way(std::string name, customers work) {
  return {std::move(name), [=](std::int64_t operations) {
            return work.serve<List>(operations);
          }};
}

std::vector<measure::way> ways(customers work) {
  return {way<alone<std::mutex>>("std::mutex", work),
          way<together<std::shared_mutex>>("std::shared_mutex", work),
          way<alone<boost::mutex>>("boost::mutex", work),
          way<together<boost::shared_mutex>>("boost::shared_mutex", work)};
}

constexpr int few = 4;
constexpr int many = 20'000;

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve(
      {argv + 1, argv + argc},
      {{"2 threads add up 4 prices", "ns per lock", ways({few, 0})},
       {"The same, and each changes 5 in 100", "ns per lock", ways({few, 5})},
       {"2 threads add up 20 000 prices", "ns per lock", ways({many, 0})},
       {"The same, and each changes 5 in 100", "ns per lock",
        ways({many, 5})}});
}
