// What a camera and a screen do with a buffer, for histories of it.
#pragma once

#include "concurrent_data_structures/triple_buffer.hpp"
#include "explorer/history.hpp"

namespace triple_buffer::histories {

using explorer::sequential::does;
using explorer::sequential::operation;

// Thread 1 publishes, and thread 2 looks at the latest: a register for one
// writer and one reader.
class pictures {
 public:
  using specification = explorer::sequential::atomic_register;
  static constexpr bool has_roles = true;

  template <typename Choose>
  static operation draw(unsigned thread, Choose) {
    return {.what = thread == 1 ? does::set : does::get};
  }

  void apply(operation& o) {
    if (o.what == does::set) {
      film_.draft() = static_cast<int>(o.value);
      film_.publish();
    } else {
      film_.refresh();
      o.value = film_.latest();
    }
  }

 private:
  buffer<int> film_;
};

inline void two_calls_each() { explorer::every_history<pictures>(2, 2); }

inline void three_calls_each() { explorer::every_history<pictures>(2, 3); }

}  // namespace triple_buffer::histories
