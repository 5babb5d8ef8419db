// Tell several threads the same thing, and decide what a slow one costs.
#pragma once

#include <boost/thread/condition_variable.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "bounded_channel.hpp"

namespace broadcast {

// ANCHOR: inbox
// What a message does that finds a subscriber's inbox full.
enum class when_full {
  block,        // waits for room, and the publisher with it
  drop_oldest,  // takes the place of the oldest one
  disconnect,   // goes nowhere, and neither does any later one
};

template <typename T>
struct delivery {
  std::shared_ptr<const T> message;  // the other subscribers' too
  std::size_t missed;                // were dropped right before this one
};

// One subscriber's messages. Any thread may call any member at any time.
template <typename T>
class inbox {
 public:
  inbox(std::size_t capacity, when_full policy)
      : capacity_{capacity}, policy_{policy} {
    assert(capacity > 0 && "an inbox needs room for one message");
  }

  // Returns false if the message went nowhere, and so will all others.
  bool put(std::shared_ptr<const T> message) {
    boost::unique_lock<boost::mutex> lock{mutex_};
    if (policy_ == when_full::block)
      room_.wait(lock, [&] { return closed_ || has_room(); });
    if (policy_ == when_full::disconnect && !closed_ && !has_room()) {
      cut_off_ = true;
      end();
    }
    if (closed_) return false;
    messages_.push_back(std::move(message));
    if (messages_.size() > capacity_) {
      messages_.pop_front();
      ++missed_;
    }
    arrival_.notify_one();
    return true;
  }

  // Waits for a message. Returns nullopt once closed and drained.
  std::optional<delivery<T>> take() {
    boost::unique_lock<boost::mutex> lock{mutex_};
    arrival_.wait(lock, [&] { return closed_ || !messages_.empty(); });
    if (messages_.empty()) return std::nullopt;
    delivery<T> next{std::move(messages_.front()), std::exchange(missed_, 0)};
    messages_.pop_front();
    room_.notify_one();
    return next;
  }

  // Nothing more will come; what has come can still be taken.
  void close() {
    boost::lock_guard<boost::mutex> lock{mutex_};
    end();
  }

  // Nothing more will be taken.
  void abandon() {
    boost::lock_guard<boost::mutex> lock{mutex_};
    messages_.clear();
    end();
  }

  bool cut_off() const {
    boost::lock_guard<boost::mutex> lock{mutex_};
    return cut_off_;
  }

 private:
  // These two are called with mutex_ held.
  bool has_room() const { return messages_.size() < capacity_; }

  void end() {
    closed_ = true;
    room_.notify_all();
    arrival_.notify_all();
  }

  const std::size_t capacity_;
  const when_full policy_;
  mutable boost::mutex mutex_;
  boost::condition_variable room_, arrival_;
  std::deque<std::shared_ptr<const T>> messages_;  // guarded by mutex_
  std::size_t missed_ = 0;                         // guarded by mutex_
  bool closed_ = false;                            // guarded by mutex_
  bool cut_off_ = false;                           // guarded by mutex_
};
// ANCHOR_END: inbox

// ANCHOR: topic
// The subscriber's end, for one thread at a time. It may outlive the topic.
// Destroying it ends the subscription, also in the middle of a publish().
template <typename T>
class subscription {
 public:
  explicit subscription(std::shared_ptr<inbox<T>> mine)
      : inbox_{std::move(mine)} {}
  subscription(subscription&&) = default;
  ~subscription() {
    if (inbox_) inbox_->abandon();
  }

  // Waits for a message. Returns nullopt once the topic is closed or this
  // subscriber cut off, and everything before that received.
  std::optional<delivery<T>> receive() { return inbox_->take(); }

  // Was it too slow for when_full::disconnect?
  bool cut_off() const { return inbox_->cut_off(); }

 private:
  std::shared_ptr<inbox<T>> inbox_;
};

// Where messages go to everyone who has subscribed. Any thread may call any
// member at any time.
template <typename T>
class topic {
 public:
  ~topic() { close(); }

  // Gets what is published from here on. At most `capacity` messages wait.
  subscription<T> subscribe(std::size_t capacity, when_full policy) {
    auto added = std::make_shared<inbox<T>>(capacity, policy);
    boost::lock_guard<boost::mutex> lock{mutex_};
    if (closed_)
      added->close();
    else
      inboxes_.push_back(added);
    return subscription<T>{std::move(added)};
  }

  // Returns how many subscribers it reached. All of them get all messages in
  // the same order, so publishers wait for each other.
  std::size_t publish(T message) {
    const auto shared = std::make_shared<const T>(std::move(message));
    boost::lock_guard<boost::mutex> one_at_a_time{publishing_};
    std::size_t reached = 0;
    // Not under mutex_: whoever waits for room here stops nobody from
    // subscribing, leaving or closing.
    for (const auto& each : subscribers())
      if (each->put(shared))
        ++reached;
      else
        forget(each);
    return reached;
  }

  // Ends every subscription after what was published. A publisher that waits
  // for room gives up.
  void close() {
    boost::lock_guard<boost::mutex> lock{mutex_};
    closed_ = true;
    for (const auto& each : inboxes_) each->close();
    inboxes_.clear();
  }

 private:
  // Shared ownership: who leaves during publish() stays in memory until put()
  // has returned.
  std::vector<std::shared_ptr<inbox<T>>> subscribers() {
    boost::lock_guard<boost::mutex> lock{mutex_};
    return inboxes_;
  }

  void forget(const std::shared_ptr<inbox<T>>& gone) {
    boost::lock_guard<boost::mutex> lock{mutex_};
    std::erase(inboxes_, gone);
  }

  boost::mutex publishing_;
  boost::mutex mutex_;
  std::vector<std::shared_ptr<inbox<T>>> inboxes_;  // guarded by mutex_
  bool closed_ = false;                             // guarded by mutex_
};
// ANCHOR_END: topic

// ANCHOR: run
// What arrived, message by message.
inline std::string heard(subscription<int>& weather) {
  std::string text;
  while (const auto next = weather.receive()) {
    if (next->missed > 0)
      text += " (missed " + std::to_string(next->missed) + ')';
    text += ' ' + std::to_string(*next->message);
  }
  return text + (weather.cut_off() ? ", then cut off" : "");
}

// A weather station publishes its measurements. The archive wants all of them,
// the screen the newest, and a phone is welcome if it keeps up. Screen and
// phone are so slow that they do not look until the station has closed.
inline void run(std::ostream& out, int measurements, int capacity) {
  const auto room = static_cast<std::size_t>(capacity);
  topic<int> station;
  auto archive = station.subscribe(room, when_full::block);
  auto screen = station.subscribe(room, when_full::drop_oldest);
  auto phone = station.subscribe(room, when_full::disconnect);

  std::string archived;
  {
    boost::scoped_thread<> archivist{[&] { archived = heard(archive); }};
    for (int number = 1; number <= measurements; ++number)
      station.publish(number);
    station.close();
  }
  out << "archive, block:      " << archived << '\n'
      << "screen, drop_oldest: " << heard(screen) << '\n'
      << "phone, disconnect:   " << heard(phone) << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// A guest leaves after its first message, with the publisher perhaps waiting
// for its room. The screen still gets the newest.
inline void scenario() {
  topic<int> station;
  auto screen = station.subscribe(1, when_full::drop_oldest);
  std::optional guest{station.subscribe(1, when_full::block)};
  {
    boost::scoped_thread<> visit{[&] {
      const auto first = guest->receive();
      assert(first && *first->message == 1 && "messages arrive in order");
      guest.reset();
    }};
    for (int number = 1; number <= 3; ++number) station.publish(number);
  }
  const auto newest = screen.receive();
  assert(newest && *newest->message == 3 && "the oldest made room");
  assert(newest->missed == 2 && "what made room is counted");
}
// ANCHOR_END: scenario

namespace broken {

using bounded_channel::channel;

// ANCHOR: board
class board {
 public:
  void subscribe(channel<int>& reader) {
    boost::lock_guard<boost::mutex> lock{mutex_};
    readers_.push_back(&reader);
  }
  void leave(channel<int>& reader) {
    boost::lock_guard<boost::mutex> lock{mutex_};
    std::erase(readers_, &reader);
  }

  // Waits for room with the list in its hands.
  void publish_under_lock(int notice) {
    boost::lock_guard<boost::mutex> lock{mutex_};
    for (auto* reader : readers_) reader->send(notice);
  }

  // Trusts that everyone on its copy of the list still exists.
  void publish_to_a_copy(int notice) {
    boost::unique_lock<boost::mutex> lock{mutex_};
    const auto readers = readers_;
    lock.unlock();
    for (auto* reader : readers) reader->send(notice);
  }

 private:
  boost::mutex mutex_;
  std::vector<channel<int>*> readers_;  // guarded by mutex_
};
// ANCHOR_END: board

// ANCHOR: delivers_under_lock
// The reader takes one notice and leaves, or would.
inline void delivers_under_lock() {
  board notices;
  channel<int> inbox(1);
  notices.subscribe(inbox);
  boost::scoped_thread<> reader{[&] {
    inbox.receive();
    notices.leave(inbox);
  }};
  for (int number = 1; number <= 3; ++number)
    notices.publish_under_lock(number);
}
// ANCHOR_END: delivers_under_lock

// ANCHOR: leaves_during_publish
// The reader leaves, and its inbox goes with it.
inline void leaves_during_publish() {
  board notices;
  auto inbox = std::make_unique<channel<int>>(1);
  notices.subscribe(*inbox);
  boost::scoped_thread<> reader{[&] {
    notices.leave(*inbox);
    inbox.reset();
  }};
  notices.publish_to_a_copy(1);
}
// ANCHOR_END: leaves_during_publish

}  // namespace broken

}  // namespace broadcast
