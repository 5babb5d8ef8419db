// Points where threads meet, and counted permissions.
#pragma once

#include <barrier>
#include <boost/thread/barrier.hpp>
#include <boost/thread/latch.hpp>
#include <boost/thread/thread.hpp>
#include <cassert>
#include <chrono>
#include <latch>
#include <semaphore>
#include <thread>

#include "together.hpp"

namespace barriers {

// Each writes, meets the other, and reads what the other wrote.
template <typename Thread, typename Meet>
void exchange(Meet meet) {
  int mine[2] = {};
  int seen[2] = {};
  const auto swap = [&](int self) {
    mine[self] = self + 1;
    meet();
    seen[self] = mine[1 - self];
  };
  together<Thread>([&] { swap(0); }, [&] { swap(1); });
  assert(seen[0] == 2 && seen[1] == 1);
}
inline void boost_barrier() {
  boost::barrier meeting{2};
  exchange<boost::thread>([&] { meeting.wait(); });
}
inline void std_barrier() {
  std::barrier meeting{2};
  exchange<std::thread>([&] { meeting.arrive_and_wait(); });
}
inline void std_latch() {
  std::latch meeting{2};
  exchange<std::thread>([&] { meeting.arrive_and_wait(); });
}
inline void boost_latch() {
  boost::latch meeting{2};
  exchange<boost::thread>([&] { meeting.count_down_and_wait(); });
}

// The same barrier serves the next round.
template <typename Meet>
void two_rounds(Meet meet) {
  int value = 0;
  int seen[2] = {};
  together(
      [&] {
        value = 1;
        meet();
        meet();
        value = 2;
      },
      [&] {
        meet();
        seen[0] = value;
        meet();
      });
  assert(seen[0] == 1 && value == 2);
}
inline void boost_barrier_twice() {
  boost::barrier meeting{2};
  two_rounds([&] { meeting.wait(); });
}
inline void std_barrier_twice() {
  std::barrier meeting{2};
  two_rounds([&] { meeting.arrive_and_wait(); });
}

// The completion runs once per round, between the arrivals and the departures.
inline void std_barrier_completion() {
  int mine[2] = {};
  int sum = 0;
  int seen[2] = {};
  std::barrier meeting{2, [&]() noexcept { sum = mine[0] + mine[1]; }};
  const auto add = [&](int self) {
    mine[self] = self + 1;
    meeting.arrive_and_wait();
    seen[self] = sum;
  };
  together<std::thread>([&] { add(0); }, [&] { add(1); });
  assert(seen[0] == 3 && seen[1] == 3);
}

inline void one_leaves_the_barrier() {
  std::barrier meeting{2};
  int value = 0;
  int seen = 0;
  together<std::thread>(
      [&] {
        value = 1;
        meeting.arrive_and_drop();
      },
      [&] {
        meeting.arrive_and_wait();
        seen = value;
        meeting.arrive_and_wait();
      });
  assert(seen == 1);
}

// One of them learns that it was the last to arrive.
inline void one_serial_thread() {
  boost::barrier meeting{2};
  int serial[2] = {};
  together([&] { serial[0] = meeting.wait() ? 1 : 0; },
           [&] { serial[1] = meeting.wait() ? 1 : 0; });
  assert(serial[0] + serial[1] == 1);
}

inline void count_down_without_waiting() {
  std::latch done{2};
  int parts[2] = {};
  std::thread first{[&] {
    parts[0] = 1;
    done.count_down();
  }};
  std::thread second{[&] {
    parts[1] = 2;
    done.count_down();
  }};
  done.wait();
  const int sum = parts[0] + parts[1];
  first.join();
  second.join();
  assert(sum == 3);
}

inline void semaphore_hands_over() {
  std::binary_semaphore full{0};
  int value = 0;
  int seen = 0;
  together<std::thread>(
      [&] {
        value = 7;
        full.release();
      },
      [&] {
        full.acquire();
        seen = value;
      });
  assert(seen == 7);
}

template <typename Semaphore>
void semaphore_excludes() {
  Semaphore free{1};
  int count = 0;
  const auto add = [&] {
    free.acquire();
    ++count;
    free.release();
  };
  together(add, add);
  assert(count == 2);
}
inline void binary_semaphore_excludes() {
  semaphore_excludes<std::binary_semaphore>();
}
inline void counting_semaphore_excludes() {
  semaphore_excludes<std::counting_semaphore<4>>();
}

inline void semaphore_refusal_respected() {
  std::counting_semaphore<2> free{1};
  int count = 0;
  int refused[2] = {};
  const auto add = [&](int& mine) {
    if (!free.try_acquire()) {
      mine = 1;
      return;
    }
    ++count;
    free.release();
  };
  together([&] { add(refused[0]); }, [&] { add(refused[1]); });
  assert(count + refused[0] + refused[1] == 2);
}

inline void semaphore_time_out_respected() {
  std::binary_semaphore full{0};
  int value = 0;
  int seen = 0;
  together(
      [&] {
        value = 7;
        full.release();
      },
      [&] {
        if (full.try_acquire_for(std::chrono::milliseconds{1})) seen = value;
      });
  assert(seen == 0 || seen == 7);
}

}  // namespace barriers
