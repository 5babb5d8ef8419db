#include "multithreading/parallel_search.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <execution>
#include <functional>
#include <string>
#include <vector>

#include "measure/measure.hpp"
#include "measure/together.hpp"

namespace {

using namespace parallel_search;

constexpr auto warm = [](int reading) { return reading > 0; };

std::size_t serially(readings all) {
  return std::find_if(all.begin(), all.end(), warm) - all.begin();
}

std::size_t by_policy(readings all) {
  return std::find_if(std::execution::par, all.begin(), all.end(), warm) -
         all.begin();
}

std::size_t any_by_policy(readings all) {
  return std::any_of(std::execution::par, all.begin(), all.end(), warm);
}

std::size_t any_serially(readings all) {
  return std::any_of(all.begin(), all.end(), warm);
}

std::size_t ours(readings all) { return find_first(all, warm); }

std::size_t any_of_ours(readings all) {
  return find_first(all, warm) != all.size();
}

// Searches `size` readings, of which the one at `hit` is warm, if there is one.
measure::way searching(std::string name, std::size_t size, std::size_t hit,
                       std::function<std::size_t(readings)> find) {
  return {std::move(name), [=](std::int64_t times) {
            std::vector<int> all(size, -180);
            if (hit < size) all[hit] = 1;
            std::uint64_t sum = 0;
            const double seconds = measure::seconds([&] {
              for (std::int64_t i = 0; i < times; ++i) {
                measure::keep(all);
                sum += find(all);
              }
            });
            return measure::timed(seconds * 1e-3, times, sum);
          }};
}

measure::table first(std::string title, std::size_t size, std::size_t hit) {
  return {std::move(title),
          "us a search",
          {searching("std::find_if", size, hit, serially),
           searching("parallel_search::find_first", size, hit, ours),
           searching("std::find_if(par)", size, hit, by_policy)}};
}

measure::table any(std::string title, std::size_t size, std::size_t hit) {
  return {std::move(title),
          "us a search",
          {searching("std::any_of", size, hit, any_serially),
           searching("parallel_search::find_first", size, hit, any_of_ours),
           searching("std::any_of(par)", size, hit, any_by_policy)}};
}

}  // namespace

int main(int argc, char* argv[]) {
  constexpr std::size_t million = 1'000'000;
  return measure::serve(
      {argv + 1, argv + argc},
      {first("The first of 1 000 000, an early hit", million, 1000),
       first("The first of 1 000 000, a hit in the middle", million,
             million / 2),
       first("The first of 1 000 000, no hit", million, million),
       first("The first of 10 000, no hit", 10'000, 10'000),
       first("The first of 100 000, no hit", 100'000, 100'000),
       any("Any of 1 000 000, an early hit", million, 1000),
       any("Any of 1 000 000, a late hit", million, million - 10)});
}
