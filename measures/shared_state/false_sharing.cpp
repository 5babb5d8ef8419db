#include "shared_state/false_sharing.hpp"

#include <atomic>
#include <cstdint>

#include "measure/crowd.hpp"
#include "measure/measure.hpp"

namespace {

using false_sharing::bare, false_sharing::padded, false_sharing::striped_count;

constexpr int threads = 2;

measure::result count_in_one(std::int64_t operations) {
  std::atomic<int> answered{0};
  measure::result counted = measure::crowd(threads, operations, [&](int) {
    for (std::int64_t i = 0; i < operations; ++i)
      answered.fetch_add(1, std::memory_order_relaxed);
    return 0;
  });
  counted.check = answered.load(std::memory_order_relaxed);
  return counted;
}

template <template <typename> typename Slot>
measure::result count_in_stripes(std::int64_t operations) {
  striped_count<Slot> answered(threads);
  measure::result counted = measure::crowd(threads, operations, [&](int mine) {
    for (std::int64_t i = 0; i < operations; ++i) answered.add(mine);
    return 0;
  });
  counted.check = answered.total();
  return counted;
}

// Each thread is the only one that writes its slot, and others may read it.
template <template <typename> typename Slot>
measure::result store(std::int64_t operations) {
  Slot<std::atomic<std::int64_t>> progress[threads];
  return measure::crowd(threads, operations, [&](int mine) {
    for (std::int64_t i = 0; i < operations; ++i)
      progress[mine].value.store(i, std::memory_order_relaxed);
    return progress[mine].value.load(std::memory_order_relaxed);
  });
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve(
      {argv + 1, argv + argc},
      {{"2 threads count",
        "ns per count",
        {{"a stripe each, side by side", count_in_stripes<bare>},
         {"a stripe each, padded", count_in_stripes<padded>},
         {"one count for both", count_in_one}}},
       {"2 threads store what they have got to",
        "ns per store",
        {{"an atomic each, side by side", store<bare>},
         {"an atomic each, padded", store<padded>}}}});
}
