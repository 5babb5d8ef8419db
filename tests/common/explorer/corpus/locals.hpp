// Variables that every thread has one of.
#pragma once

#include <atomic>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/tss.hpp>
#include <cassert>
#include <string>
#include <thread>

#include "together.hpp"

namespace locals {

inline thread_local int number = 7;
inline thread_local std::string text{"own"};

// Each thread finds the initial value, and its own changes alone.
inline void each_has_its_own() {
  assert(number == 7);
  number = 1;
  int seen[2] = {};
  const auto change = [&](int self) {
    number += self;
    seen[self] = number;
  };
  together([&] { change(0); }, [&] { change(1); });
  assert(number == 1 && seen[0] == 7 && seen[1] == 8);
}

inline void constructed_for_each() {
  text = "main";
  std::string seen[2];
  const auto change = [&](int self) {
    text += self == 0 ? " first" : " second";
    seen[self] = text;
  };
  together([&] { change(0); }, [&] { change(1); });
  assert(text == "main" && seen[0] == "own first" && seen[1] == "own second");
}

struct farewell {
  int* count = nullptr;
  ~farewell() {
    if (count != nullptr) ++*count;
  }
};

// The destructor runs at the end of its thread, and join() waits for it.
inline void destroyed_before_the_join() {
  int count = 0;
  std::thread worker{[&] {
    static thread_local farewell last;
    last.count = &count;
  }};
  worker.join();
  assert(count == 1);
}

struct locked_farewell {
  boost::mutex* mutex = nullptr;
  int* count = nullptr;
  ~locked_farewell() {
    const boost::lock_guard<boost::mutex> guard{*mutex};
    ++*count;
  }
};

inline void destroyed_under_a_lock() {
  boost::mutex mutex;
  int count = 0;
  const auto leave = [&] {
    static thread_local locked_farewell last;
    last.mutex = &mutex;
    last.count = &count;
  };
  together(leave, leave);
  assert(count == 2);
}

// Last constructed, first destroyed.
inline void destroyed_in_reverse() {
  struct note {
    std::string* log;
    char name;
    ~note() { log->push_back(name); }
  };
  std::string log;
  together<std::thread>([&] {
    static thread_local note first{&log, 'a'};
    static thread_local note second{&log, 'b'};
    assert(first.name < second.name);
  });
  assert(log == "ba");
}

// Lent to another thread for as long as the owner lives and waits.
inline void lent_out() {
  std::atomic<int*> lent{nullptr};
  std::atomic<bool> returned{false};
  int seen = 0;
  together(
      [&] {
        lent.store(&number);
        while (!returned.load()) {
        }
        seen = number;
      },
      [&] {
        int* mine = lent.load();
        while (mine == nullptr) mine = lent.load();
        *mine = 9;
        returned.store(true);
      });
  assert(seen == 9 && number == 7);
}

inline void thread_specific_ptr() {
  boost::thread_specific_ptr<int> own;
  int seen[2] = {};
  const auto use = [&](int self) {
    assert(own.get() == nullptr);
    own.reset(new int{self + 1});
    seen[self] = *own;
  };
  together([&] { use(0); }, [&] { use(1); });
  assert(own.get() == nullptr && seen[0] == 1 && seen[1] == 2);
}

// From here on every program has a mistake in it.

// One writes its own variable, the other one the same through a pointer.
inline void lent_out_and_used() {
  std::atomic<int*> lent{nullptr};
  int seen = 0;
  std::atomic<bool> over{false};
  together(
      [&] {
        lent.store(&number);
        number = 8;
        seen = number;
        while (!over.load()) {
        }
      },
      [&] {
        int* other = lent.load();
        while (other == nullptr) other = lent.load();
        *other = 9;
        over.store(true);
      });
  assert(seen == 8);
}

inline void destructors_race() {
  int count = 0;
  const auto leave = [&] {
    static thread_local farewell last;
    last.count = &count;
  };
  together(leave, leave);
  assert(count == 2);
}

// The variable of the main thread is not the worker's.
inline void taken_for_shared() {
  number = 1;
  int seen = 0;
  together([&] { seen = number; });
  assert(seen == 1);
}

// The end of the function is not the end of the thread: its destructors are
// still to run when the flag is seen.
inline void done_before_the_destructors() {
  std::atomic<bool> over{false};
  int count = 0;
  std::thread worker{[&] {
    static thread_local farewell last;
    last.count = &count;
    over.store(true);
  }};
  while (!over.load()) {
  }
  const int seen = count;
  worker.join();
  assert(seen == 0 || seen == 1);
}

}  // namespace locals
