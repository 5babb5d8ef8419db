// What threads do with a channel, for histories of it.
#pragma once

#include <cstddef>

#include "explorer/history.hpp"
#include "message_passing/bounded_channel.hpp"

namespace bounded_channel::histories {

using explorer::sequential::does;
using explorer::sequential::operation;

// Anyone sends and receives, until main closes.
template <std::size_t Capacity>
class orders {
 public:
  using specification = explorer::sequential::channel<Capacity>;
  static constexpr does meanwhile = does::close;
  static constexpr does afterwards = does::take;

  template <typename Choose>
  static operation draw(unsigned, Choose choose) {
    return {.what = choose(2) == 0 ? does::put : does::take};
  }

  void apply(operation& o) {
    if (o.what == does::put) {
      o.ok = orders_.send(static_cast<int>(o.value));
    } else if (o.what == does::take) {
      const auto order = orders_.receive();
      o.ok = order.has_value();
      o.value = order.value_or(0);
    } else {
      orders_.close();
    }
  }

 private:
  channel<int> orders_{Capacity};
};

inline void two_calls_each_through_one_place() {
  explorer::every_history<orders<1>>(2, 2);
}

inline void two_calls_each_through_two_places() {
  explorer::every_history<orders<2>>(2, 2);
}

inline void three_calls_each_through_one_place() {
  explorer::every_history<orders<1>>(2, 3);
}

inline void three_calls_each_through_two_places() {
  explorer::every_history<orders<2>>(2, 3);
}

}  // namespace bounded_channel::histories
