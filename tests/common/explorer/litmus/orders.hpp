// Programs that need some of their memory orders. What an audit must say about
// each stands in orders.txt.
#pragma once

#include <atomic>
#include <cassert>
#include <thread>

namespace orders {

inline void message() {
  int letter = 0;
  std::atomic<bool> sent{false};
  std::thread sender{[&] {
    letter = 42;
    sent.store(true, std::memory_order_release);
  }};
  if (sent.load(std::memory_order_acquire)) assert(letter == 42);
  sender.join();
}

// Nobody reads anything but the number.
inline void counter() {
  std::atomic<int> number{0};
  std::thread other{[&] { number.fetch_add(1, std::memory_order_acq_rel); }};
  number.fetch_add(1, std::memory_order_relaxed);
  other.join();
  assert(number.load(std::memory_order_relaxed) == 2);
}

// The last one needs the half that takes, the others the half that gives.
inline void countdown() {
  int letters[2] = {0, 0};
  std::atomic<int> writers{2};
  const auto write = [&](int& letter) {
    letter = 1;
    if (writers.fetch_sub(1, std::memory_order_acq_rel) == 1)
      assert(letters[0] + letters[1] == 2);
  };
  std::thread other{[&] { write(letters[1]); }};
  write(letters[0]);
  other.join();
}

// seq_cst, without being told.
inline void doors() {
  std::atomic<bool> left{false}, right{false};
  bool saw_left = false;
  std::thread other{[&] {
    right.store(true);
    saw_left = left.load();
  }};
  left.store(true);
  const bool saw_right = right.load();
  other.join();
  assert(saw_left || saw_right);
}

inline void fenced_doors() {
  std::atomic<bool> left{false}, right{false};
  bool saw_left = false;
  std::thread other{[&] {
    right.store(true, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    saw_left = left.load(std::memory_order_relaxed);
  }};
  left.store(true, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  const bool saw_right = right.load(std::memory_order_relaxed);
  other.join();
  assert(saw_left || saw_right);
}

// Whoever comes second reads what the first one wrote. The first needs the
// release of its success, the second the acquire of its failure.
inline void first_come() {
  struct page {
    int text = 0;
  } pages[2];
  std::atomic<page*> shown{nullptr};
  const auto show = [&](page& mine) {
    mine.text = 7;
    page* first = nullptr;
    if (!shown.compare_exchange_strong(first, &mine, std::memory_order_release,
                                       std::memory_order_acquire))
      assert(first->text == 7);
  };
  std::thread other{[&] { show(pages[1]); }};
  show(pages[0]);
  other.join();
}

// Two orders in one line: the second hands on what the first has got.
inline void relay() {
  int letter = 0;
  std::atomic<int> here{0}, there{0};
  std::thread sender{[&] {
    letter = 42;
    here.store(1, std::memory_order_release);
  }};
  std::thread carrier{[&] {
    there.store(here.load(std::memory_order_acquire),
                std::memory_order_release);
  }};
  if (there.load(std::memory_order_acquire) == 1) assert(letter == 42);
  sender.join();
  carrier.join();
}

// Two orders in one line, of which the second hands on nothing.
inline void receipt() {
  int letter = 0;
  std::atomic<int> here{0}, copy{0};
  std::thread sender{[&] {
    letter = 42 + copy.load(std::memory_order_relaxed);
    here.store(1, std::memory_order_release);
  }};
  copy.store(here.load(std::memory_order_acquire), std::memory_order_release);
  if (copy.load(std::memory_order_relaxed) == 1) assert(letter == 42);
  sender.join();
}

}  // namespace orders
