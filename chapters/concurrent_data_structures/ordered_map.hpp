// Keep keys in order while many threads add, look up and walk.
#pragma once

#include <tbb/concurrent_map.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <utility>
#include <vector>

namespace ordered_map {

// ANCHOR: list
// A map in the order of its keys: a skip list (Pugh, 1990) that only grows. Any
// thread may call any member at any time, and no thread waits for another. What
// was done before an insert happens before a look that finds its entry. Entries
// stay where they are until the map goes, so a pointer to a value stays good;
// to change the value is the caller's: make it atomic, or leave it.
// Each of the `Levels` is a list; a quarter of each is on the next one, too.
template <typename Key, typename Value, int Levels = 8>
class skip_list {
 public:
  ~skip_list() {
    for (node* each = links_[0].load(std::memory_order_relaxed); each;)
      delete std::exchange(each,
                           each->links[0].load(std::memory_order_relaxed));
  }

  // Makes the value of `from`, unless the key is there already. Returns the
  // key's value, and whether it is new. If making throws, nothing changes.
  template <typename... From>
  std::pair<Value*, bool> insert(Key key, From&&... from) {
    const auto gaps = gaps_of(key);
    if (node* const there = gaps[0].holder(key)) return {&there->value, false};
    auto made =
        std::make_unique<node>(std::move(key), std::forward<From>(from)...);
    if (node* const rival = link_in(*made, 0, gaps[0].before))
      return {&rival->value, false};
    node* const entry = made.release();  // it is in the list
    for (int level = 1; level < height_of(entry->key); ++level)
      link_in(*entry, level, gaps[level].before);
    return {&entry->value, true};
  }

  // Returns nullptr if there is no such key.
  Value* find(const Key& key) {
    node* const there = gaps_of(key)[0].holder(key);
    return there ? &there->value : nullptr;
  }

  // Calls visit(key, value) in order, from `first` on, until it returns false.
  // Entries that come meanwhile may be visited or not.
  template <typename Visit>
  void walk(const Key& first, Visit visit) {
    node* each = gaps_of(first)[0].next;
    while (each && visit(each->key, each->value))
      each = each->links[0].load(std::memory_order_acquire);
  }

 private:
  struct node;
  using tower = std::array<std::atomic<node*>, Levels>;  // a link per level
  struct node {
    template <typename... From>
    explicit node(Key&& its_key, From&&... from)
        : key{std::move(its_key)}, value(std::forward<From>(from)...) {}
    const Key key;
    Value value;
    tower links{};
  };

  // Where a key belongs on a level: behind one tower, in front of one node.
  struct gap {
    // The node of that key, or else nullptr.
    node* holder(const Key& key) const {
      return next && !(key < next->key) ? next : nullptr;
    }
    tower* before;
    node* next;
  };

  static gap find_gap(const Key& key, tower* from, int level) {
    for (;;) {
      // Pairs with link_in's exchange: the node and its lower links are made.
      // seq_cst: of two threads that insert and look, one sees the other's key.
      node* const next = (*from)[level].load(std::memory_order_seq_cst);
      if (!next || !(next->key < key)) return {from, next};
      from = &next->links;
    }
  }

  std::array<gap, Levels> gaps_of(const Key& key) {
    std::array<gap, Levels> gaps;
    tower* from = &links_;
    for (int level = Levels - 1; level >= 0; --level) {
      gaps[level] = find_gap(key, from, level);
      from = gaps[level].before;
    }
    return gaps;
  }

  // Returns nullptr, or the node that has the key already.
  static node* link_in(node& made, int level, tower* from) {
    for (;;) {
      gap where = find_gap(made.key, from, level);
      if (node* const rival = where.holder(made.key)) return rival;
      // Relaxed: published by the exchange. That pairs with find_gap's and
      // walk's loads, and is relaxed if it fails: look again.
      made.links[level].store(where.next, std::memory_order_relaxed);
      if ((*where.before)[level].compare_exchange_strong(
              where.next, &made, std::memory_order_seq_cst,
              std::memory_order_relaxed))
        return nullptr;
    }
  }

  // From 1 up, each a quarter as often as the one below it.
  static int height_of(const Key& key) {
    const std::uint64_t mixed =
        std::hash<Key>{}(key)*std::uint64_t{0x9E3779B97F4A7C15};
    return 1 + std::min(std::countl_zero(mixed) / 2, Levels - 1);
  }

  tower links_{};
};
// ANCHOR_END: list

// ANCHOR: run
// A train is never taken from the timetable, only cancelled.
struct train {
  explicit train(int on) : line{on} {}
  const int line;
  std::atomic<bool> cancelled{false};
};
using timetable = skip_list<int, train>;

inline bool in_order(timetable& departures) {
  bool rising = true;
  int last = -1;
  departures.walk(0, [&](int minute, const train&) {
    return rising = std::exchange(last, minute) < minute;
  });
  return rising;
}

// Each line's clerk enters departures, by the minute. Somebody looks meanwhile.
inline void run(std::ostream& out, int lines, int trains) {
  timetable departures;
  tbb::concurrent_map<int, int> ready_made;
  bool rising = true;
  {
    std::vector<boost::scoped_thread<>> clerks;
    for (int line = 0; line < lines; ++line)
      clerks.emplace_back([&, line] {
        for (int minute = line; minute < lines * trains; minute += lines) {
          departures.insert(minute, line);
          ready_made.emplace(minute, line);
        }
      });
    for (int look = 0; look < 10; ++look) rising &= in_order(departures);
  }
  out << "in order at every look: " << (rising ? "yes" : "no") << '\n';
  const int noon = lines * trains / 2;
  departures.find(noon)->cancelled.store(true, std::memory_order_relaxed);
  out << "from minute " << noon << " on:";
  int shown = 0;
  departures.walk(noon, [&](int minute, const train& each) {
    if (each.cancelled.load(std::memory_order_relaxed)) return true;
    out << ' ' << minute << " (line " << each.line << ')';
    return ++shown < 3;
  });
  const auto [minute, line] = *ready_made.lower_bound(noon);
  out << "\nin oneTBB's map: " << minute << " (line " << line << ")\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two clerks insert the same key, and one of them looks meanwhile.
inline void scenario() {
  skip_list<int, int, 2> list;  // libstdc++ puts 2 and 5 on both levels
  const auto digits = [&] {
    int keys = 0;
    list.walk(0, [&](int key, int) { return keys = 10 * keys + key; });
    return keys;
  };
  std::pair<int*, bool> mine, other;
  {
    boost::scoped_thread<> clerk{[&] { other = list.insert(5, 1); }};
    list.insert(2, 0);
    const int seen = digits();
    assert((seen == 2 || seen == 25) && "a key is there, and in its place");
    mine = list.insert(5, 2);
  }
  assert(mine.second != other.second && "one of two inserts the key");
  assert(mine.first == other.first && "and both get its value");
  assert(*mine.first == (mine.second ? 2 : 1) && "which is the inserter's");
  assert(list.find(5) == mine.first && digits() == 25 && "all are found");
}
// ANCHOR_END: scenario

namespace broken {

struct node {
  int key;
  std::atomic<node*> next;
};

// ANCHOR: stored_link
// Looks what comes behind the new node, and stores the link to it. Somebody
// else may have put a node there since.
inline void stored_link() {
  node ten{10, nullptr}, twenty{20, nullptr};
  std::atomic<node*> head = nullptr;
  const auto put_first = [&](node& made) {
    node* const next = head.load(std::memory_order_acquire);
    made.next.store(next, std::memory_order_relaxed);
    head.store(&made, std::memory_order_release);
  };
  {
    boost::scoped_thread<> clerk{[&] { put_first(ten); }};
    put_first(twenty);
  }
  const node* const first = head.load(std::memory_order_relaxed);
  assert(first->next.load(std::memory_order_relaxed) && "both are there");
}
// ANCHOR_END: stored_link

// ANCHOR: erased_while_read
// Takes the first node out of the list, and frees it at once.
inline void erased_while_read() {
  std::atomic<node*> head = new node{10, nullptr};
  boost::scoped_thread<> clerk{[&] {
    node* const first = head.load(std::memory_order_acquire);
    head.store(first->next, std::memory_order_release);
    delete first;
  }};
  if (const node* const first = head.load(std::memory_order_acquire))
    assert(first->key == 10 && "who finds a node can read it");
}
// ANCHOR_END: erased_while_read

}  // namespace broken

}  // namespace ordered_map
