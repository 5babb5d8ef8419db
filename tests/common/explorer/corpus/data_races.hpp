// Plain memory of every shape: when two accesses meet, and when they do not.
#pragma once

#include <array>
#include <atomic>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "together.hpp"

namespace data_races {

inline void both_read() {
  const int number = 7;
  int seen[2] = {};
  together([&] { seen[0] = number; }, [&] { seen[1] = number; });
  assert(seen[0] + seen[1] == 14);
}

inline void adjacent_bytes() {
  struct {
    char first = 0, second = 0, third = 0;
  } bytes;
  together([&] { bytes.first = 1; }, [&] { bytes.second = 2; },
           [&] { bytes.third = 3; });
  assert(bytes.first + bytes.second + bytes.third == 6);
}

inline void different_elements() {
  std::array<int, 2> numbers{};
  together([&] { numbers[0] = 1; }, [&] { numbers[1] = 2; });
  assert(numbers[0] + numbers[1] == 3);
}

inline void different_elements_of_a_vector() {
  std::vector<std::string> words(2);
  together([&] { words[0] = "one"; }, [&] { words[1] = "two"; });
  assert(words[0] + words[1] == "onetwo");
}

// A member of width 0 ends the memory location of the bit-fields before it.
inline void bit_fields_apart() {
  struct {
    unsigned first : 4;
    unsigned : 0;
    unsigned second : 4;
  } bits{};
  together([&] { bits.first = 1; }, [&] { bits.second = 2; });
  assert(bits.first + bits.second == 3);
}

inline void written_in_turn() {
  int number = 0;
  std::thread first{[&] { number = 1; }};
  first.join();
  std::thread second{[&] { number = 2; }};
  second.join();
  assert(number == 2);
}

// Handed over from one to the other and back.
inline void ownership_goes_round() {
  std::atomic<int> turn{0};
  int number = 0;
  together(
      [&] {
        number = 1;
        turn.store(1, std::memory_order_release);
        while (turn.load(std::memory_order_acquire) != 2) {
        }
        number += 4;
      },
      [&] {
        while (turn.load(std::memory_order_acquire) != 1) {
        }
        number += 2;
        turn.store(2, std::memory_order_release);
      });
  assert(number == 7);
}

inline void map_under_a_lock() {
  boost::mutex mutex;
  std::map<int, std::string> names;
  const auto add = [&](int number, const char* name) {
    const boost::lock_guard<boost::mutex> guard{mutex};
    names[number] = name;
  };
  together([&] { add(1, "one"); }, [&] { add(2, "two"); });
  assert(names.size() == 2 && names.at(1) == "one" && names.at(2) == "two");
}

inline void objects_of_different_threads() {
  const auto work = [](int& out) {
    const auto own = std::make_unique<std::vector<int>>(3, 2);
    for (const int number : *own) out += number;
  };
  int sums[2] = {};
  together([&] { work(sums[0]); }, [&] { work(sums[1]); });
  assert(sums[0] == 6 && sums[1] == 6);
}

}  // namespace data_races
