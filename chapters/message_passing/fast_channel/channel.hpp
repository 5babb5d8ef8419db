// The ring, and two rooms: one to wait for room, one to wait for an item.
#pragma once

#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <optional>
#include <utility>

#include "parking.hpp"
#include "ring.hpp"
#include "spinning.hpp"

namespace fast_channel {

// ANCHOR: channel
// A queue between threads that waits, closes, and never copies an item. Every
// member may be called from any thread at any time; who destroys it makes sure
// that nobody is inside. An item that was accepted reaches one receiver, and
// one sender's items leave in their order. What a sender did before send()
// happens before the receive of that item returns.
template <typename T>
class channel {
 public:
  // Room for `least_capacity` items, at least one, rounded up to a power of
  // two: capacity() says how many.
  explicit channel(std::size_t least_capacity, spinning::patience limit = {})
      : items_{least_capacity}, patience_{limit} {}

  std::size_t capacity() const { return items_.capacity(); }

  // Waits for room. Returns false if closed: `item` is still yours, untouched.
  bool send(T&& item) {
    outcome how{};
    const auto attempt = [&] {
      how = try_send(std::move(item));
      return how != outcome::would_wait;
    };
    room_.wait(patience_, attempt, [&] { return sees_room(); });
    return how == outcome::done;
  }

  // Waits for an item. Returns nullopt once closed and drained.
  std::optional<T> receive() {
    std::optional<T> item;
    const auto attempt = [&] {
      return try_receive(item) != outcome::would_wait;
    };
    arrival_.wait(patience_, attempt, [&] { return sees_item(); });
    return item;
  }

  // Leaves `item` untouched unless done.
  outcome try_send(T&& item) {
    const outcome how = items_.try_send(std::move(item));
    if (how == outcome::done) arrival_.wake_one();
    return how;
  }

  // Sets `item` if done.
  outcome try_receive(std::optional<T>& item) {
    const outcome how = items_.try_receive(item);
    if (how == outcome::done) room_.wake_one();
    return how;
  }

  // Wakes everyone who waits: senders keep their items, receivers drain what
  // is left.
  void close() {
    items_.close();
    room_.wake_all();
    arrival_.wake_all();
  }

  // For those who wait for several channels at once, as `select` does.
  bool sees_room() const { return items_.sees_room(); }
  bool sees_item() const { return items_.sees_item(); }
  parking::waiting_room& room() { return room_; }
  parking::waiting_room& arrival() { return arrival_; }

 private:
  ring::queue<T> items_;
  // Each on lines of its own: every send reads arrival_, every receive room_.
  alignas(ring::cache_line) parking::waiting_room room_;
  alignas(ring::cache_line) parking::waiting_room arrival_;
  const spinning::patience patience_;
};
// ANCHOR_END: channel

// ANCHOR: scenario
// One place, which is taken: the sensor may have to sleep for room, and the
// logger for the reading.
inline void scenario() {
  channel<int> readings{1, spinning::none};
  readings.send(1);
  boost::scoped_thread<> sensor{[&] { readings.send(2); }};
  const auto first = readings.receive();
  const auto second = readings.receive();
  assert(first == 1 && second == 2 && "readings arrive in order");
}
// ANCHOR_END: scenario

// ANCHOR: draining
// The sensor closes the channel behind its reading. The logger may sleep for
// the one, and for the other.
inline void draining() {
  channel<int> readings{1, spinning::none};
  int sent = 0;
  boost::scoped_thread<> sensor{[&] {
    readings.send(1);
    sent = 1;  // handed over by close() alone
    readings.close();
  }};
  const auto first = readings.receive();
  const auto none_left = readings.receive();
  assert(first == 1 && "closing loses nothing that was sent");
  assert(!none_left && sent == 1 && "closed and drained");
}
// ANCHOR_END: draining

// ANCHOR: closing
// Closed while the sensor still sends: what was accepted is logged, and what
// was not is still the sensor's.
inline void closing() {
  channel<int> readings{1, spinning::none};
  int sent = 0;
  boost::scoped_thread<> sensor{[&] {
    for (int next = 1; next <= 2 && readings.send(std::move(next)); ++next)
      ++sent;
  }};
  int logged = 0;
  const auto log = [&] {
    const auto reading = readings.receive();
    if (!reading) return false;
    ++logged;
    assert(*reading == logged && "readings arrive in order");
    return true;
  };
  log();
  readings.close();
  while (log()) continue;
  sensor.join();
  assert(logged == sent && "closing neither loses nor doubles a reading");
}
// ANCHOR_END: closing

namespace broken {

// ANCHOR: closed_beside_the_tail
// Closed is a flag of its own: the sender looks at it, then takes a place.
inline void closed_beside_the_tail() {
  ring::queue<int> readings{1};
  std::atomic<bool> closed{false};
  int sent = 0;
  boost::scoped_thread<> sensor{[&] {
    if (closed.load(std::memory_order_seq_cst)) return;
    if (readings.try_send(1) == outcome::done) ++sent;
  }};
  int logged = 0;
  closed.store(true, std::memory_order_seq_cst);
  std::optional<int> reading;
  while (readings.try_receive(reading) == outcome::done) ++logged;
  // Closed and drained, so the logger leaves.
  sensor.join();
  assert(logged == sent && "what was accepted is logged");
}
// ANCHOR_END: closed_beside_the_tail

}  // namespace broken

}  // namespace fast_channel
