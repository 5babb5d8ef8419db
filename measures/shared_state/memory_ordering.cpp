// Counts what this machine shows of the orders that are too weak. No costs:
// each line says how often two threads came to a result that they must not.
#include "shared_state/memory_ordering.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <functional>
#include <iomanip>
#include <iostream>
#include <optional>
#include <string_view>

#include "measure/machine.hpp"

namespace {

using namespace memory_ordering;

bool may_cross_relaxed(bridge& narrow, int side) {
  narrow.coming[side].store(true, std::memory_order_relaxed);
  return !narrow.coming[1 - side].load(std::memory_order_relaxed);
}

// In portions, since each bridge takes a cache line.
int counted(int rounds, const std::function<int(int)>& count) {
  constexpr int portion = 100'000;
  int sum = 0;
  for (int done = 0; done < rounds; done += portion)
    sum += count(std::min(portion, rounds - done));
  return sum;
}

void print(std::string_view orders, int count) {
  std::cout << "  " << std::left << std::setw(32) << orders << std::right
            << std::setw(10) << count << std::endl;
}

template <typename MayCross>
void cross(std::string_view orders, int rounds, MayCross may_cross_from) {
  print(orders, counted(rounds, [&](int portion) {
          return collisions(portion, may_cross_from);
        }));
}

// The whole number after "rounds=", or nothing.
std::optional<int> rounds_in(std::string_view word) {
  constexpr std::string_view name = "rounds=";
  int rounds = 0;
  if (!word.starts_with(name)) return std::nullopt;
  const char* const end = word.data() + word.size();
  const auto [rest, error] =
      std::from_chars(word.data() + name.size(), end, rounds);
  if (error != std::errc{} || rest != end || rounds < 1) return std::nullopt;
  return rounds;
}

}  // namespace

int main(int argc, char* argv[]) {
  const auto rounds = argc == 1   ? std::optional{1'000'000}
                      : argc == 2 ? rounds_in(argv[1])
                                  : std::nullopt;
  if (!rounds) {
    std::cerr << "memory_ordering counts, and takes rounds=N alone\n";
    return 2;
  }

  const measure::machine here = measure::this_machine();
  std::cout << here.processor << ", " << here.cores << " cores, "
            << here.compiler << ", " << here.date
            << "\n\nStore buffering: both cars crossed, of " << *rounds
            << " times\n";
  cross("relaxed", *rounds, may_cross_relaxed);
  cross("release and acquire", *rounds, broken::may_cross_unseen);
  cross("relaxed, a fence on one side", *rounds, broken::may_cross_half_fenced);
  cross("relaxed, a fence on both sides", *rounds, may_cross_with_fence);
  cross("seq_cst", *rounds, may_cross);

  std::cout << "\nMessage passing: the report was wrong, of " << *rounds
            << " times\n";
  print("relaxed", counted(*rounds, misread<broken::relaxed_report>));
  print("release and acquire", counted(*rounds, misread<report>));
}
