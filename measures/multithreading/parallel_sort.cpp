#include "multithreading/parallel_sort.hpp"

#include <algorithm>
#include <boost/sort/block_indirect_sort/block_indirect_sort.hpp>
#include <boost/sort/parallel_stable_sort/parallel_stable_sort.hpp>
#include <cstddef>
#include <cstdint>
#include <execution>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "measure/measure.hpp"
#include "measure/together.hpp"

namespace {

using namespace parallel_sort;

using runners = std::span<runner>;

// Has `sort_them` sort a marathon of `size` runners, as they started, again and
// again. To put them back at the start takes no time.
measure::way sorting(std::string name, int size,
                     std::function<void(runners)> sort_them) {
  return {std::move(name), [=](std::int64_t times) {
            const std::vector<runner> started = marathon(size);
            std::vector<runner> all;
            double seconds = 0;
            std::uint64_t sum = 0;
            for (std::int64_t i = 0; i < times; ++i) {
              all = started;
              seconds += measure::seconds([&] { sort_them(all); });
              sum += all[size / 2].seconds;
            }
            return measure::timed(seconds * 1e-3, times, sum);
          }};
}

measure::table stable(std::string title, int size) {
  return {std::move(title),
          "us a sort",
          {sorting("std::stable_sort", size,
                   [](runners all) {
                     std::stable_sort(all.begin(), all.end(), faster{});
                   }),
           sorting("parallel_sort::sort", size,
                   [](runners all) { sort(all, faster{}); }),
           sorting("std::stable_sort(par)", size,
                   [](runners all) { by_policy(all); }),
           sorting("boost::sort::parallel_stable_sort", size, [](runners all) {
             boost::sort::parallel_stable_sort(all.begin(), all.end(),
                                               faster{});
           })}};
}

measure::table unstable(std::string title, int size) {
  return {std::move(title),
          "us a sort",
          {sorting("std::sort", size,
                   [](runners all) {
                     std::sort(all.begin(), all.end(), faster{});
                   }),
           sorting("tbb::parallel_sort", size,
                   [](runners all) {
                     tbb::parallel_sort(all.begin(), all.end(), faster{});
                   }),
           sorting("std::sort(par)", size,
                   [](runners all) {
                     std::sort(std::execution::par, all.begin(), all.end(),
                               faster{});
                   }),
           sorting("boost::sort::block_indirect_sort", size,
                   [](runners all) {
                     boost::sort::block_indirect_sort(all.begin(), all.end(),
                                                      faster{});
                   }),
           sorting("parallel_sort::sort, stable", size,
                   [](runners all) { sort(all, faster{}); })}};
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve(
      {argv + 1, argv + argc},
      {stable("1000 runners, equal ones in order", 1000),
       stable("10 000 runners, equal ones in order", 10'000),
       stable("100 000 runners, equal ones in order", 100'000),
       stable("1 000 000 runners, equal ones in order", 1'000'000),
       unstable("10 000 runners, equal ones in any order", 10'000),
       unstable("1 000 000 runners, equal ones in any order", 1'000'000)});
}
