// What threads do with a fast channel, and with its ring, for histories of
// them.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include "explorer/history.hpp"
#include "message_passing/fast_channel.hpp"

namespace fast_channel::histories {

using explorer::sequential::does;
using explorer::sequential::operation;

// Anyone sends and receives, until main closes.
template <std::size_t Capacity>
class readings {
 public:
  using specification = explorer::sequential::channel<Capacity>;
  static constexpr does meanwhile = does::close;
  static constexpr does afterwards = does::take;

  explicit readings(spinning::patience limit = spinning::none)
      : readings_{Capacity, limit} {}

  template <typename Choose>
  static operation draw(unsigned, Choose choose) {
    return {.what = choose(2) == 0 ? does::put : does::take};
  }

  void apply(operation& o) {
    if (o.what == does::put) {
      o.ok = readings_.send(static_cast<int>(o.value));
    } else if (o.what == does::take) {
      const auto reading = readings_.receive();
      o.ok = reading.has_value();
      o.value = reading.value_or(0);
    } else {
      readings_.close();
    }
  }

 private:
  channel<int> readings_;
};

// Thread 1 sends, thread 2 receives.
template <std::size_t Capacity>
struct sensor_and_logger : readings<Capacity> {
  static constexpr bool has_roles = true;

  template <typename Choose>
  static operation draw(unsigned thread, Choose) {
    return {.what = thread == 1 ? does::put : does::take};
  }
};

// Everyone looks for a while before they sleep.
template <std::size_t Capacity>
struct patient_readings : readings<Capacity> {
  patient_readings() : readings<Capacity>{spinning::patience{}} {}
};

// Nobody waits, and the ring stays open.
template <std::size_t Capacity>
class places {
 public:
  using specification = explorer::sequential::bounded_queue<Capacity>;
  static constexpr does afterwards = does::take;

  template <typename Choose>
  static operation draw(unsigned, Choose choose) {
    return {.what = choose(2) == 0 ? does::put : does::take};
  }

  void apply(operation& o) {
    if (o.what == does::put) {
      o.ok = ring_.try_send(static_cast<int>(o.value)) == outcome::done;
    } else {
      std::optional<int> reading;
      o.ok = ring_.try_receive(reading) == outcome::done;
      o.value = reading.value_or(0);
    }
  }

 private:
  ring::queue<int> ring_{Capacity};
};

inline void one_call_each_through_one_place() {
  explorer::every_history<readings<1>>(2, 1);
}

inline void two_sent_through_two_places() {
  explorer::every_history<sensor_and_logger<2>>(2, 2);
}

inline void two_calls_each_through_one_place() {
  explorer::every_history<readings<1>>(2, 2);
}

inline void two_calls_each_through_two_places() {
  explorer::every_history<readings<2>>(2, 2);
}

inline void two_tries_each_at_one_place() {
  explorer::every_history<places<1>>(2, 2);
}

inline void two_tries_each_at_two_places() {
  explorer::every_history<places<2>>(2, 2);
}

inline void three_tries_each_at_two_places() {
  explorer::every_history<places<2>>(2, 3);
}

}  // namespace fast_channel::histories
