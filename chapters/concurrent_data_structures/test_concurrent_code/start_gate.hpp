// Let several threads begin at the same moment.
#pragma once

#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <vector>

namespace test_concurrent_code {

// ANCHOR: gate
// Does work(0), work(1), ... each in a thread of its own, and lets none of them
// begin before the last one is there: a thread takes longer to start than most
// tests take to run.
template <typename Work>
void all_at_once(int threads, Work work) {
  std::atomic<int> waiting{0};
  std::atomic<bool> open{false};
  std::vector<boost::scoped_thread<>> workers;
  workers.reserve(threads);
  for (int number = 0; number < threads; ++number) {
    try {
      workers.emplace_back([&, number] {
        waiting.fetch_add(1, std::memory_order_relaxed);
        // Pairs with the store below.
        while (!open.load(std::memory_order_acquire))
          boost::this_thread::yield();
        work(number);
      });
    } catch (...) {  // the others must not wait for this one
      open.store(true, std::memory_order_release);
      throw;
    }
  }
  while (waiting.load(std::memory_order_relaxed) < threads)
    boost::this_thread::yield();
  open.store(true, std::memory_order_release);
}
// ANCHOR_END: gate

}  // namespace test_concurrent_code
