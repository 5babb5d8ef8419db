// Let work start at a steady rate, and a burst of it after a quiet time.
#pragma once

#include <algorithm>
#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/chrono/system_clocks.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <cassert>
#include <optional>
#include <ostream>
#include <vector>

namespace rate_limiter {

using clock = boost::chrono::steady_clock;
using moment = clock::time_point;

// ANCHOR: bucket
// A bucket that holds at most `burst` tokens, and begins full. One token drips
// in each `interval`; what finds the bucket full is lost. In any stretch of
// time t, at most burst + t / interval tokens are taken.
//
// The bucket keeps no count of tokens, which would have to be topped up, but
// one moment: when it will be full again if nobody takes any. This is the
// virtual scheduling algorithm of ITU-T I.371 (the generic cell rate
// algorithm). It rounds nothing, so the rate is exact.
//
// Any thread may call any member at any time. The time is an argument, so a
// test may make it up.
class token_bucket {
 public:
  token_bucket(clock::duration interval, int burst)
      : interval_{interval}, burst_{burst} {
    assert(interval > clock::duration::zero() && "time has to pass");
    assert(burst > 0 && "a bucket needs room for one token");
  }

  // Takes `tokens`, or none of them. Never waits.
  bool try_take(int tokens = 1, moment now = clock::now()) {
    return reserve(tokens, clock::duration::zero(), now).has_value();
  }

  // Takes `tokens`, those to come included, and returns when they will all have
  // come: the caller's turn. If that is more than `patience` from now, takes
  // none and returns nullopt. Turns come in the order of the calls, so a large
  // request is not overtaken by small ones for ever.
  std::optional<moment> reserve(int tokens, clock::duration patience,
                                moment now = clock::now()) {
    assert(0 < tokens && tokens <= burst_ &&
           "the bucket never holds that many");
    boost::lock_guard<boost::mutex> lock{mutex_};
    const auto full_again = std::max(full_again_, now) + tokens * interval_;
    const auto turn = std::max(full_again - burst_ * interval_, now);
    if (turn - now > patience) return std::nullopt;
    full_again_ = full_again;
    return turn;
  }

  // Waits for its turn.
  void take(int tokens = 1) {
    const auto turn = reserve(tokens, clock::duration::max());
    boost::this_thread::sleep_until(*turn);
  }

 private:
  const clock::duration interval_;
  const int burst_;
  boost::mutex mutex_;
  moment full_again_ = moment::min();  // guarded by mutex_
};
// ANCHOR_END: bucket

// ANCHOR: run
// How many of `clients` threads that call at the same moment are let in.
inline int let_in(token_bucket& door, int clients, moment now) {
  std::atomic<int> count = 0;
  std::vector<boost::scoped_thread<>> calling;
  for (int client = 0; client < clients; ++client)
    calling.emplace_back([&] {
      // Joining the thread publishes this.
      if (door.try_take(1, now)) count.fetch_add(1, std::memory_order_relaxed);
    });
  calling.clear();
  return count.load(std::memory_order_relaxed);
}

// A server lets in `burst` requests at once, and one more each 100 ms. The time
// is made up, so that each run sees the same.
inline void run(std::ostream& out, int clients, int burst) {
  using boost::chrono::milliseconds;
  token_bucket door(milliseconds{100}, burst);
  for (const int at : {0, 50, 100, 200, 300, 1000, 1100}) {
    const auto now = moment{} + milliseconds{at};
    out << "at " << at << " ms: " << let_in(door, clients, now) << " of "
        << clients << " let in\n";
  }

  // The same clients, but each waits for its turn, 250 ms at most.
  token_bucket queue(milliseconds{100}, burst);
  const moment now{};
  for (int client = 1; client <= clients; ++client) {
    out << "client " << client;
    if (const auto turn = queue.reserve(1, milliseconds{250}, now))
      out << " waits "
          << boost::chrono::duration_cast<milliseconds>(*turn - now).count()
          << " ms\n";
    else
      out << " does not wait that long\n";
  }
}
// ANCHOR_END: run

// ANCHOR: scenario
// Three calls for two tokens, and one more token a moment later.
inline void scenario() {
  const boost::chrono::seconds interval{1};
  const moment start{};
  token_bucket door(interval, 2);
  bool one_in = false;
  int others_in = 0;
  {
    boost::scoped_thread<> client{[&] { one_in = door.try_take(1, start); }};
    if (door.try_take(1, start)) ++others_in;
    if (door.try_take(1, start)) ++others_in;
  }
  assert(one_in + others_in == 2 && "the burst, not more and not less");
  assert(!door.try_take(1, start + interval / 2) && "half a token is none");
  assert(door.try_take(1, start + interval) && "the next token, in time");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: check_then_take
// A bucket with a lock in each function, and none around two of them.
class counted_tokens {
 public:
  explicit counted_tokens(int count) : count_{count} {}
  bool any() const {
    boost::lock_guard<boost::mutex> lock{mutex_};
    return count_ > 0;
  }
  void take() {
    boost::lock_guard<boost::mutex> lock{mutex_};
    --count_;
    assert(count_ >= 0 && "a token that was there is taken");
  }

 private:
  mutable boost::mutex mutex_;
  int count_;  // guarded by mutex_
};

// Two clients see the last token.
inline void check_then_take() {
  counted_tokens bucket(1);
  const auto call = [&] {
    if (bucket.any()) bucket.take();
  };
  boost::scoped_thread<> client{call};
  boost::scoped_thread<> other_client{call};
}
// ANCHOR_END: check_then_take

// ANCHOR: refilled_twice
// Tops up the bucket for the seconds that have passed. Each step is atomic.
class topped_up_tokens {
 public:
  void top_up(int now) {
    const int passed = now - last_.load(std::memory_order_seq_cst);
    count_.fetch_add(passed, std::memory_order_seq_cst);
    last_.store(now, std::memory_order_seq_cst);
  }
  int count() const { return count_.load(std::memory_order_seq_cst); }

 private:
  std::atomic<int> last_ = 0, count_ = 0;
};

// Two clients arrive after one second, and find one token or two.
inline void refilled_twice() {
  topped_up_tokens bucket;
  {
    boost::scoped_thread<> client{[&] { bucket.top_up(1); }};
    bucket.top_up(1);
  }
  assert(bucket.count() == 1 && "one second brings one token");
}
// ANCHOR_END: refilled_twice

}  // namespace broken

}  // namespace rate_limiter
