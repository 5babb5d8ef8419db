// Make a fast producer wait for a slow consumer.
#pragma once

#include <boost/thread/condition_variable.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <deque>
#include <optional>
#include <ostream>
#include <utility>

namespace bounded_channel {

// ANCHOR: channel
// A queue between threads that holds at most `capacity` items. With capacity 0
// it is a rendezvous: an item goes in only to a receiver who waits for it.
// Every member may be called from any thread at any time.
template <typename T>
class channel {
 public:
  explicit channel(std::size_t capacity) : capacity_{capacity} {}

  // Waits for room. Returns false if closed: the item went nowhere.
  bool send(T item) {
    boost::unique_lock<boost::mutex> lock{mutex_};
    room_.wait(lock, [&] { return closed_ || items_.size() < places(); });
    if (closed_) return false;
    items_.push_back(std::move(item));
    arrival_.notify_one();
    return true;
  }

  // Waits for an item. Returns nullopt once closed and drained.
  std::optional<T> receive() {
    boost::unique_lock<boost::mutex> lock{mutex_};
    const presence here{receivers_};
    if (capacity_ == 0) room_.notify_one();
    arrival_.wait(lock, [&] { return closed_ || !items_.empty(); });
    if (items_.empty()) return std::nullopt;
    std::optional<T> item{std::move(items_.front())};
    items_.pop_front();
    room_.notify_one();
    return item;
  }

  // Wakes everyone who waits: senders give up, receivers drain what is left.
  void close() {
    boost::unique_lock<boost::mutex> lock{mutex_};
    closed_ = true;
    room_.notify_all();
    arrival_.notify_all();
  }

 private:
  // Counts who is inside its scope, whichever way they leave.
  class presence {
   public:
    explicit presence(std::size_t& count) : count_{count} { ++count_; }
    presence(const presence&) = delete;
    presence& operator=(const presence&) = delete;
    ~presence() { --count_; }

   private:
    std::size_t& count_;
  };

  std::size_t places() const { return capacity_ > 0 ? capacity_ : receivers_; }

  const std::size_t capacity_;
  boost::mutex mutex_;
  boost::condition_variable room_, arrival_;
  // All below are guarded by mutex_.
  std::deque<T> items_;
  std::size_t receivers_ = 0;  // inside receive()
  bool closed_ = false;
};
// ANCHOR_END: channel

// ANCHOR: run
// A till takes orders faster than the kitchen cooks them.
inline void run(std::ostream& out, int items, int capacity) {
  channel<int> orders(static_cast<std::size_t>(capacity));

  boost::scoped_thread<> till{[&] {
    for (int order = 1; order <= items; ++order) orders.send(order);
    orders.close();
  }};

  while (const auto order = orders.receive())
    out << "cooked order " << *order << '\n';
  out << "the till has closed\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two items through one place: the producer has to wait, and close() has to
// reach a consumer that waits.
inline void scenario() {
  channel<int> orders(1);
  boost::scoped_thread<> till{[&] {
    orders.send(1);
    orders.send(2);
    orders.close();
  }};
  int cooked = 0;
  while (const auto order = orders.receive()) {
    assert(*order == cooked + 1 && "orders arrive in order");
    ++cooked;
  }
  assert(cooked == 2 && "closing loses nothing that was sent");
}
// ANCHOR_END: scenario

// ANCHOR: rendezvous
// No place at all: the order goes from hand to hand, so each side knows what
// the other did before.
inline void rendezvous() {
  channel<int> orders(0);
  bool written_down = false, stove_lit = false;
  boost::scoped_thread<> till{[&] {
    written_down = true;
    orders.send(1);
    assert(stove_lit && "the kitchen was ready to take it");
    orders.close();
  }};
  stove_lit = true;
  const auto order = orders.receive();
  assert(order == 1 && written_down && "the order was written down before");
  assert(!orders.receive() && "and then the till closed");
}
// ANCHOR_END: rendezvous

namespace broken {

// ANCHOR: if_instead_of_while
// take() asks once and then believes the wake-up.
class orders {
 public:
  void add(int order) {
    boost::unique_lock<boost::mutex> lock{mutex_};
    waiting_.push_back(order);
    arrival_.notify_one();
  }

  int take() {
    boost::unique_lock<boost::mutex> lock{mutex_};
    if (waiting_.empty()) arrival_.wait(lock);
    assert(!waiting_.empty() && "woken, so there must be an order");
    const int order = waiting_.front();
    waiting_.pop_front();
    return order;
  }

 private:
  boost::mutex mutex_;
  boost::condition_variable arrival_;
  std::deque<int> waiting_;  // guarded by mutex_
};

// Two orders for two cooks: one each, one would think.
inline void if_instead_of_while() {
  orders till;
  boost::scoped_thread<> cook{[&] { till.take(); }};
  boost::scoped_thread<> other_cook{[&] { till.take(); }};
  till.add(1);
  till.add(2);
}
// ANCHOR_END: if_instead_of_while

}  // namespace broken

}  // namespace bounded_channel
