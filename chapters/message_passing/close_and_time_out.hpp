// Send and receive without waiting for ever, and know why nothing came.
#pragma once

#include <boost/chrono/duration.hpp>
#include <boost/chrono/system_clocks.hpp>
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <deque>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>

namespace close_and_time_out {

// ANCHOR: channel
enum class outcome {
  done,       // the item has changed hands
  full,       // no room now; try_send only
  empty,      // no item now; try_receive only
  timed_out,  // neither came in time; more may come later
  closed,     // sending is over, for good
  drained,    // closed and received to the last item: receiving is over
};

// A queue between threads that holds at most `capacity` items, at least one.
// Every member may be called from any thread at any time. What was done before
// a send happens before the receive that returns its item.
template <typename T>
class channel {
 public:
  using clock = boost::chrono::steady_clock;

  explicit channel(std::size_t capacity) : capacity_{capacity} {
    assert(capacity > 0 && "a channel needs room for one item");
  }

  // A send moves from `item`, and a receive assigns to it, if and only if it
  // returns `done`. Otherwise each side keeps what it had.

  // Waits for room. Returns done or closed.
  outcome send(T&& item) {
    boost::unique_lock<boost::mutex> lock{mutex_};
    room_.wait(lock, [&] { return closed_ || has_room(); });
    return put(item, outcome::full);
  }

  // Returns done, full or closed, and never waits.
  outcome try_send(T&& item) {
    boost::unique_lock<boost::mutex> lock{mutex_};
    return put(item, outcome::full);
  }

  // Waits for room until then. Returns done, timed_out or closed.
  outcome send_until(T&& item, clock::time_point when) {
    boost::unique_lock<boost::mutex> lock{mutex_};
    room_.wait_until(lock, when, [&] { return closed_ || has_room(); });
    return put(item, outcome::timed_out);
  }

  // Waits for an item. Returns done or drained.
  outcome receive(T& item) {
    boost::unique_lock<boost::mutex> lock{mutex_};
    arrival_.wait(lock, [&] { return closed_ || !items_.empty(); });
    return take(item, outcome::empty);
  }

  // Returns done, empty or drained, and never waits.
  outcome try_receive(T& item) {
    boost::unique_lock<boost::mutex> lock{mutex_};
    return take(item, outcome::empty);
  }

  // Waits for an item until then. Returns done, timed_out or drained.
  outcome receive_until(T& item, clock::time_point when) {
    boost::unique_lock<boost::mutex> lock{mutex_};
    arrival_.wait_until(lock, when, [&] { return closed_ || !items_.empty(); });
    return take(item, outcome::timed_out);
  }

  // Wakes everyone who waits. What was sent can still be received. Closing
  // twice is closing once.
  void close() {
    boost::unique_lock<boost::mutex> lock{mutex_};
    closed_ = true;
    room_.notify_all();
    arrival_.notify_all();
  }

 private:
  // These three are called with mutex_ held. However a wait ended, what counts
  // is what they find.
  bool has_room() const { return items_.size() < capacity_; }

  outcome put(T& item, outcome otherwise) {
    if (closed_) return outcome::closed;
    if (!has_room()) return otherwise;
    items_.push_back(std::move(item));
    arrival_.notify_one();
    return outcome::done;
  }

  outcome take(T& item, outcome otherwise) {
    if (items_.empty()) return closed_ ? outcome::drained : otherwise;
    item = std::move(items_.front());
    items_.pop_front();
    room_.notify_one();
    return outcome::done;
  }

  const std::size_t capacity_;
  boost::mutex mutex_;
  boost::condition_variable room_, arrival_;
  std::deque<T> items_;  // guarded by mutex_
  bool closed_ = false;  // guarded by mutex_
};
// ANCHOR_END: channel

// ANCHOR: closing
// Closes a channel however its scope is left: also by an exception.
template <typename T>
class closing {
 public:
  explicit closing(channel<T>& of) : channel_{of} {}
  closing(const closing&) = delete;
  ~closing() { channel_.close(); }

 private:
  channel<T>& channel_;
};
// ANCHOR_END: closing

inline const char* name(outcome how) {
  constexpr const char* names[] = {"done",      "full",   "empty",
                                   "timed out", "closed", "drained"};
  return names[static_cast<std::size_t>(how)];
}

// ANCHOR: run
using car = std::unique_ptr<const int>;  // its number; there is one of each

inline car make_car(int number) { return std::make_unique<const int>(number); }

inline channel<car>::clock::time_point soon() {
  return channel<car>::clock::now() + boost::chrono::milliseconds{1};
}

// Cars queue for a ferry, on a quay with few places.
inline void ask_every_question(std::ostream& out, int places) {
  channel<car> quay(static_cast<std::size_t>(places));
  car next;
  out << "no car: " << name(quay.try_receive(next)) << ", then "
      << name(quay.receive_until(next, soon())) << '\n';

  for (int number = 1; number <= places; ++number) quay.send(make_car(number));
  car late = make_car(places + 1);
  out << "no room: " << name(quay.try_send(std::move(late))) << ", then "
      << name(quay.send_until(std::move(late), soon())) << '\n';

  quay.close();
  out << "no more: " << name(quay.send(std::move(late))) << ", and car "
      << *late << " is still ours; received";
  outcome how = quay.receive(next);
  for (; how == outcome::done; how = quay.receive(next)) out << ' ' << *next;
  out << ", then " << name(how) << '\n';
}

// The road is flooded after some cars. The ferry sails when it is full, or when
// nobody will come any more. Whoever leaves first, the other learns of it.
inline void load_ferry(std::ostream& out, int cars, int seats, int places) {
  channel<car> quay(static_cast<std::size_t>(places));
  std::string news;  // the road's, until it is joined
  int boarded = 0;
  {
    boost::scoped_thread<> road{[&] {
      try {
        const closing<car> at_the_end{quay};
        for (int number = 1; number <= cars; ++number)
          if (quay.send(make_car(number)) == outcome::closed) return;
        throw std::runtime_error{"the road is flooded"};
      } catch (const std::runtime_error& problem) {
        news = problem.what();
      }
    }};
    const closing<car> sailing{quay};  // comes before the road is joined
    car next;
    while (boarded < seats && quay.receive(next) == outcome::done) ++boarded;
  }
  out << "boarded " << boarded << ": "
      << (boarded == seats ? "the ferry is full" : news) << '\n';
}

inline void run(std::ostream& out, int cars, int seats, int places) {
  ask_every_question(out, places);
  load_ferry(out, cars, seats, places);
}
// ANCHOR_END: run

// ANCHOR: scenario
// The second car gets a place in time or it does not: it is never lost, and
// never in two places.
inline void scenario() {
  channel<car> quay(1);
  car second = make_car(2);
  int boarded = 0;
  {
    boost::scoped_thread<> road{[&] {
      const closing<car> at_the_end{quay};
      quay.send(make_car(1));
      quay.send_until(std::move(second), soon());
    }};
    car next;
    outcome how = quay.receive_until(next, soon());
    if (how == outcome::timed_out) how = quay.receive(next);
    for (; how == outcome::done; how = quay.receive(next)) boarded += *next;
    assert(how == outcome::drained && "whoever waits on learns of the end");
  }
  assert(boarded == (second ? 1 : 3) && "a car is here or there");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: empty_taken_for_the_end
// The ferry sails when it finds no car.
inline void empty_taken_for_the_end() {
  channel<int> quay(1);
  boost::scoped_thread<> road{[&] {
    quay.send(1);
    quay.close();
  }};
  int car = 0, boarded = 0;
  while (quay.try_receive(car) == outcome::done) ++boarded;
  assert(boarded == 1 && "no car, so the road must be empty");
}
// ANCHOR_END: empty_taken_for_the_end

// ANCHOR: time_out_believed
// The wait says "timeout", and nobody looks again.
inline void time_out_believed() {
  boost::mutex mutex;
  boost::condition_variable arrival;
  bool arrived = false;  // guarded by mutex
  boost::scoped_thread<> road{[&] {
    boost::unique_lock<boost::mutex> lock{mutex};
    arrived = true;
    arrival.notify_one();
  }};
  boost::unique_lock<boost::mutex> lock{mutex};
  if (!arrived && arrival.wait_until(lock, soon()) == boost::cv_status::timeout)
    assert(!arrived && "timed out, so there must be no car");
}
// ANCHOR_END: time_out_believed

// ANCHOR: thrown_past_close
// The last line closes the quay, and an exception passes it by.
inline void thrown_past_close() {
  channel<int> quay(1);
  boost::scoped_thread<> road{[&] {
    try {
      quay.send(std::stoi("no number"));
      quay.close();
    } catch (const std::invalid_argument&) {
    }
  }};
  int car = 0;
  quay.receive(car);  // waits for the one who closes
}
// ANCHOR_END: thrown_past_close

}  // namespace broken

}  // namespace close_and_time_out
