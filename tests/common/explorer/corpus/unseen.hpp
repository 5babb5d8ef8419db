// Code that the explorer cannot see into, and must say so.
#pragma once

#include <atomic>
#include <boost/atomic/atomic.hpp>
#include <boost/atomic/fences.hpp>
#include <boost/memory_order.hpp>
#include <cassert>
#include <cstdint>
#include <sstream>
#include <string>

#include "together.hpp"

namespace unseen {

// Sixteen bytes: an instruction that the compiler leaves to a library.
inline void sixteen_bytes() {
  struct pair {
    std::int64_t first = 0, second = 0;
  };
  std::atomic<pair> both;
  pair seen;
  together([&] { both.store({1, 1}); }, [&] { seen = both.load(); });
  assert(seen.first == seen.second);
}

inline void boost_fence() {
  boost::atomic<int> first{0};
  boost::atomic<int> second{0};
  int seen[2] = {};
  together(
      [&] {
        first.store(1, boost::memory_order_relaxed);
        boost::atomic_thread_fence(boost::memory_order_seq_cst);
        seen[0] = second.load(boost::memory_order_relaxed);
      },
      [&] {
        second.store(1, boost::memory_order_relaxed);
        boost::atomic_thread_fence(boost::memory_order_seq_cst);
        seen[1] = first.load(boost::memory_order_relaxed);
      });
  assert(seen[0] + seen[1] > 0);
}

inline void inline_assembly() {
  int count = 0;
  const auto add = [&] { asm volatile("lock incl %0" : "+m"(count)); };
  together(add, add);
  assert(count == 2);
}

inline void number_from_a_stream() {
  std::istringstream in{"1 2"};
  const auto read = [&in] {
    int number = 0;
    in >> number;
  };
  together(read, read);
}

inline void line_from_a_stream() {
  std::istringstream in{"one\ntwo\n"};
  std::string line;
  together([&] { std::getline(in, line); });
}

inline void stream_that_nobody_reads() {
  std::istringstream in{"1 2"};
  together([&in] { in.str("3"); });
}

}  // namespace unseen
