#include "multithreading/parallel_for_each.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <execution>
#include <functional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "measure/measure.hpp"
#include "measure/together.hpp"

namespace {

using namespace parallel_for_each;

using samples = std::span<float>;

// A gain that clips nothing, and that hardly changes the recording.
constexpr louder cheap{1.0000001f};

// As short to write, and expensive to compute.
constexpr auto expensive = [](float& sample) { sample = std::tanh(sample); };

// A thread for each core and call.
template <typename Work>
void by_threads(samples all, Work work) {
  const std::size_t threads = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < threads; ++i) {
    const std::size_t begin = all.size() * i / threads;
    const std::size_t end = all.size() * (i + 1) / threads;
    workers.emplace_back(
        [=] { serially(all.subspan(begin, end - begin), work); });
  }
}

template <typename Work>
void by_smallest_pieces(samples all, Work work) {
  tbb::parallel_for(std::size_t{0}, all.size(),
                    [&](std::size_t i) { work(all[i]); });
}

// Has `change` change a recording of `size` samples again and again.
measure::way changing(std::string name, std::size_t size,
                      std::function<void(samples)> change) {
  return {std::move(name), [=](std::int64_t times) {
            std::vector<float> recorded = recording(size);
            const double seconds = measure::seconds([&] {
              for (std::int64_t i = 0; i < times; ++i) change(recorded);
            });
            const auto sum =
                static_cast<std::uint64_t>(std::abs(1e3f * recorded[size / 2]));
            return measure::timed(seconds * 1e-3, times, sum);
          }};
}

template <typename Work>
measure::table table(std::string title, std::size_t size, Work work) {
  return {
      std::move(title),
      "us for all",
      {changing("one thread", size, [=](samples all) { serially(all, work); }),
       changing("parallel_for_each::by_pieces", size,
                [=](samples all) { by_pieces(all, work); }),
       changing("tbb::parallel_for, any pieces", size,
                [=](samples all) { by_smallest_pieces(all, work); }),
       changing("std::for_each(par_unseq)", size,
                [=](samples all) { by_policy(all, work); }),
       changing("a std::jthread for each core", size,
                [=](samples all) { by_threads(all, work); })}};
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve(
      {argv + 1, argv + argc},
      {table("A gain for 1000 samples", 1000, cheap),
       table("A gain for 10 000 samples", 10'000, cheap),
       table("A gain for 100 000 samples", 100'000, cheap),
       table("A gain for 1 000 000 samples", 1'000'000, cheap),
       table("tanh of 1000 samples", 1000, expensive),
       table("tanh of 100 000 samples", 100'000, expensive)});
}
