// What readers do with a table of words, for histories of it.
#pragma once

#include "concurrent_data_structures/concurrent_hash_map.hpp"
#include "explorer/history.hpp"

namespace concurrent_hash_map::histories {

using explorer::sequential::does;
using explorer::sequential::operation;

// Anyone inserts, finds and erases two keys, in shards of their own.
class words {
 public:
  using specification = explorer::sequential::map;

  template <typename Choose>
  static operation draw(unsigned, Choose choose) {
    constexpr does all[] = {does::insert, does::find, does::erase};
    const does what = all[choose(3)];
    return {.what = what, .key = choose(2)};
  }

  void apply(operation& o) {
    const int key = static_cast<int>(o.key);
    if (o.what == does::insert) {
      o.ok = words_.insert(key, static_cast<int>(o.value));
    } else if (o.what == does::erase) {
      o.ok = words_.erase(key);
    } else {
      const auto found = words_.find(key);
      o.ok = found.has_value();
      o.value = found.value_or(0);
    }
  }

 private:
  sharded_map<int, int, 2> words_;
};

// All of them the same key.
struct one_word : words {
  template <typename Choose>
  static operation draw(unsigned, Choose choose) {
    constexpr does all[] = {does::insert, does::find, does::erase};
    return {.what = all[choose(3)]};
  }
};

inline void two_calls_each() { explorer::every_history<words>(2, 2); }

inline void three_calls_each_on_one_key() {
  explorer::every_history<one_word>(2, 3);
}

inline void three_threads() { explorer::every_history<words>(3, 1); }

}  // namespace concurrent_hash_map::histories
