// Keep your work at hand, and let idle threads take what you come to last.
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

namespace work_stealing_deque {

// The bytes that two cores cannot write at the same time without slowing each
// other down: 64 on x86-64 and most ARM, 128 on Apple's.
inline constexpr std::size_t cache_line = 64;

// ANCHOR: deque
// One thread owns it: pushes items and takes back the newest. All others may
// steal the oldest. Each item is taken or stolen once. Take and steal are
// wait-free, and so is a push that finds room. What the owner did before a push
// happens before the steal of that item returns. From Chase and Lev (SPAA
// 2005), with the memory orders of Lê, Pop, Cohen and Zappa Nardelli (PPoPP
// 2013).
template <typename T>
class deque {
  static_assert(std::is_trivially_copyable_v<T>,
                "a thief copies an item before it knows that it won it");
  static_assert(std::atomic<T>::is_always_lock_free,
                "an item is one atomic word: an index, or a pointer to a task");
  static_assert(alignof(T) >= sizeof(T),
                "clang calls a library for words that are not aligned");

 public:
  // Room for that many items at first. It grows as needed.
  explicit deque(std::size_t capacity = 64) {
    rings_.push_back(std::make_unique<ring>(std::bit_ceil(capacity)));
    ring_.store(rings_.back().get(), std::memory_order_relaxed);
  }

  // Owner only. If there is no memory to grow, throws, and nothing is changed.
  void push(T item) {
    // Relaxed: no other thread writes bottom_ or ring_.
    const std::int64_t bottom = bottom_.load(std::memory_order_relaxed);
    // Pairs with steal's exchange: the thief has read the slot that is free.
    const std::int64_t top = top_.load(std::memory_order_acquire);
    ring* items = ring_.load(std::memory_order_relaxed);
    if (bottom - top == items->size()) items = grow(top, bottom);
    items->at(bottom).store(item, std::memory_order_relaxed);
    // Pairs with steal's load: the item is there, and what it points to.
    bottom_.store(bottom + 1, std::memory_order_release);
  }

  // Owner only: the newest item, or nullopt if there is none.
  std::optional<T> take() {
    const std::int64_t last = bottom_.load(std::memory_order_relaxed) - 1;
    // Pairs with steal's load, as in push: this hides the push from thieves
    // who have yet to come for the items before.
    bottom_.store(last, std::memory_order_release);
    // Against the fence in steal: either the thief sees bottom_ down here, or
    // this thread sees how far the thief has come.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    std::int64_t top = top_.load(std::memory_order_relaxed);
    if (top < last) return at(last);

    std::optional<T> item;
    if (top == last) {  // the only item: whoever moves top_ has it
      item = at(last);
      if (!top_.compare_exchange_strong(top, top + 1, std::memory_order_seq_cst,
                                        std::memory_order_relaxed))
        item.reset();
    }
    // Relaxed: who reads this finds the deque empty, or its exchange fails.
    bottom_.store(last + 1, std::memory_order_relaxed);
    return item;
  }

  // Any thread: the oldest item, or nullopt if there is none or if another
  // thread was faster.
  std::optional<T> steal() {
    // Relaxed: the fence acquires.
    std::int64_t top = top_.load(std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_seq_cst);  // see take
    // Pairs with push's and take's stores: the items before are there.
    if (top >= bottom_.load(std::memory_order_acquire)) return std::nullopt;
    // Pairs with grow's store. An outgrown ring serves as well: what was in it
    // at top_ stays there.
    ring* const items = ring_.load(std::memory_order_acquire);
    const T item = items->at(top).load(std::memory_order_relaxed);
    if (!top_.compare_exchange_strong(top, top + 1, std::memory_order_seq_cst,
                                      std::memory_order_relaxed))
      return std::nullopt;
    return item;
  }

  // Any thread, and cheaper than a steal. By the time you look at the answer it
  // may be wrong, either way.
  bool seems_empty() const {
    // Relaxed: nothing follows from it.
    return top_.load(std::memory_order_relaxed) >=
           bottom_.load(std::memory_order_relaxed);
  }

 private:
  class ring {
   public:
    explicit ring(std::size_t slots) : slots_(slots) {}
    std::int64_t size() const { return std::ssize(slots_); }
    std::atomic<T>& at(std::int64_t index) {
      return slots_[static_cast<std::size_t>(index) & (slots_.size() - 1)];
    }

   private:
    std::vector<std::atomic<T>> slots_;  // a power of two of them
  };

  T at(std::int64_t index) const {
    return ring_.load(std::memory_order_relaxed)
        ->at(index)
        .load(std::memory_order_relaxed);
  }

  ring* grow(std::int64_t top, std::int64_t bottom) {
    ring* const from = rings_.back().get();
    rings_.push_back(std::make_unique<ring>(2 * from->size()));
    ring* const to = rings_.back().get();
    for (std::int64_t i = top; i < bottom; ++i)
      to->at(i).store(from->at(i).load(std::memory_order_relaxed),
                      std::memory_order_relaxed);
    // Pairs with steal's load: the items have moved.
    ring_.store(to, std::memory_order_release);
    return to;
  }

  // Signed: an owner who takes from an empty deque sets bottom_ below top_.
  alignas(cache_line) std::atomic<std::int64_t> top_{0};
  alignas(cache_line) std::atomic<std::int64_t> bottom_{0};  // owner writes
  std::atomic<ring*> ring_;                                  // owner writes
  // The owner's. A thief may still read an outgrown ring, so all are kept.
  std::vector<std::unique_ptr<ring>> rings_;
};
// ANCHOR_END: deque

}  // namespace work_stealing_deque
