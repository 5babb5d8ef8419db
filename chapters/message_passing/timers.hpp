// Get a message when it is time: once, or again and again.
#pragma once

#include <algorithm>
#include <boost/chrono/duration.hpp>
#include <boost/chrono/system_clocks.hpp>
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <optional>
#include <ostream>

namespace timers {

// ANCHOR: time
// Never set, never jumps: the time of day may do both.
using clock = boost::chrono::steady_clock;
using moment = clock::time_point;

// The time that passes by itself.
struct real_time {
  moment now() const { return clock::now(); }
  // May return early.
  void wait_until(moment when, boost::condition_variable& changed,
                  boost::unique_lock<boost::mutex>& lock) const {
    changed.wait_until(lock, when);
  }
};

// Made-up time, for one thread: it passes when somebody waits, or sets it.
struct made_up_time {
  moment& present;
  moment now() const { return present; }
  void wait_until(moment when, boost::condition_variable&,
                  boost::unique_lock<boost::mutex>&) const {
    present = std::max(present, when);
  }
};
// ANCHOR_END: time

// ANCHOR: timer
// A channel that time sends into. A tick that nobody takes waits, and while it
// waits no other joins it: ticks that come due meanwhile are left out.
// Each tick reaches one receiver. Under real_time, any thread may call any
// member at any time.
template <typename Time>
class timer {
 public:
  // The first tick is due after `delay`, and later ones each `period` after
  // the first; without a period there are none.
  timer(Time time, clock::duration delay, std::optional<clock::duration> period)
      : time_{time}, period_{period}, due_{time.now() + delay} {
    assert((!period || *period > clock::duration::zero()) &&
           "time has to pass between two ticks");
  }

  // Waits for a tick. Returns when it was due, which may be long ago. Returns
  // nullopt if closed, or if the only tick was received.
  std::optional<moment> receive() {
    boost::unique_lock<boost::mutex> lock{mutex_};
    while (!closed_ && time_.now() < due_)
      time_.wait_until(due_, changed_, lock);
    return take();
  }

  // Returns the tick that waits, or nullopt if there is none, and never waits.
  std::optional<moment> try_receive() {
    boost::lock_guard<boost::mutex> lock{mutex_};
    return closed_ || time_.now() < due_ ? std::nullopt : take();
  }

  // Wakes everyone who waits. There are no more ticks, not even one that was
  // waiting.
  void close() {
    boost::lock_guard<boost::mutex> lock{mutex_};
    closed_ = true;
    changed_.notify_all();
  }

 private:
  // Called with mutex_ held, when closed or due.
  std::optional<moment> take() {
    if (closed_) return std::nullopt;
    const auto tick = due_;
    if (!period_) {
      closed_ = true;
      return tick;
    }
    // On the same grid for ever, and in the future.
    const auto periods_late = (time_.now() - due_) / *period_;
    due_ += (periods_late + 1) * *period_;
    return tick;
  }

  const Time time_;
  const std::optional<clock::duration> period_;
  boost::mutex mutex_;
  boost::condition_variable changed_;
  moment due_;           // guarded by mutex_
  bool closed_ = false;  // guarded by mutex_
};

// One tick, after `delay`.
template <typename Time = real_time>
timer<Time> after(clock::duration delay, Time time = {}) {
  return {time, delay, std::nullopt};
}

// A tick each `period`.
template <typename Time = real_time>
timer<Time> tick(clock::duration period, Time time = {}) {
  return {time, period, period};
}
// ANCHOR_END: timer

// ANCHOR: run
// For one minute somebody looks at a gauge each `period` seconds. A look takes
// a second, but the second one takes `slow` seconds.
inline void run(std::ostream& out, int period, int slow) {
  using boost::chrono::seconds;
  const moment start{};
  moment present = start;
  auto minute = after(seconds{60}, made_up_time{present});
  auto look = tick(seconds{period}, made_up_time{present});
  const auto shown = [&](moment when) {
    return boost::chrono::duration_cast<seconds>(when - start).count();
  };

  for (int number = 1; !minute.try_receive(); ++number) {
    const auto due = look.receive();
    out << "look " << number << " is due at " << shown(*due)
        << " s and begins at " << shown(present) << " s\n";
    present += seconds{number == 2 ? slow : 1};
  }
  out << "the minute is over\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two threads wait for the same ticks: one each, and then an end.
inline void scenario() {
  auto bell = tick(boost::chrono::milliseconds{1});
  std::optional<moment> heard, other_heard;
  {
    boost::scoped_thread<> other{[&] { other_heard = bell.receive(); }};
    heard = bell.receive();
  }
  assert(heard && other_heard && "each waits until there is a tick");
  assert(clock::now() >= *heard && "no tick comes early");
  assert(heard != other_heard && "each tick reaches one receiver");
  bell.close();
  assert(!bell.receive() && "closed, no tick is left");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: drifts
// Works for a second, and then sleeps for the whole period.
inline void drifts() {
  constexpr boost::chrono::seconds period{10}, work{1};
  moment present{};
  for (int look = 0; look < 3; ++look) present += work + period;
  assert(present == moment{} + 3 * period && "three periods later");
}
// ANCHOR_END: drifts

// ANCHOR: bursts
// The next tick is due one period after the last, however long ago that was.
inline void bursts() {
  constexpr boost::chrono::seconds period{10}, late{35};
  const moment present = moment{} + late;
  int waiting = 0;
  for (auto due = moment{} + period; due <= present; due += period) ++waiting;
  assert(waiting <= 1 && "at most one tick waits");
}
// ANCHOR_END: bursts

// ANCHOR: one_tick_for_two
// Two wait until a tick is due. Whoever wakes takes it, and does not look
// whether it is still there.
class bell {
 public:
  moment receive() {
    boost::unique_lock<boost::mutex> lock{mutex_};
    const auto tick = due_;
    while (clock::now() < tick) changed_.wait_until(lock, tick);
    due_ = tick + boost::chrono::seconds{1};
    return tick;
  }

 private:
  boost::mutex mutex_;
  boost::condition_variable changed_;
  moment due_ = clock::now() + boost::chrono::seconds{1};  // guarded by mutex_
};

inline void one_tick_for_two() {
  bell ringing;
  moment heard, other_heard;
  {
    boost::scoped_thread<> other{[&] { other_heard = ringing.receive(); }};
    heard = ringing.receive();
  }
  assert(heard != other_heard && "each tick reaches one receiver");
}
// ANCHOR_END: one_tick_for_two

}  // namespace broken

}  // namespace timers
