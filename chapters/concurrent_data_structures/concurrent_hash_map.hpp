// Share a hash table among many threads, and change its entries in place.
#pragma once

#include <tbb/concurrent_hash_map.h>

#include <algorithm>
#include <array>
#include <bit>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <ostream>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#if __has_include(<boost/unordered/concurrent_flat_map.hpp>)  // Boost 1.83
#include <boost/unordered/concurrent_flat_map.hpp>
#endif

namespace concurrent_hash_map {

// ANCHOR: map
// A hash table in shards, each with a lock of its own. Every member may be
// called from any thread at any time, but not by a function that was passed to
// a member of the same map: it runs under a lock. If it throws, the entry is as
// it left it, and the exception passes through.
template <typename Key, typename Value, std::size_t Shards = 64,
          typename Hash = std::hash<Key>>
class sharded_map {
  static_assert(std::has_single_bit(Shards),
                "a power of two, so that a mask finds the shard of a hash");

 public:
  // Returns a copy: another thread may change or erase the entry at any time.
  std::optional<Value> find(const Key& key) {
    static_assert(std::is_copy_constructible_v<Value>,
                  "find() hands out a copy; look at other values in update()");
    std::optional<Value> copy;
    update(key, [&](const Value& value) { copy.emplace(value); });
    return copy;
  }

  // Calls change(value). Returns false if there is no such key.
  template <typename Change>
  bool update(const Key& key, Change change) {
    shard& its = shard_of(key);
    boost::lock_guard<boost::mutex> lock{its.mutex};
    const auto entry = its.entries.find(key);
    if (entry == its.entries.end()) return false;
    change(entry->second);
    return true;
  }

  // Inserts and returns true if there is no such key. Otherwise calls
  // change(value) and returns false.
  template <typename Change>
  bool insert_or_update(Key key, Value initial, Change change) {
    shard& its = shard_of(key);
    boost::lock_guard<boost::mutex> lock{its.mutex};
    const auto [entry, is_new] =
        its.entries.try_emplace(std::move(key), std::move(initial));
    if (!is_new) change(entry->second);
    return is_new;
  }

  // Returns false if the key is there already: its value stays.
  bool insert(Key key, Value value) {
    return insert_or_update(std::move(key), std::move(value), [](Value&) {});
  }

  // Calls change(value, value of other) on two entries at once. Returns false
  // if one of them is missing.
  template <typename Change>
  bool update_both(const Key& key, const Key& other, Change change) {
    assert(!(key == other) && "two entries have two keys");
    shard& its = shard_of(key);
    shard& others = shard_of(other);
    // All threads take two locks in the same order.
    const auto [first, second] = std::minmax({&its, &others});
    boost::lock_guard<boost::mutex> lock{first->mutex};
    boost::unique_lock<boost::mutex> lock_too;
    if (second != first) lock_too = boost::unique_lock{second->mutex};
    const auto entry = its.entries.find(key);
    const auto other_entry = others.entries.find(other);
    if (entry == its.entries.end() || other_entry == others.entries.end())
      return false;
    change(entry->second, other_entry->second);
    return true;
  }

  // Returns false if there was no such key.
  bool erase(const Key& key) {
    shard& its = shard_of(key);
    boost::lock_guard<boost::mutex> lock{its.mutex};
    return its.entries.erase(key) > 0;
  }

  // Calls visit(key, value) for every entry, one shard after the other. Entries
  // that come or go meanwhile may be visited or not.
  template <typename Visit>
  void for_each(Visit visit) {
    for (shard& each : shards_) {
      boost::lock_guard<boost::mutex> lock{each.mutex};
      for (const auto& [key, value] : each.entries) visit(key, value);
    }
  }

 private:
  struct alignas(64) shard {  // a cache line, so that locks do not share one
    boost::mutex mutex;
    std::unordered_map<Key, Value, Hash> entries;  // guarded by mutex
  };

  // Knuth's multiplicative hashing. std::hash of a number may be the number,
  // and the table inside the shard uses its low bits.
  shard& shard_of(const Key& key) {
    const std::uint64_t mixed = Hash{}(key)*std::uint64_t{0x9E3779B97F4A7C15};
    return shards_[(mixed >> 32) & (Shards - 1)];
  }

  std::array<shard, Shards> shards_;
};
// ANCHOR_END: map

// ANCHOR: count
using counts = std::map<std::string_view, int>;

// Several readers read the same text and count each word.
template <typename Count>
void read(int readers, int pages, Count count) {
  std::vector<boost::scoped_thread<>> reading;
  for (int reader = 0; reader < readers; ++reader)
    reading.emplace_back([=] {
      for (int page = 0; page < pages; ++page)
        for (const char* word : {"to", "be", "or", "not", "to", "be"})
          count(std::string_view{word});
    });
}

inline counts count_in_shards(int readers, int pages) {
  sharded_map<std::string_view, int> words;
  read(readers, pages, [&](std::string_view word) {
    words.insert_or_update(word, 1, [](int& count) { ++count; });
  });
  counts all;
  words.for_each([&](std::string_view word, int count) { all[word] = count; });
  return all;
}

inline counts count_with_tbb(int readers, int pages) {
  using table = tbb::concurrent_hash_map<std::string_view, int>;
  table words;
  read(readers, pages, [&](std::string_view word) {
    table::accessor entry;  // locks the entry until the end of its scope
    words.insert(entry, word);
    ++entry->second;
  });
  return {words.begin(), words.end()};  // nobody else is at work any more
}

#if __has_include(<boost/unordered/concurrent_flat_map.hpp>)
inline counts count_with_boost(int readers, int pages) {
  boost::concurrent_flat_map<std::string_view, int> words;
  read(readers, pages, [&](std::string_view word) {
    words.emplace_or_visit(word, 1, [](auto& entry) { ++entry.second; });
  });
  counts all;
  words.cvisit_all([&](const auto& entry) { all.insert(entry); });
  return all;
}
#endif
// ANCHOR_END: count

// ANCHOR: run
inline void run(std::ostream& out, int readers, int pages) {
  const counts words = count_in_shards(readers, pages);
  for (const auto& [word, count] : words) out << word << ' ' << count << '\n';
  bool same = words == count_with_tbb(readers, pages);
#if __has_include(<boost/unordered/concurrent_flat_map.hpp>)
  same = same && words == count_with_boost(readers, pages);
#endif
  out << "the ready-made tables agree: " << (same ? "yes" : "no") << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two shelves with a box each. Two people carry boxes the opposite ways, and
// each notes it in an entry that may not be there yet, in the south's shard.
inline void scenario() {
  constexpr int north = 0, south = 1, trips = 5;
  sharded_map<int, int, 2> map;
  map.insert(north, 1);
  map.insert(south, 1);
  const auto carry = [&](int from, int to) {
    map.update_both(from, to, [](int& one, int& other) { --one, ++other; });
    map.insert_or_update(trips, 1, [](int& count) { ++count; });
  };
  {
    boost::scoped_thread<> porter{[&] { carry(north, south); }};
    carry(south, north);
  }
  assert(map.find(north) == 1 && map.find(south) == 1 && "every box arrives");
  assert(map.find(trips) == 2 && "every trip is noted");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: find_then_insert
// Each call is safe. Between the two there is room for another thread.
inline void find_then_insert() {
  sharded_map<std::string_view, int, 1> words;
  const auto count = [&] {
    if (!words.update("be", [](int& times) { ++times; })) words.insert("be", 1);
  };
  { boost::scoped_thread<> reader{count}, other_reader{count}; }
  assert(words.find("be") == 2 && "two readers, each counts once");
}
// ANCHOR_END: find_then_insert

// ANCHOR: two_accessors
// An accessor of tbb::concurrent_hash_map is a lock on its entry. So two of
// them are two locks, taken in the order in which they are asked for.
inline void two_accessors() {
  struct entry {
    boost::mutex mutex;
    int boxes = 1;  // guarded by mutex
  } north, south;
  const auto carry = [](entry& from, entry& to) {
    boost::lock_guard<boost::mutex> source{from.mutex}, target{to.mutex};
    --from.boxes, ++to.boxes;
  };
  boost::scoped_thread<> porter{[&] { carry(north, south); }};
  carry(south, north);
}
// ANCHOR_END: two_accessors

}  // namespace broken

}  // namespace concurrent_hash_map
