// Data races, each with a reason why somebody thought that it was none.
#pragma once

#include <algorithm>
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

namespace data_races_wrong {

inline void lost_update() {
  int count = 0;
  together([&] { ++count; }, [&] { ++count; });
  assert(count == 2);
}

inline void read_and_write() {
  int number = 0;
  int seen = 0;
  together([&] { number = 7; }, [&] { seen = number; });
  assert(seen == 0 || seen == 7);
}

inline void write_and_write() {
  int number = 0;
  together([&] { number = 1; }, [&] { number = 2; });
  assert(number == 1 || number == 2);
}

// Even the same value, even a single byte.
inline void same_value() {
  bool found = false;
  together([&] { found = true; }, [&] { found = true; });
  assert(found);
}

inline void neighbours_in_a_bit_field() {
  struct {
    unsigned first : 4;
    unsigned second : 4;
  } bits{};
  together([&] { bits.first = 1; }, [&] { bits.second = 2; });
  assert(bits.first + bits.second == 3);
}

inline void neighbours_in_a_vector_of_bool() {
  std::vector<bool> flags(2);
  together([&] { flags[0] = true; }, [&] { flags[1] = true; });
  assert(flags[0] && flags[1]);
}

// Two halves of one word, seen through different types.
inline void overlapping() {
  union {
    std::uint64_t whole;
    std::uint8_t bytes[8];
  } number{};
  std::uint64_t seen = 0;
  together([&] { number.bytes[5] = 1; }, [&] { seen = number.whole; });
  assert(seen == 0 || seen == std::uint64_t{1} << 40);
}

inline void copied_while_a_member_changes() {
  struct pair {
    int first = 0, second = 0;
  };
  pair shared;
  pair copy;
  together([&] { shared.second = 1; }, [&] { copy = shared; });
  assert(copy.first == 0);
}

inline void vector_grows_under_a_reader() {
  std::vector<int> numbers{1};
  int seen = 0;
  together([&] { numbers.push_back(2); }, [&] { seen = numbers[0]; });
  assert(seen == 1);
}

inline void size_asked_without_the_lock() {
  boost::mutex mutex;
  std::vector<int> numbers;
  std::size_t size = 0;
  together(
      [&] {
        const boost::lock_guard<boost::mutex> guard{mutex};
        numbers.push_back(1);
      },
      [&] { size = numbers.size(); });
  assert(size <= 1);
}

inline void map_grows_in_two_places() {
  std::map<int, int> numbers;
  together([&] { numbers[1] = 1; }, [&] { numbers[2] = 2; });
  assert(numbers.size() == 2);
}

// The code that touches the characters lies in the standard library.
inline void string_appended_twice() {
  std::string text;
  together([&] { text += "left"; }, [&] { text += "right"; });
  assert(text.size() == 9);
}

inline void string_read_while_assigned() {
  std::string text{"a text that is too long for a short string"};
  std::string copy;
  together([&] { text = "another text, too long for a short string"; },
           [&] { copy = text; });
  assert(!copy.empty());
}

inline void filled_and_copied() {
  char source[16] = {};
  char target[16] = {};
  together([&] { std::memset(source, 1, sizeof source); },
           [&] { std::memcpy(target, source, sizeof target); });
  assert(target[0] == 0 || target[0] == 1);
}

// The owner looks at its own local variables while they are lent out.
inline void member_of_a_local_object() {
  struct {
    int first = 0, second = 0;
  } numbers;
  std::thread writer{[&] { numbers.second = 1; }};
  const int seen = numbers.second;
  writer.join();
  assert(seen == 0 || seen == 1);
}

inline void element_of_a_local_array() {
  int numbers[4] = {};
  std::thread reader{[&] { assert(numbers[3] >= 0); }};
  numbers[3] = 1;
  reader.join();
}

inline void copied_by_an_algorithm() {
  const auto source = std::make_unique<char[]>(24);
  const auto target = std::make_unique<char[]>(24);
  together([&] { std::fill_n(source.get(), 24, char{1}); },
           [&] { std::copy_n(source.get(), 24, target.get()); });
  assert(target[0] == 0 || target[0] == 1);
}

inline void shared_pointer_itself() {
  auto pointer = std::make_shared<int>(7);
  std::shared_ptr<int> copy;
  together([&] { copy = pointer; }, [&] { pointer.reset(); });
  assert(!copy || *copy == 7);
}

inline int global_number = 0;

inline void global() {
  int seen = 0;
  together([&] { global_number = 7; }, [&] { seen = global_number; });
  assert(seen == 0 || seen == 7);
}

// The lock orders them in one direction, if the other thread comes second.
inline void ordered_by_luck() {
  boost::mutex mutex;
  int number = 0;
  together(
      [&] {
        number = 1;
        const boost::lock_guard<boost::mutex> guard{mutex};
      },
      [&] {
        { const boost::lock_guard<boost::mutex> guard{mutex}; }
        number = 2;
      });
  assert(number == 1 || number == 2);
}

// Only one order of three steps gets to the accesses that race.
inline void behind_two_doors() {
  std::atomic<int> stage{0};
  int number = 0;
  together<std::thread>(
      [&] {
        stage.store(1, std::memory_order_relaxed);
        if (stage.load(std::memory_order_relaxed) == 2) number = 1;
      },
      [&] {
        if (stage.load(std::memory_order_relaxed) != 1) return;
        stage.store(2, std::memory_order_relaxed);
        number = 2;
      });
  assert(number >= 0);
}

// Deleted by one thread while the other one still writes.
inline void written_while_destroyed() {
  auto number = std::make_unique<int>(0);
  together([pointer = number.get()] { *pointer = 7; }, [&] { number.reset(); });
}

// The destructor writes, too.
inline void destructor_writes() {
  struct counted {
    int& alive;
    ~counted() { --alive; }
  };
  int alive = 2;
  const auto live = [&] { const counted self{alive}; };
  together(live, live);
  assert(alive == 0);
}

}  // namespace data_races_wrong
