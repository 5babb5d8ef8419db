// Exceptions that cross locks, threads, and the edge of a thread; and streams,
// each of one thread or under a lock.
#pragma once

#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>
#include <cassert>
#include <exception>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>

#include "together.hpp"

namespace exceptions {

// The guard gives the lock back on the way out.
inline void guard_unlocks() {
  boost::mutex mutex;
  int count = 0;
  const auto add = [&] {
    try {
      const boost::lock_guard<boost::mutex> guard{mutex};
      ++count;
      throw std::runtime_error{"on the way out"};
    } catch (const std::runtime_error&) {
    }
  };
  together(add, add);
  assert(count == 2);
}

inline void carried_to_the_joiner() {
  std::exception_ptr carried;
  std::thread worker{[&] {
    try {
      throw std::runtime_error{"carried"};
    } catch (...) {
      carried = std::current_exception();
    }
  }};
  worker.join();
  std::string what;
  try {
    if (carried) std::rethrow_exception(carried);
  } catch (const std::runtime_error& error) {
    what = error.what();
  }
  assert(what == "carried");
}

inline void each_throws_its_own() {
  int caught[2] = {};
  const auto attempt = [&](int self) {
    try {
      throw self;
    } catch (const int number) {
      caught[self] = number + 1;
    }
  };
  together([&] { attempt(0); }, [&] { attempt(1); });
  assert(caught[0] == 1 && caught[1] == 2);
}

inline void stream_of_each() {
  std::string texts[2];
  const auto write = [&](int self) {
    std::ostringstream out;
    out << "thread " << self;
    texts[self] = out.str();
  };
  together([&] { write(0); }, [&] { write(1); });
  assert(texts[0] == "thread 0" && texts[1] == "thread 1");
}

inline void stream_under_a_lock() {
  std::mutex mutex;
  std::ostringstream out;
  const auto write = [&](const char* word) {
    const std::lock_guard guard{mutex};
    out << word;
  };
  together([&] { write("a"); }, [&] { write("b"); });
  const auto text = out.str();
  assert(text == "ab" || text == "ba");
}

// From here on every program has a mistake in it.

inline void leaves_under_a_lock() {
  boost::mutex mutex;
  together([&] {
    const boost::lock_guard<boost::mutex> guard{mutex};
    throw std::runtime_error{"nobody catches it"};
  });
}

// No guard: the lock stays with the thread that has gone.
inline void lock_left_behind() {
  boost::mutex mutex;
  const auto use = [&] {
    try {
      mutex.lock();
      throw std::runtime_error{"on the way out"};
    } catch (const std::runtime_error&) {
    }
  };
  together(use, use);
}

// Only one interleaving throws.
inline void leaves_if_late() {
  boost::mutex mutex;
  int count = 0;
  const auto add = [&](int limit) {
    const boost::lock_guard<boost::mutex> guard{mutex};
    if (++count > limit) throw std::runtime_error{"too many"};
  };
  together([&] { add(2); }, [&] { add(1); });
}

// It leaves while another thread is still to be joined.
inline void leaves_over_a_thread() {
  try {
    std::thread worker{[] {}};
    throw std::runtime_error{"before the join"};
    worker.join();
  } catch (const std::runtime_error&) {
  }
}

inline void leaves_a_noexcept_function() {
  const auto first = [](const std::string& text) noexcept {
    return text.at(0);
  };
  together([&] { first(std::string{}); });
}

inline void pointer_read_before_the_join() {
  std::exception_ptr carried;
  std::thread worker{[&] {
    try {
      throw std::runtime_error{"carried"};
    } catch (...) {
      carried = std::current_exception();
    }
  }};
  const bool seen = carried != nullptr;
  worker.join();
  assert(!seen || carried);
}

inline void stream_shared() {
  std::ostringstream out;
  together([&] { out << "a"; }, [&] { out << "b"; });
  const auto text = out.str();
  assert(text.size() == 2);
}

}  // namespace exceptions
