#include "concurrent_data_structures/lockfree_stack.hpp"

#include <boost/lockfree/stack.hpp>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "measure/crowd.hpp"
#include "measure/measure.hpp"
#include "measure/polling.hpp"

namespace {

constexpr int buffers = 64;

class locked {
 public:
  bool try_push(int buffer) {
    const std::lock_guard lock{mutex_};
    buffers_.push_back(buffer);
    return true;
  }

  std::optional<int> try_pop() {
    const std::lock_guard lock{mutex_};
    if (buffers_.empty()) return std::nullopt;
    const int buffer = buffers_.back();
    buffers_.pop_back();
    return buffer;
  }

 private:
  std::mutex mutex_;
  std::vector<int> buffers_;  // guarded by mutex_
};

class boosts {
 public:
  bool try_push(int buffer) { return buffers_.push(buffer); }

  std::optional<int> try_pop() {
    int buffer = 0;
    if (!buffers_.pop(buffer)) return std::nullopt;
    return buffer;
  }

 private:
  boost::lockfree::stack<int, boost::lockfree::capacity<buffers>> buffers_;
};

using ours = lockfree_stack::stack<int, buffers>;

// Threads take a buffer from the pool and put it back.
struct pool {
  int threads;
  measure::place where = measure::place::pinned;

  template <typename Stack>
  measure::result run(std::int64_t operations) const {
    Stack stack;
    for (int buffer = 0; buffer < buffers / 2; ++buffer) stack.try_push(buffer);
    return measure::crowd(
        threads, operations,
        [&](int) {
          std::uint64_t returned = 0;
          std::optional<int> buffer;
          for (std::int64_t i = 0; i < operations; ++i) {
            measure::poll([&] { return (buffer = stack.try_pop()); });
            if (stack.try_push(*buffer)) ++returned;
          }
          return returned;
        },
        where);
  }
};

template <typename Stack>
measure::way way(std::string name, pool work) {
  return {std::move(name),
          [=](std::int64_t operations) { return work.run<Stack>(operations); }};
}

std::vector<measure::way> ways(pool work) {
  return {way<locked>("std::vector and std::mutex", work),
          way<boosts>("boost::lockfree::stack", work),
          way<ours>("stack", work)};
}

}  // namespace

int main(int argc, char* argv[]) {
  const auto cores = static_cast<int>(std::thread::hardware_concurrency());
  return measure::serve(
      {argv + 1, argv + argc},
      {{"1 thread", "ns per pop and push", ways({1})},
       {"2 threads, each with a core", "ns per pop and push", ways({2})},
       {"4 threads for each core", "ns per pop and push",
        ways({4 * cores, measure::place::anywhere})}});
}
