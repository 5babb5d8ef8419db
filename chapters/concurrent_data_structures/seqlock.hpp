// Publish the latest value to many readers, and never let them delay you.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <ostream>
#include <type_traits>
#include <vector>

namespace seqlock {

// ANCHOR: latest
// One value, which a single writer replaces as a whole and any number of
// readers copy. Storing is wait-free. What the writer did before a store
// happens before the load that returns its value.
template <typename T>
class latest {
  static_assert(std::is_trivially_copyable_v<T>,
                "a reader copies a value that may be half replaced and throws "
                "the copy away: only bytes bear that");
  static_assert(std::is_default_constructible_v<T>,
                "a reader makes a T and then fills it with the bytes");

 public:
  explicit latest(const T& first) { write(first); }

  // One writer at a time; several need a mutex around it.
  void store(const T& value) {
    // Relaxed: no other thread writes version_.
    const std::uint64_t before = version_.load(std::memory_order_relaxed);
    // Relaxed: the words that follow carry it along.
    version_.store(before + 1, std::memory_order_relaxed);
    write(value);
    // Pairs with try_load's first look: the words are all there.
    version_.store(before + 2, std::memory_order_release);
  }

  // Returns nullopt if a store was going on. Wait-free.
  std::optional<T> try_load() const {
    // Pairs with store's last line: the words are at least as new as that.
    const std::uint64_t before = version_.load(std::memory_order_acquire);
    if (before % 2 == 1) return std::nullopt;
    const T copy = read();
    // Relaxed: read() acquired, so that this cannot be older than its words.
    if (version_.load(std::memory_order_relaxed) != before) return std::nullopt;
    return copy;
  }

  // Tries again until no store comes in between: a writer who never pauses may
  // keep a reader here for ever.
  T load() const {
    for (;;) {
      if (const auto value = try_load()) return *value;
      boost::this_thread::yield();
    }
  }

 private:
  using word = std::uint64_t;
  using words = std::array<word, (sizeof(T) + sizeof(word) - 1) / sizeof(word)>;

  void write(const T& value) {
    words from{};
    std::memcpy(from.data(), &value, sizeof(T));
    // Each pairs with its load in read(): who sees a word of this value sees
    // that version_ is odd, or a later one.
    for (std::size_t i = 0; i < from.size(); ++i)
      words_[i].store(from[i], std::memory_order_release);
  }

  T read() const {
    words copy;
    for (std::size_t i = 0; i < copy.size(); ++i)
      copy[i] = words_[i].load(std::memory_order_acquire);
    T value;
    std::memcpy(&value, copy.data(), sizeof(T));
    return value;
  }

  std::atomic<std::uint64_t> version_{0};  // odd during a store
  std::array<std::atomic<word>, std::tuple_size_v<words>> words_;
};
// ANCHOR_END: latest

// ANCHOR: run
// Where an aircraft is: 250 m further in each second, 4 m higher.
struct position {
  std::int64_t second;
  std::int64_t meters;
  std::int64_t height;

  bool operator==(const position&) const = default;
};

inline position planned(std::int64_t second) {
  return {second, 250 * second, 4 * second};
}

// What a display made of the positions that it saw.
struct display {
  bool whole = true;
  bool in_order = true;
  std::int64_t second = 0;

  void show(const position& seen) {
    whole = whole && seen == planned(seen.second);
    in_order = in_order && seen.second >= second;
    second = seen.second;
  }
};

// The radar reports every second of the flight; displays show the latest.
inline void run(std::ostream& out, int seconds, int displays) {
  latest<position> aircraft(planned(0));
  std::vector<display> seen(displays);
  {
    boost::scoped_thread<> radar{[&] {
      for (int second = 1; second <= seconds; ++second)
        aircraft.store(planned(second));
    }};
    std::vector<boost::scoped_thread<>> screens;
    screens.reserve(displays);
    for (auto& mine : seen)
      screens.emplace_back([&aircraft, &mine, seconds] {
        while (mine.second < seconds) mine.show(aircraft.load());
      });
  }

  const auto all = [&](auto holds) {
    return std::ranges::all_of(seen, holds) ? "yes" : "no";
  };
  out << displays << " displays, " << seconds << " positions of "
      << sizeof(position) << " bytes:\n"
      << "  each position seen was whole: " << all(&display::whole) << '\n'
      << "  no display went back in time: " << all(&display::in_order) << '\n'
      << "  each display ended with the last one: "
      << all([&](const display& each) { return each.second == seconds; })
      << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two words that belong together, and a plain variable written before.
struct pair {
  std::uint64_t left, right;
};

inline void scenario() {
  latest<pair> both(pair{0, 0});
  int prepared = 0;
  boost::scoped_thread<> writer{[&] {
    prepared = 1;
    both.store({1, 1});
  }};
  if (const auto seen = both.try_load()) {
    assert(seen->left == seen->right && "a value is seen whole");
    if (seen->left == 1)
      assert(prepared == 1 && "what came before the store is seen");
  }
  writer.join();
  const auto last = both.try_load();
  assert(last && last->right == 1 && "nobody stores, so a load succeeds");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: plain_words
// Versions around plain data, and correct orders on the versions.
inline void plain_words() {
  std::atomic<unsigned> version{0};
  int left = 0, right = 0;
  boost::scoped_thread<> writer{[&] {
    version.store(1, std::memory_order_seq_cst);
    left = right = 1;
    version.store(2, std::memory_order_seq_cst);
  }};
  const unsigned before = version.load(std::memory_order_seq_cst);
  const int sum = left + right;
  if (before % 2 == 0 && version.load(std::memory_order_seq_cst) == before)
    assert(sum != 1 && "a value is seen whole");
}
// ANCHOR_END: plain_words

// ANCHOR: second_look_too_early
// The orders of a spinlock: acquire at the first look, release at the last
// store. Nothing keeps the second look behind the words.
inline void second_look_too_early() {
  std::atomic<unsigned> version{0}, left{0}, right{0};
  boost::scoped_thread<> writer{[&] {
    version.store(1, std::memory_order_relaxed);
    left.store(1, std::memory_order_relaxed);
    right.store(1, std::memory_order_relaxed);
    version.store(2, std::memory_order_release);
  }};
  const unsigned before = version.load(std::memory_order_acquire);
  const unsigned seen_left = left.load(std::memory_order_relaxed);
  const unsigned seen_right = right.load(std::memory_order_relaxed);
  if (before % 2 == 0 && version.load(std::memory_order_relaxed) == before)
    assert(seen_left == seen_right && "a value is seen whole");
}
// ANCHOR_END: second_look_too_early

// ANCHOR: two_writers
// Two radars. No count is lost, and yet twice odd is even.
inline void two_writers() {
  std::atomic<unsigned> version{0}, left{0}, right{0};
  const auto store = [&](unsigned value) {
    version.fetch_add(1, std::memory_order_acq_rel);
    left.store(value, std::memory_order_release);
    right.store(value, std::memory_order_release);
    version.fetch_add(1, std::memory_order_acq_rel);
  };
  boost::scoped_thread<> radar{[&] { store(1); }};
  store(2);
  radar.join();
  const unsigned at_left = left.load(std::memory_order_relaxed);
  const unsigned at_right = right.load(std::memory_order_relaxed);
  if (version.load(std::memory_order_relaxed) % 2 == 0)
    assert(at_left == at_right && "a value is seen whole");
}
// ANCHOR_END: two_writers

}  // namespace broken

}  // namespace seqlock
