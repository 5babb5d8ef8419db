// Counts what this machine shows of the orders that are too weak. No costs:
// each line says how often two threads came to a result that they must not.
#include "shared_state/memory_ordering.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdint>
#include <functional>
#include <iomanip>
#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "measure/compare.hpp"
#include "measure/machine.hpp"
#include "measure/report.hpp"

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

// A count stands where others have a cost, and is compared with nothing.
measure::row tally(const std::string& orders, int rounds,
                   const std::function<int(int)>& count) {
  const double sum = counted(rounds, count);
  return {orders, rounds, {sum, sum, sum}, std::nullopt};
}

template <typename MayCross>
measure::row cross(const std::string& orders, int rounds,
                   MayCross may_cross_from) {
  return tally(orders, rounds, [&](int portion) {
    return collisions(portion, may_cross_from);
  });
}

measure::findings store_buffering(int rounds) {
  return {
      "Store buffering: both cars crossed, of " + std::to_string(rounds) +
          " times",
      "times",
      1,
      {cross("relaxed", rounds, may_cross_relaxed),
       cross("release and acquire", rounds, broken::may_cross_unseen),
       cross("relaxed, a fence on one side", rounds,
             broken::may_cross_half_fenced),
       cross("relaxed, a fence on both sides", rounds, may_cross_with_fence),
       cross("seq_cst", rounds, may_cross)}};
}

measure::findings message_passing(int rounds) {
  return {"Message passing: the report was wrong, of " +
              std::to_string(rounds) + " times",
          "",
          1,
          {tally("relaxed", rounds, misread<broken::relaxed_report>),
           tally("release and acquire", rounds, misread<report>)}};
}

void print(const measure::findings& found) {
  std::cout << '\n' << found.title << '\n';
  for (const measure::row& each : found.rows) {
    std::cout << "  " << std::left << std::setw(32) << each.name << std::right
              << std::setw(10) << static_cast<std::int64_t>(each.cost.median)
              << std::endl;
  }
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

struct request {
  int rounds = 1'000'000;
  bool as_json = false;
};

// Nothing if the request makes no sense.
std::optional<request> read(std::span<char* const> words) {
  request asked;
  for (const std::string_view word : words) {
    if (word == "--json") {
      asked.as_json = true;
    } else if (const auto rounds = rounds_in(word)) {
      asked.rounds = *rounds;
    } else {
      return std::nullopt;
    }
  }
  return asked;
}

}  // namespace

int main(int argc, char* argv[]) {
  const auto asked = read({argv + 1, argv + argc});
  if (!asked) {
    std::cerr
        << "memory_ordering counts, and takes rounds=N and --json alone\n";
    return 2;
  }

  const measure::machine here = measure::this_machine();
  if (asked->as_json) {
    measure::print_json(
        std::cout, here,
        {store_buffering(asked->rounds), message_passing(asked->rounds)});
    return 0;
  }
  std::cout << here.processor << ", " << here.cores << " cores, "
            << here.compiler << ", " << here.date << std::endl;
  print(store_buffering(asked->rounds));
  print(message_passing(asked->rounds));
}
