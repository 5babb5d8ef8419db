// Small data structures, right and with their classical mistakes.
#pragma once

#include <array>
#include <atomic>
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <cassert>
#include <cstddef>
#include <deque>
#include <optional>

#include "together.hpp"

namespace structures {

// A ring for one producer and one consumer.
template <std::memory_order Publish>
class ring {
 public:
  bool push(int item) {
    const auto tail = tail_.load(std::memory_order_relaxed);
    if (tail - head_.load(std::memory_order_acquire) == items_.size())
      return false;
    items_[tail % items_.size()] = item;
    tail_.store(tail + 1, Publish);
    return true;
  }

  std::optional<int> pop() {
    const auto head = head_.load(std::memory_order_relaxed);
    if (tail_.load(std::memory_order_acquire) == head) return std::nullopt;
    const int item = items_[head % items_.size()];
    head_.store(head + 1, std::memory_order_release);
    return item;
  }

 private:
  std::array<int, 1> items_{};
  std::atomic<std::size_t> head_{0};
  std::atomic<std::size_t> tail_{0};
};

template <std::memory_order Publish>
void through_the_ring() {
  ring<Publish> items;
  int pushed = 0;
  int popped = 0;
  together(
      [&] {
        for (int item : {1, 2})
          if (items.push(item)) pushed += item;
      },
      [&] {
        for (int tries = 0; tries < 2; ++tries)
          popped += items.pop().value_or(0);
      });
  while (const auto left = items.pop()) popped += *left;
  assert(pushed == popped);
}
inline void spsc_ring() { through_the_ring<std::memory_order_release>(); }

// A stack of nodes (R. K. Treiber, 1986).
class stack {
 public:
  struct node {
    int item = 0;
    std::atomic<node*> next{nullptr};
  };

  void push(node* fresh) {
    node* old = top_.load();
    do {
      fresh->next.store(old);
    } while (!top_.compare_exchange_strong(old, fresh));
  }

  // Between the look at `next` and the exchange the stack may have changed
  // and changed back.
  node* pop() {
    node* old = top_.load();
    while (old != nullptr &&
           !top_.compare_exchange_strong(old, old->next.load())) {
    }
    return old;
  }

  // Takes all: nothing that has been looked at can go stale.
  node* pop_all() { return top_.exchange(nullptr); }

 private:
  std::atomic<node*> top_{nullptr};
};

inline void stack_pushed_and_drained() {
  stack::node nodes[2];
  nodes[0].item = 1;
  nodes[1].item = 2;
  stack items;
  int sum = 0;
  together([&] { items.push(&nodes[0]); }, [&] { items.push(&nodes[1]); },
           [&] {
             for (auto* n = items.pop_all(); n != nullptr; n = n->next.load())
               sum += n->item;
           });
  for (auto* n = items.pop_all(); n != nullptr; n = n->next.load())
    sum += n->item;
  assert(sum == 3);
}

// Readers see both halves of one write: H.-J. Boehm, "Can seqlocks get along
// with programming language memory models?", MSPC 2012.
inline void sequence_lock() {
  std::atomic<unsigned> version{0};
  std::atomic<int> first{0};
  std::atomic<int> second{0};
  int seen[2] = {};
  together(
      [&] {
        version.store(1);
        first.store(7);
        second.store(7);
        version.store(2);
      },
      [&] {
        const auto before = version.load();
        const int one = first.load();
        const int other = second.load();
        if (before % 2 != 0 || version.load() != before) return;
        seen[0] = one;
        seen[1] = other;
      });
  assert(seen[0] == seen[1]);
}

// A channel with room for one item, closed by its sender.
class channel {
 public:
  bool send(int item) {
    boost::unique_lock<boost::mutex> lock{mutex_};
    changed_.wait(lock, [&] { return closed_ || items_.empty(); });
    if (closed_) return false;
    items_.push_back(item);
    changed_.notify_all();
    return true;
  }

  std::optional<int> receive() {
    boost::unique_lock<boost::mutex> lock{mutex_};
    changed_.wait(lock, [&] { return closed_ || !items_.empty(); });
    if (items_.empty()) return std::nullopt;
    const int item = items_.front();
    items_.pop_front();
    changed_.notify_all();
    return item;
  }

  void close() {
    const boost::unique_lock<boost::mutex> lock{mutex_};
    closed_ = true;
    changed_.notify_all();
  }

 private:
  boost::mutex mutex_;
  boost::condition_variable changed_;
  std::deque<int> items_;
  bool closed_ = false;
};

inline void channel_closed_by_the_sender() {
  channel items;
  int received = 0;
  together(
      [&] {
        items.send(1);
        items.send(2);
        items.close();
      },
      [&] {
        while (const auto item = items.receive()) received += *item;
      });
  assert(received == 3);
}

// From here on every program has a mistake in it.

inline void spsc_ring_relaxed() {
  through_the_ring<std::memory_order_relaxed>();
}

// A, B, A: the top is what it was, and its successor is not.
inline void stack_aba() {
  stack::node nodes[2];
  stack items;
  items.push(&nodes[1]);
  items.push(&nodes[0]);
  int popped = 0;
  int kept = 0;
  together([&] { popped = items.pop() != nullptr ? 1 : 0; },
           [&] {
             auto* const top = items.pop();
             kept = items.pop() != nullptr ? 1 : 0;
             if (top != nullptr) items.push(top);
           });
  int left = 0;
  while (items.pop() != nullptr) ++left;
  assert(popped + kept + left == 2);
}

// Whoever pops deletes, while the other still looks at `next`.
inline void stack_node_deleted() {
  stack items;
  items.push(new stack::node);
  items.push(new stack::node);
  const auto pop_and_delete = [&] { delete items.pop(); };
  together(pop_and_delete, pop_and_delete);
}

inline void sequence_not_checked_again() {
  std::atomic<unsigned> version{0};
  std::atomic<int> first{0};
  std::atomic<int> second{0};
  int seen[2] = {};
  together(
      [&] {
        version.store(1);
        first.store(7);
        second.store(7);
        version.store(2);
      },
      [&] {
        if (version.load() % 2 != 0) return;
        seen[0] = first.load();
        seen[1] = second.load();
      });
  assert(seen[0] == seen[1]);
}

inline void sequence_lock_over_plain_data() {
  std::atomic<unsigned> version{0};
  int data = 0;
  int seen = 0;
  together(
      [&] {
        version.store(1);
        data = 7;
        version.store(2);
      },
      [&] {
        const auto before = version.load();
        const int copy = data;
        if (before % 2 == 0 && version.load() == before) seen = copy;
      });
  assert(seen == 0 || seen == 7);
}

// Only the receiver can wake the sender, and it has gone.
inline void channel_never_drained() {
  channel items;
  together(
      [&] {
        items.send(1);
        items.send(2);
        items.send(3);
      },
      [&] { items.receive(); });
}

inline void channel_never_closed() {
  channel items;
  int received = 0;
  together([&] { items.send(1); },
           [&] {
             while (const auto item = items.receive()) received += *item;
           });
}

}  // namespace structures
