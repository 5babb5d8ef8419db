// Let many threads report to one, and end when the last of them leaves.
#pragma once

#include <array>
#include <atomic>
#include <boost/thread/concurrent_queues/sync_queue.hpp>
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
#include <utility>
#include <vector>

namespace mpsc_channel {

// ANCHOR: queue
// What all ends of one channel share. Every member may be called from any
// thread at any time, but pop() from one thread only.
template <typename T>
class shared_queue {
 public:
  void add_sender() {
    boost::lock_guard<boost::mutex> lock{mutex_};
    ++senders_;
  }

  // The last one to leave wakes the receiver.
  void remove_sender() {
    boost::lock_guard<boost::mutex> lock{mutex_};
    if (--senders_ == 0) arrival_.notify_one();
  }

  // Destroys what nobody will receive any more.
  void remove_receiver() {
    std::deque<T> unread;  // outlives the lock: ~T may use this channel
    boost::lock_guard<boost::mutex> lock{mutex_};
    receiving_ = false;
    unread.swap(items_);
  }

  bool push(T item) {
    boost::lock_guard<boost::mutex> lock{mutex_};
    if (!receiving_) return false;
    items_.push_back(std::move(item));
    arrival_.notify_one();
    return true;
  }

  std::optional<T> pop() {
    boost::unique_lock<boost::mutex> lock{mutex_};
    arrival_.wait(lock, [&] { return senders_ == 0 || !items_.empty(); });
    if (items_.empty()) return std::nullopt;
    std::optional<T> item{std::move(items_.front())};
    items_.pop_front();
    return item;
  }

 private:
  boost::mutex mutex_;
  boost::condition_variable arrival_;
  std::deque<T> items_;      // guarded by mutex_
  std::size_t senders_ = 0;  // guarded by mutex_
  bool receiving_ = true;    // guarded by mutex_
};
// ANCHOR_END: queue

// ANCHOR: ends
// One sender of a channel. A copy is one more sender: make it before the thread
// that it is for. A sender belongs to one thread at a time.
template <typename T>
class sender {
 public:
  explicit sender(std::shared_ptr<shared_queue<T>> to) : queue_{std::move(to)} {
    if (queue_) queue_->add_sender();
  }
  sender(const sender& other) : sender{other.queue_} {}
  sender(sender&&) noexcept = default;
  ~sender() { leave(); }

  // Never waits. Returns false if the receiver is gone: so is the item. What
  // was done before it happens before the receive() that returns the item.
  bool send(T item) {
    assert(queue_ && "a sender that left, or was moved from, cannot send");
    return queue_->push(std::move(item));
  }

  // Leaves before the scope does. Once the last sender has left, the receiver
  // takes what is there, and then learns that nothing more will come.
  void leave() {
    if (const auto left = std::exchange(queue_, nullptr)) left->remove_sender();
  }

 private:
  std::shared_ptr<shared_queue<T>> queue_;  // null once left, or moved from
};

// The one receiver of a channel: it moves, but has no copies.
template <typename T>
class receiver {
 public:
  explicit receiver(std::shared_ptr<shared_queue<T>> from)
      : queue_{std::move(from)} {}
  receiver(receiver&&) noexcept = default;
  ~receiver() {
    if (queue_) queue_->remove_receiver();
  }

  // Waits for an item. Returns nullopt once no sender and no item is left.
  std::optional<T> receive() { return queue_->pop(); }

 private:
  std::shared_ptr<shared_queue<T>> queue_;  // null once moved from
};

// A channel without a bound: its first sender, and its receiver.
template <typename T>
std::pair<sender<T>, receiver<T>> open() {
  const auto shared = std::make_shared<shared_queue<T>>();
  return {sender<T>{shared}, receiver<T>{shared}};
}
// ANCHOR_END: ends

// ANCHOR: run
using tally = std::array<int, 3>;  // votes for a bridge, a ferry, a tunnel

inline std::size_t choice_of(int station, int voter) {
  return static_cast<std::size_t>(station * station + voter) % 3;
}

// A polling station. It takes the sender by value, and so leaves with it, even
// by an exception.
inline void poll(sender<std::size_t> office, int station, int voters) {
  for (int voter = 0; voter < voters; ++voter)
    office.send(choice_of(station, voter));
}

inline tally count(int stations, int voters) {
  auto [office, votes] = open<std::size_t>();
  std::vector<boost::scoped_thread<>> polling;
  for (int station = 1; station <= stations; ++station)
    polling.emplace_back(poll, office, station, voters);
  office.leave();  // this thread sends nothing

  tally counted{};
  while (const auto vote = votes.receive()) ++counted[*vote];
  return counted;
}
// ANCHOR_END: run

// ANCHOR: boost
// The same with boost::sync_queue. It has no senders, so the stations count
// themselves, and the last one closes.
inline tally count_with_boost(int stations, int voters) {
  boost::sync_queue<std::size_t, std::deque<std::size_t>> votes;
  std::atomic<int> still_open{stations};
  std::vector<boost::scoped_thread<>> polling;
  for (int station = 1; station <= stations; ++station)
    polling.emplace_back([&, station] {
      for (int voter = 0; voter < voters; ++voter)
        votes.push(choice_of(station, voter));
      // Each station's decrement pairs with the last one's: its close() comes
      // after every push().
      if (still_open.fetch_sub(1, std::memory_order_acq_rel) == 1)
        votes.close();
    });

  tally counted{};
  std::size_t vote = 0;
  while (votes.wait_pull(vote) == boost::queue_op_status::success)
    ++counted[vote];
  return counted;
}
// ANCHOR_END: boost

inline void run(std::ostream& out, int stations, int voters) {
  const auto print = [&](const char* with, const tally& votes) {
    out << with << ": bridge " << votes[0] << ", ferry " << votes[1]
        << ", tunnel " << votes[2] << '\n';
  };
  print("senders that count", count(stations, voters));
  print("boost::sync_queue", count_with_boost(stations, voters));
}

// ANCHOR: scenario
// Two stations, a vote each, and nobody else who could still send.
inline void scenario() {
  auto [office, votes] = open<int>();
  const auto vote = [](sender<int> to, int choice) { to.send(choice); };
  boost::scoped_thread<> station{vote, office, 1};
  boost::scoped_thread<> other_station{vote, std::move(office), 10};
  int counted = 0;
  while (const auto choice = votes.receive()) counted += *choice;
  assert(counted == 11 && "the end comes after the last sender's last item");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: first_to_leave_closes
// Each station closes the queue when it is done, as a single one would.
inline void first_to_leave_closes() {
  boost::sync_queue<int> votes;
  const auto poll = [&] {
    votes.wait_push(1);
    votes.close();
  };
  boost::scoped_thread<> station{poll};
  boost::scoped_thread<> other_station{poll};
  int counted = 0;
  for (int vote = 0; votes.wait_pull(vote) == boost::queue_op_status::success;)
    counted += vote;
  assert(counted == 2 && "each station's vote counts");
}
// ANCHOR_END: first_to_leave_closes

// ANCHOR: look_then_leave
// The stations count themselves, in two steps: am I the last? Then I leave.
inline void look_then_leave() {
  boost::sync_queue<int> votes;
  std::atomic<int> open{2};
  const auto poll = [&] {
    if (open.load(std::memory_order_acquire) == 1) votes.close();
    open.fetch_sub(1, std::memory_order_acq_rel);
  };
  boost::scoped_thread<> station{poll};
  boost::scoped_thread<> other_station{poll};
  int vote = 0;
  votes.wait_pull(vote);  // waits for the one who closes
}
// ANCHOR_END: look_then_leave

// ANCHOR: kept_in_the_closure
// The thread ends, its sender does not: boost::thread keeps a function object,
// and what it captured, until somebody joins.
inline void kept_in_the_closure() {
  auto [office, votes] = open<int>();
  boost::scoped_thread<> station{
      [to = std::move(office)]() mutable { to.send(1); }};
  while (votes.receive()) {
  }
}
// ANCHOR_END: kept_in_the_closure

}  // namespace broken

}  // namespace mpsc_channel
