// Where the way begins: one lock around a buffer, and two queues of sleepers.
#pragma once

#include <boost/thread/condition_variable.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace fast_channel::mutex_and_condition {

// ANCHOR: channel
// A queue between threads that holds at most `capacity` items, at least one. It
// allocates once, and notifies only if somebody waits.
template <typename T>
class channel {
 public:
  explicit channel(std::size_t capacity) : slots_(capacity) {
    assert(capacity > 0 && "a channel needs room for one item");
  }

  // Waits for room.
  void send(T item) {
    boost::unique_lock<boost::mutex> lock{mutex_};
    ++senders_waiting_;
    room_.wait(lock, [&] { return count_ < slots_.size(); });
    --senders_waiting_;
    put(std::move(item), lock);
  }

  // Waits for an item.
  T receive() {
    boost::unique_lock<boost::mutex> lock{mutex_};
    ++receivers_waiting_;
    arrival_.wait(lock, [&] { return count_ > 0; });
    --receivers_waiting_;
    return take(lock);
  }

  // Returns false if full: `item` is untouched.
  bool try_send(T&& item) {
    boost::unique_lock<boost::mutex> lock{mutex_};
    if (count_ == slots_.size()) return false;
    put(std::move(item), lock);
    return true;
  }

  // Returns nullopt if empty.
  std::optional<T> try_receive() {
    boost::unique_lock<boost::mutex> lock{mutex_};
    if (count_ == 0) return std::nullopt;
    return take(lock);
  }

 private:
  using lock_type = boost::unique_lock<boost::mutex>;

  void put(T&& item, lock_type& lock) {
    slots_[(first_ + count_) % slots_.size()].emplace(std::move(item));
    ++count_;
    const bool somebody_waits = receivers_waiting_ > 0;
    lock.unlock();
    if (somebody_waits) arrival_.notify_one();
  }

  T take(lock_type& lock) {
    auto& slot = slots_[first_];
    T item = std::move(*slot);
    slot.reset();
    first_ = (first_ + 1) % slots_.size();
    --count_;
    const bool somebody_waits = senders_waiting_ > 0;
    lock.unlock();
    if (somebody_waits) room_.notify_one();
    return item;
  }

  boost::mutex mutex_;
  boost::condition_variable room_, arrival_;
  // All below are guarded by mutex_.
  std::vector<std::optional<T>> slots_;
  std::size_t first_ = 0, count_ = 0;
  int senders_waiting_ = 0, receivers_waiting_ = 0;
};
// ANCHOR_END: channel

// ANCHOR: scenario
// Two sensors, one place, one logger: each reading is logged once.
inline void scenario() {
  channel<int> readings{1};
  boost::scoped_thread<> sensor{[&] { readings.send(1); }};
  boost::scoped_thread<> other_sensor{[&] { readings.send(10); }};
  const int sum = readings.receive() + readings.receive();
  assert(sum == 11 && "each reading is logged once");
}
// ANCHOR_END: scenario

}  // namespace fast_channel::mutex_and_condition
