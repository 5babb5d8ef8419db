// Let one thread add to a queue while another takes from it, each with a lock.
#pragma once

#include <atomic>
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <cassert>
#include <cstddef>
#include <memory>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

namespace two_lock_queue {

// The two ends lie on cache lines of their own, or two cores would slow each
// other down although they hold different locks.
inline constexpr std::size_t cache_line = 64;

// ANCHOR: queue
// An unbounded queue, first in, first out. Every member may be called from any
// thread at any time. What was done before a push happens before the pop of
// that item returns. Michael and Scott's two-lock queue (1996).
template <typename T>
class queue {
  static_assert(std::is_move_constructible_v<T>,
                "an item is moved into its node, and out of it");

 public:
  queue() : head_{new node{}}, tail_{head_} {}
  ~queue() {
    while (head_)
      delete std::exchange(head_, head_->next.load(std::memory_order_relaxed));
  }

  // If it throws, for want of memory or because the item cannot be moved, the
  // queue is as it was.
  void push(T item) {
    auto made = std::make_unique<node>(std::move(item));  // and no lock yet
    boost::lock_guard<boost::mutex> lock{tail_mutex_};
    // Pairs with try_pop's load: the item is in the node.
    tail_->next.store(made.get(), std::memory_order_release);
    tail_ = made.release();
  }

  // Returns nullopt if empty. If moving the item throws, it stays the first.
  std::optional<T> try_pop() {
    std::unique_ptr<node> spent;  // freed after unlocking
    boost::lock_guard<boost::mutex> lock{head_mutex_};
    // Pairs with push's store.
    node* const first = head_->next.load(std::memory_order_acquire);
    if (!first) return std::nullopt;
    std::optional<T> item{std::move(*first->item)};
    first->item.reset();  // a dummy keeps nothing alive
    spent.reset(std::exchange(head_, first));
    return item;
  }

 private:
  struct node {
    node() = default;
    explicit node(T&& from) : item{std::move(from)} {}
    std::optional<T> item;
    std::atomic<node*> next{nullptr};
  };

  alignas(cache_line) boost::mutex head_mutex_;
  node* head_;  // guarded by head_mutex_: the dummy, before the first item
  alignas(cache_line) boost::mutex tail_mutex_;
  node* tail_;  // guarded by tail_mutex_: the last item's, or the dummy
};
// ANCHOR_END: queue

// ANCHOR: run
// Letters are numbered from 0 by the clerk who posts them.
struct letter {
  int clerk;
  int number;
};

// Clerks post letters while the caller carries them away. Returns them in the
// order in which they came out.
inline std::vector<letter> carry(int letters, int clerks) {
  queue<letter> box;
  std::vector<boost::scoped_thread<>> posting;
  posting.reserve(clerks);
  for (int clerk = 0; clerk < clerks; ++clerk)
    posting.emplace_back([&box, clerk, letters] {
      for (int number = 0; number < letters; ++number)
        box.push({clerk, number});
    });

  std::vector<letter> carried;
  while (carried.size() < std::size_t(clerks) * letters) {
    if (const auto next = box.try_pop())
      carried.push_back(*next);
    else
      boost::this_thread::yield();
  }
  return carried;
}

inline bool in_order(const std::vector<letter>& carried, int clerks) {
  std::vector<int> next(clerks);
  for (const auto& [clerk, number] : carried)
    if (number != next[clerk]++) return false;
  return true;
}

// Nobody can move it alone.
struct piano {
  explicit piano(const int& people) : helpers{people} {}
  piano(piano&& other) : helpers{other.helpers} {
    if (helpers == 0) throw std::runtime_error{"nobody helps"};
  }
  const int& helpers;
};

inline void run(std::ostream& out, int letters, int clerks) {
  const auto carried = carry(letters, clerks);
  out << "carried " << carried.size() << " letters of " << clerks
      << " clerks, each clerk's in order: "
      << (in_order(carried, clerks) ? "yes" : "no") << '\n';

  int helpers = 1;
  queue<piano> store;
  store.push(piano{helpers});
  helpers = 0;
  try {
    store.try_pop();
  } catch (const std::runtime_error& reason) {
    out << "the piano stays where it is: " << reason.what() << '\n';
  }
  helpers = 1;
  out << "with help, it comes out: " << (store.try_pop() ? "yes" : "no")
      << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two people post letters and take one out. A letter is a digit of its own.
inline void scenario() {
  queue<int> box;
  std::optional<int> mine, other;
  {
    boost::scoped_thread<> clerk{[&] {
      box.push(1);
      box.push(10);
      other = box.try_pop();
    }};
    mine = box.try_pop();
    box.push(100);
  }
  assert(other && "what I posted is there, or another took an earlier one");
  int all = *other + mine.value_or(0), last = 0;
  while (const auto left = box.try_pop()) all += last = *left;
  assert(all == 111 && "each letter comes out once");
  assert(last > 1 && "first in, first out: 1 came before 10");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: no_dummy
// Without a dummy the only node is the first and the last at once. So the two
// ends meet in it, each under a lock that the other does not take.
class bare_queue {
 public:
  explicit bare_queue(int first)
      : head_{std::make_unique<node>(first)}, tail_{head_.get()} {}

  void push(int item) {
    auto made = std::make_unique<node>(item);
    boost::lock_guard<boost::mutex> lock{tail_mutex_};
    node* const last = made.get();
    (tail_ ? tail_->next : head_) = std::move(made);
    tail_ = last;
  }

  void pop() {
    boost::lock_guard<boost::mutex> lock{head_mutex_};
    if (!head_) return;
    head_ = std::move(head_->next);
    if (!head_) tail_ = nullptr;
  }

 private:
  struct node {
    explicit node(int number) : item{number} {}
    int item;
    std::unique_ptr<node> next;
  };
  boost::mutex head_mutex_, tail_mutex_;
  std::unique_ptr<node> head_;
  node* tail_;
};

// One letter is in the box. A clerk posts another while a carrier comes by.
inline void no_dummy() {
  bare_queue box(1);
  boost::scoped_thread<> clerk{[&] { box.push(2); }};
  box.pop();
}
// ANCHOR_END: no_dummy

// ANCHOR: notified_without_the_lock
// Waiting, built around the queue. The carrier looks while it holds the mutex.
// The clerk posts and notifies without it: the queue has locks of its own.
inline void notified_without_the_lock() {
  queue<int> box;
  boost::mutex mutex;
  boost::condition_variable arrival;
  boost::scoped_thread<> carrier{[&] {
    boost::unique_lock<boost::mutex> lock{mutex};
    while (!box.try_pop()) arrival.wait(lock);
  }};
  box.push(1);
  arrival.notify_one();
}
// ANCHOR_END: notified_without_the_lock

}  // namespace broken

}  // namespace two_lock_queue
