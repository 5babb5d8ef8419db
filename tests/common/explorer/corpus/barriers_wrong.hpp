// Meetings that somebody misses, and permissions that were never given.
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

namespace barriers_wrong {

template <typename Meet>
void two_come(Meet meet) {
  together([&] { meet(); }, [&] { meet(); });
}
inline void boost_barrier_for_three() {
  boost::barrier meeting{3};
  two_come([&] { meeting.wait(); });
}
inline void std_barrier_for_three() {
  std::barrier meeting{3};
  two_come([&] { meeting.arrive_and_wait(); });
}
inline void std_latch_for_three() {
  std::latch meeting{3};
  two_come([&] { meeting.arrive_and_wait(); });
}
inline void boost_latch_for_three() {
  boost::latch meeting{3};
  two_come([&] { meeting.count_down_and_wait(); });
}

// Without a second meeting the next write comes too early.
template <typename Meet>
void second_meeting_forgotten(Meet meet) {
  int value = 0;
  int seen = 0;
  together(
      [&] {
        value = 1;
        meet();
        value = 2;
      },
      [&] {
        meet();
        seen = value;
      });
  assert(seen == 1 || seen == 2);
}
inline void boost_second_meeting_forgotten() {
  boost::barrier meeting{2};
  second_meeting_forgotten([&] { meeting.wait(); });
}
inline void std_second_meeting_forgotten() {
  std::barrier meeting{2};
  second_meeting_forgotten([&] { meeting.arrive_and_wait(); });
}

// Who counts down but does not wait is not ordered after the others.
inline void reads_without_waiting() {
  std::latch done{2};
  int parts[2] = {};
  int sum = 0;
  together<std::thread>(
      [&] {
        parts[0] = 1;
        done.count_down();
        sum = parts[0] + parts[1];
      },
      [&] {
        parts[1] = 2;
        done.arrive_and_wait();
      });
  assert(sum == 1 || sum == 3);
}

inline void written_after_count_down() {
  std::latch done{1};
  int value = 0;
  std::thread worker{[&] {
    done.count_down();
    value = 7;
  }};
  done.wait();
  const int seen = value;
  worker.join();
  assert(seen == 7);
}

inline void semaphore_with_room_for_two() {
  std::counting_semaphore<2> free{2};
  int count = 0;
  const auto add = [&] {
    free.acquire();
    ++count;
    free.release();
  };
  together(add, add);
  assert(count == 2);
}

inline void semaphores_in_opposite_orders() {
  std::binary_semaphore first{1};
  std::binary_semaphore second{1};
  const auto take = [](auto& one, auto& other) {
    one.acquire();
    other.acquire();
    other.release();
    one.release();
  };
  together([&] { take(first, second); }, [&] { take(second, first); });
}

inline void released_once_acquired_twice() {
  std::counting_semaphore<2> full{0};
  together([&] { full.acquire(); }, [&] { full.acquire(); },
           [&] { full.release(); });
}

inline void semaphore_time_out_ignored() {
  std::binary_semaphore full{0};
  int value = 0;
  int seen = 0;
  together(
      [&] {
        value = 7;
        full.release();
      },
      [&] {
        (void)full.try_acquire_for(std::chrono::milliseconds{1});
        seen = value;
      });
  assert(seen == 0 || seen == 7);
}

}  // namespace barriers_wrong
