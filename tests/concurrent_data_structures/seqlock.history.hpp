// What a radar and displays do with the latest position, for histories of it.
#pragma once

#include <cstdint>

#include "concurrent_data_structures/seqlock.hpp"
#include "explorer/history.hpp"

namespace seqlock::histories {

using explorer::sequential::does;
using explorer::sequential::operation;

// Thread 1 stores, and the others load. Two words, so that a value can be torn.
class positions {
 public:
  using specification = explorer::sequential::atomic_register;
  static constexpr bool has_roles = true;

  template <typename Choose>
  static operation draw(unsigned thread, Choose) {
    return {.what = thread == 1 ? does::set : does::get};
  }

  void apply(operation& o) {
    if (o.what == does::set) {
      latest_.store({o.value, -o.value});
    } else {
      const auto seen = latest_.load();
      // A torn one is no value that was ever stored.
      o.value = seen.meters == -seen.height ? seen.meters : -1;
    }
  }

 private:
  struct position {
    std::int64_t meters, height;
  };
  latest<position> latest_{position{0, 0}};
};

// A display that does not wait may see nothing while a store is going on.
struct glances : positions {};

inline void two_calls_each() { explorer::every_history<positions>(2, 2); }

inline void three_calls_each() { explorer::every_history<positions>(2, 3); }

inline void three_threads() { explorer::every_history<positions>(3, 1); }

}  // namespace seqlock::histories
