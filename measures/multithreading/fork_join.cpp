#include "multithreading/fork_join.hpp"

#include <tbb/parallel_sort.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <future>
#include <span>
#include <string>
#include <vector>

#include "measure/measure.hpp"
#include "measure/together.hpp"

namespace {

using namespace fork_join;

// A thread for every fork.
struct by_async {
  template <typename One, typename Other>
  void operator()(const One& one, const Other& other) const {
    const std::future<void> forked = std::async(std::launch::async, one);
    other();
  }
};

template <typename Both>
measure::way computing(std::string name, int n, int cut_off, Both both) {
  return {std::move(name), [=](std::int64_t times) {
            std::uint64_t sum = 0;
            const double seconds = measure::seconds([&] {
              for (std::int64_t i = 0; i < times; ++i)
                sum += fibonacci(n, cut_off, both);
            });
            return measure::timed(seconds * 1e-3, times, sum);
          }};
}

measure::table fibonaccis(int n) {
  return {"fibonacci(" + std::to_string(n) + ")",
          "us a call",
          {computing("one thread", n, n, on_this_thread{}),
           computing("all cores, cut-off 18", n, 18, on_all_cores{}),
           computing("all cores, cut-off 10", n, 10, on_all_cores{}),
           computing("all cores, every call a fork", n, 1, on_all_cores{}),
           computing("std::async, cut-off 18", n, 18, by_async{})}};
}

// Has `sort` sort shuffled numbers again and again. To shuffle takes no time.
measure::way sorting(std::string name, int size,
                     std::function<void(std::span<int>)> sort) {
  return {std::move(name), [=](std::int64_t times) {
            const std::vector<int> numbers = shuffled(size);
            std::vector<int> sorted;
            double seconds = 0;
            std::uint64_t sum = 0;
            for (std::int64_t i = 0; i < times; ++i) {
              sorted = numbers;
              seconds += measure::seconds([&] { sort(sorted); });
              sum += sorted[size / 2];
            }
            return measure::timed(seconds * 1e-3, times, sum);
          }};
}

measure::table quicksorts(std::string title, int size) {
  return {
      std::move(title),
      "us a sort",
      {sorting(
           "quick_sort, one thread", size,
           [](std::span<int> all) { quick_sort(all, few, on_this_thread{}); }),
       sorting(
           "quick_sort, all cores", size,
           [](std::span<int> all) { quick_sort(all, few, on_all_cores{}); }),
       sorting("quick_sort, all cores, cut-off 16", size,
               [](std::span<int> all) { quick_sort(all, 16, on_all_cores{}); }),
       sorting("std::sort", size,
               [](std::span<int> all) { std::sort(all.begin(), all.end()); }),
       sorting("tbb::parallel_sort", size, [](std::span<int> all) {
         tbb::parallel_sort(all.begin(), all.end());
       })}};
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve(
      {argv + 1, argv + argc},
      {fibonaccis(18), fibonaccis(22), fibonaccis(30),
       quicksorts("1000 numbers", 1000), quicksorts("10 000 numbers", 10'000),
       quicksorts("100 000 numbers", 100'000),
       quicksorts("1 000 000 numbers", 1'000'000)});
}
