// Initialisation that happens once, whoever comes first, and its imitations.
#pragma once

#include <atomic>
#include <boost/thread/once.hpp>
#include <boost/thread/thread.hpp>
#include <cassert>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

#include "together.hpp"

namespace once {

inline void boost_call_once() {
  boost::once_flag flag = BOOST_ONCE_INIT;
  int value = 0;
  int runs = 0;
  int seen[2] = {};
  const auto look = [&](int& out) {
    boost::call_once(flag, [&] {
      ++runs;
      value = 7;
    });
    out = value;
  };
  together([&] { look(seen[0]); }, [&] { look(seen[1]); });
  assert(runs == 1 && seen[0] == 7 && seen[1] == 7);
}

inline void std_call_once() {
  std::once_flag flag;
  int value = 0;
  int runs = 0;
  int seen[2] = {};
  const auto look = [&](int& out) {
    std::call_once(flag, [&] {
      ++runs;
      value = 7;
    });
    out = value;
  };
  together<std::thread>([&] { look(seen[0]); }, [&] { look(seen[1]); });
  assert(runs == 1 && seen[0] == 7 && seen[1] == 7);
}

// Who throws has not initialised: the next one tries again.
template <typename Flag, typename Call>
void failed_attempt_is_repeated(Flag& flag, Call call) {
  int attempts = 0;
  int failures[2] = {};
  const auto attempt = [&](int& failed) {
    try {
      call(flag, [&] {
        if (++attempts == 1) throw std::runtime_error{"at first"};
      });
    } catch (const std::runtime_error&) {
      failed = 1;
    }
  };
  together([&] { attempt(failures[0]); }, [&] { attempt(failures[1]); });
  assert(attempts == 2 && failures[0] + failures[1] == 1);
}
inline void boost_attempt_is_repeated() {
  boost::once_flag once = BOOST_ONCE_INIT;
  failed_attempt_is_repeated(
      once, [](auto& flag, auto f) { boost::call_once(flag, f); });
}
inline void std_attempt_is_repeated() {
  std::once_flag once;
  failed_attempt_is_repeated(
      once, [](auto& flag, auto f) { std::call_once(flag, f); });
}

inline const std::string& greeting() {
  static const std::string text{"a greeting too long for a short string"};
  return text;
}

inline void static_local() {
  std::size_t sizes[2] = {};
  together([&] { sizes[0] = greeting().size(); },
           [&] { sizes[1] = greeting().size(); });
  assert(sizes[0] == 38 && sizes[1] == 38);
}

inline int next_number() {
  static int last = 0;
  return ++last;
}

// Every execution begins with fresh static variables.
inline void static_state_is_fresh() {
  assert(next_number() == 1);
  int seen = 0;
  together([&] { seen = next_number(); });
  assert(seen == 2);
}

inline int thrice() {
  static const int value = [] {
    static int attempts = 0;
    if (++attempts < 3) throw std::runtime_error{"not yet"};
    return attempts;
  }();
  return value;
}

inline void static_local_that_throws() {
  int seen[2] = {};
  const auto insist = [](int& out) {
    while (out == 0) {
      try {
        out = thrice();
      } catch (const std::runtime_error&) {
      }
    }
  };
  together([&] { insist(seen[0]); }, [&] { insist(seen[1]); });
  assert(seen[0] == 3 && seen[1] == 3);
}

inline void double_checked() {
  std::mutex mutex;
  std::atomic<int*> instance{nullptr};
  int seen[2] = {};
  const auto get = [&](int& out) {
    int* pointer = instance.load(std::memory_order_acquire);
    if (pointer == nullptr) {
      const std::lock_guard guard{mutex};
      pointer = instance.load(std::memory_order_relaxed);
      if (pointer == nullptr) {
        pointer = new int{7};
        instance.store(pointer, std::memory_order_release);
      }
    }
    out = *pointer;
  };
  together([&] { get(seen[0]); }, [&] { get(seen[1]); });
  delete instance.load();
  assert(seen[0] == 7 && seen[1] == 7);
}

// From here on every program has a mistake in it.

inline void double_checked_with_a_plain_pointer() {
  std::mutex mutex;
  int* instance = nullptr;
  int seen[2] = {};
  const auto get = [&](int& out) {
    if (instance == nullptr) {
      const std::lock_guard guard{mutex};
      if (instance == nullptr) instance = new int{7};
    }
    out = *instance;
  };
  together([&] { get(seen[0]); }, [&] { get(seen[1]); });
  delete instance;
  assert(seen[0] == 7 && seen[1] == 7);
}

inline void double_checked_with_relaxed_orders() {
  std::mutex mutex;
  std::atomic<int*> instance{nullptr};
  int seen[2] = {};
  const auto get = [&](int& out) {
    int* pointer = instance.load(std::memory_order_relaxed);
    if (pointer == nullptr) {
      const std::lock_guard guard{mutex};
      pointer = instance.load(std::memory_order_relaxed);
      if (pointer == nullptr) {
        pointer = new int{7};
        instance.store(pointer, std::memory_order_relaxed);
      }
    }
    out = *pointer;
  };
  together([&] { get(seen[0]); }, [&] { get(seen[1]); });
  delete instance.load();
  assert(seen[0] == 7 && seen[1] == 7);
}

// Who does not call call_once is not ordered after it.
template <typename Flag, typename Call>
void reads_past_the_flag(Flag& flag, Call call) {
  int value = 0;
  int seen = 0;
  together([&] { call(flag, [&] { value = 7; }); }, [&] { seen = value; });
  assert(seen == 0 || seen == 7);
}
inline void boost_reads_past_the_flag() {
  boost::once_flag once = BOOST_ONCE_INIT;
  reads_past_the_flag(once,
                      [](auto& flag, auto f) { boost::call_once(flag, f); });
}
inline void std_reads_past_the_flag() {
  std::once_flag once;
  reads_past_the_flag(once,
                      [](auto& flag, auto f) { std::call_once(flag, f); });
}

inline int& shared_number() {
  static int number = 7;
  return number;
}

// Only the initialisation happens once; what comes after is anyone's.
inline void static_local_written_later() {
  int seen = 0;
  together([&] { shared_number() = 8; }, [&] { seen = shared_number(); });
  assert(seen == 7 || seen == 8);
}

// What one does before call_once does not concern who comes late, unless it
// was the one that initialised.
inline void written_before_the_call() {
  boost::once_flag flag = BOOST_ONCE_INIT;
  int value = 0;
  int seen = 0;
  together(
      [&] {
        value = 7;
        boost::call_once(flag, [] {});
      },
      [&] {
        boost::call_once(flag, [] {});
        seen = value;
      });
  assert(seen == 0 || seen == 7);
}

inline void initialisers_wait_for_each_other() {
  std::once_flag first;
  std::once_flag second;
  together(
      [&] { std::call_once(first, [&] { std::call_once(second, [] {}); }); },
      [&] { std::call_once(second, [&] { std::call_once(first, [] {}); }); });
}

inline void initialiser_throws_twice() {
  boost::once_flag flag = BOOST_ONCE_INIT;
  const auto fail = [&] {
    boost::call_once(flag, [] { throw std::runtime_error{"always"}; });
  };
  together(fail, fail);
}

}  // namespace once
