// Many readers or one writer; readers that may become the writer.
#pragma once

#include <boost/thread/lock_types.hpp>
#include <boost/thread/shared_mutex.hpp>
#include <boost/thread/thread.hpp>
#include <cassert>
#include <chrono>
#include <latch>
#include <mutex>
#include <shared_mutex>
#include <thread>

#include "together.hpp"

namespace shared_mutexes {

template <typename Mutex, template <typename> typename Unique,
          template <typename> typename Shared>
void writer_excludes_readers() {
  Mutex mutex;
  int first = 0;
  int second = 0;
  bool torn = false;
  together(
      [&] {
        const Unique<Mutex> lock{mutex};
        ++first;
        ++second;
      },
      [&] {
        const Shared<Mutex> lock{mutex};
        torn = first != second;
      });
  assert(!torn && first == 1);
}
inline void std_writer_excludes_readers() {
  writer_excludes_readers<std::shared_mutex, std::unique_lock,
                          std::shared_lock>();
}
inline void boost_writer_excludes_readers() {
  writer_excludes_readers<boost::shared_mutex, boost::unique_lock,
                          boost::shared_lock>();
}
inline void timed_writer_excludes_readers() {
  writer_excludes_readers<std::shared_timed_mutex, std::unique_lock,
                          std::shared_lock>();
}

template <typename Mutex>
void writers_exclude_each_other() {
  Mutex mutex;
  int count = 0;
  const auto add = [&] {
    mutex.lock();
    ++count;
    mutex.unlock();
  };
  together(add, add);
  assert(count == 2);
}
inline void std_writers() { writers_exclude_each_other<std::shared_mutex>(); }
inline void boost_writers() {
  writers_exclude_each_other<boost::shared_mutex>();
}

// Each reader waits until the other one is in.
template <typename Mutex>
void readers_meet() {
  Mutex mutex;
  std::latch both{2};
  const auto read = [&] {
    mutex.lock_shared();
    both.arrive_and_wait();
    mutex.unlock_shared();
  };
  together(read, read);
}
inline void std_readers_meet() { readers_meet<std::shared_mutex>(); }
inline void boost_readers_meet() { readers_meet<boost::shared_mutex>(); }

inline void shared_try_lock() {
  std::shared_mutex mutex;
  int value = 0;
  int seen = 0;
  together(
      [&] {
        const std::lock_guard guard{mutex};
        value = 7;
      },
      [&] {
        const std::shared_lock lock{mutex, std::try_to_lock};
        if (lock) seen = value;
      });
  assert(seen == 0 || seen == 7);
}

inline void shared_time_out() {
  std::shared_timed_mutex mutex;
  int value = 0;
  int seen = 0;
  together(
      [&] {
        const std::lock_guard guard{mutex};
        value = 7;
      },
      [&] {
        const std::shared_lock lock{mutex, std::chrono::milliseconds{1}};
        if (lock) seen = value;
      });
  assert(seen == 0 || seen == 7);
}

// One may read and go on to write with nobody in between.
inline void upgrade_keeps_what_it_read() {
  boost::shared_mutex mutex;
  int count = 0;
  const auto add = [&] {
    boost::upgrade_lock<boost::shared_mutex> lock{mutex};
    const int seen = count;
    const boost::upgrade_to_unique_lock<boost::shared_mutex> unique{lock};
    count = seen + 1;
  };
  together(add, add);
  assert(count == 2);
}

inline void upgrade_admits_readers() {
  boost::shared_mutex mutex;
  std::latch both{2};
  together(
      [&] {
        const boost::upgrade_lock<boost::shared_mutex> lock{mutex};
        both.arrive_and_wait();
      },
      [&] {
        const boost::shared_lock<boost::shared_mutex> lock{mutex};
        both.arrive_and_wait();
      });
}

inline void writer_steps_down() {
  boost::shared_mutex mutex;
  int value = 0;
  int seen = 0;
  together(
      [&] {
        mutex.lock();
        value = 7;
        mutex.unlock_and_lock_shared();
        seen = value;
        mutex.unlock_shared();
      },
      [&] {
        mutex.lock();
        value = 8;
        mutex.unlock();
      });
  assert(seen == 7);
}

// From here on every program has a mistake in it.

template <typename Mutex>
void writes_as_a_reader() {
  Mutex mutex;
  int count = 0;
  const auto add = [&] {
    mutex.lock_shared();
    ++count;
    mutex.unlock_shared();
  };
  together(add, add);
  assert(count == 2);
}
inline void std_writes_as_a_reader() {
  writes_as_a_reader<std::shared_mutex>();
}
inline void boost_writes_as_a_reader() {
  writes_as_a_reader<boost::shared_mutex>();
}

// Between the two locks somebody else may write.
template <typename Mutex>
void reads_then_writes() {
  Mutex mutex;
  int count = 0;
  const auto add = [&] {
    mutex.lock_shared();
    const int seen = count;
    mutex.unlock_shared();
    mutex.lock();
    count = seen + 1;
    mutex.unlock();
  };
  together(add, add);
  assert(count == 2);
}
inline void std_reads_then_writes() { reads_then_writes<std::shared_mutex>(); }
inline void boost_reads_then_writes() {
  reads_then_writes<boost::shared_mutex>();
}

// Each one keeps the other out, and waits for it to come in.
inline void writers_meet() {
  std::shared_mutex mutex;
  std::latch both{2};
  const auto write = [&] {
    const std::lock_guard guard{mutex};
    both.arrive_and_wait();
  };
  together(write, write);
}

// An upgrade waits until every reader has left; this one never does.
inline void upgrade_waits_for_itself() {
  boost::shared_mutex mutex;
  together([&] {
    const boost::shared_lock<boost::shared_mutex> reader{mutex};
    boost::upgrade_lock<boost::shared_mutex> lock{mutex};
    const boost::upgrade_to_unique_lock<boost::shared_mutex> unique{lock};
  });
}

// Boost lets a waiting writer go first: a second shared lock waits for the
// writer, which waits for the first.
inline void boost_shared_twice_around_a_writer() {
  boost::shared_mutex mutex;
  together(
      [&] {
        const boost::shared_lock<boost::shared_mutex> lock{mutex};
        const boost::shared_lock<boost::shared_mutex> again{mutex};
      },
      [&] { const boost::unique_lock<boost::shared_mutex> lock{mutex}; });
}

inline void std_unlock_shared_by_another() {
  std::shared_mutex mutex;
  mutex.lock_shared();
  together<std::thread>([&] { mutex.unlock_shared(); });
}

inline void shared_time_out_ignored() {
  std::shared_timed_mutex mutex;
  int value = 0;
  int seen = 0;
  together(
      [&] {
        const std::lock_guard guard{mutex};
        value = 7;
      },
      [&] {
        const std::shared_lock lock{mutex, std::chrono::milliseconds{1}};
        seen = value;
      });
  assert(seen == 0 || seen == 7);
}

inline void writer_forgets_to_unlock() {
  std::shared_mutex mutex;
  together([&] { mutex.lock(); },
           [&] {
             mutex.lock_shared();
             mutex.unlock_shared();
           });
}

}  // namespace shared_mutexes
