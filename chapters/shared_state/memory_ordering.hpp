// Know what one thread may see of what another has done.
#pragma once

#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <optional>
#include <ostream>
#include <vector>

namespace memory_ordering {

// ANCHOR: message
// One weather report, from a station to any number of readers.
class report {
 public:
  // Once, by the station.
  void publish(int degrees) {
    degrees_ = degrees;
    ready_.store(true, std::memory_order_release);  // pairs with read()
  }

  // From any thread. Returns nullopt before the report is there.
  std::optional<int> read() const {
    if (!ready_.load(std::memory_order_acquire)) return std::nullopt;
    return degrees_;
  }

 private:
  int degrees_ = 0;  // written before ready_ is set, read after it was seen set
  std::atomic<bool> ready_{false};
};
// ANCHOR_END: message

// ANCHOR: bridge
// One lane, and a car from each side. A flag says that a car is coming.
struct alignas(64) bridge {
  std::atomic<bool> coming[2] = {false, false};
};

// Each side, 0 and 1, asks once. At most one of the two gets true.
inline bool may_cross(bridge& narrow, int side) {
  narrow.coming[side].store(true, std::memory_order_seq_cst);
  return !narrow.coming[1 - side].load(std::memory_order_seq_cst);
}
// ANCHOR_END: bridge

// ANCHOR: fence
// The same. The fence keeps the load behind the store; both sides need one.
inline bool may_cross_with_fence(bridge& narrow, int side) {
  narrow.coming[side].store(true, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  return !narrow.coming[1 - side].load(std::memory_order_relaxed);
}
// ANCHOR_END: fence

// ANCHOR: live
// Where two threads meet, so that what follows happens at nearly one moment.
// Nobody waits long: without the other, a round shows less, and that is all.
class meeting_point {
 public:
  void meet(int me, int round) {
    at_[me].store(round, std::memory_order_relaxed);
    for (int looks = 0; looks < 1000; ++looks)
      if (at_[1 - me].load(std::memory_order_relaxed) >= round) return;
  }

 private:
  std::atomic<int> at_[2] = {-1, -1};
};

// Each of two threads does its part of every round.
template <typename First, typename Second>
void at_one_moment(int rounds, First first, Second second) {
  meeting_point point;
  boost::scoped_thread<> other{[&] {
    for (int round = 0; round < rounds; ++round) {
      point.meet(1, round);
      second(round);
    }
  }};
  for (int round = 0; round < rounds; ++round) {
    point.meet(0, round);
    first(round);
  }
}

// Returns on how many of `rounds` bridges both cars crossed.
template <typename MayCross>
int collisions(int rounds, MayCross may_cross_from) {
  std::vector<bridge> bridges(rounds);
  std::vector<char> crossed[2];
  crossed[0].resize(rounds);
  crossed[1].resize(rounds);
  at_one_moment(
      rounds, [&](int i) { crossed[0][i] = may_cross_from(bridges[i], 0); },
      [&](int i) { crossed[1][i] = may_cross_from(bridges[i], 1); });
  int both = 0;
  for (int i = 0; i < rounds; ++i) both += crossed[0][i] && crossed[1][i];
  return both;
}

// Returns how many of `rounds` reports were seen to be there and read wrong.
template <typename Report>
int misread(int rounds) {
  std::vector<Report> reports(rounds);
  int wrong = 0;
  at_one_moment(
      rounds, [&](int i) { reports[i].publish(21); },
      [&](int i) {
        const std::optional<int> degrees = reports[i].read();
        if (degrees && *degrees != 21) ++wrong;
      });
  return wrong;
}
// ANCHOR_END: live

// ANCHOR: run
inline void run(std::ostream& out, int rounds) {
  out << "of " << rounds << " reports, read wrong: " << misread<report>(rounds)
      << "\nof " << rounds
      << " bridges, crossed by both: " << collisions(rounds, may_cross)
      << "\nthe same with fences: " << collisions(rounds, may_cross_with_fence)
      << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// A report is published and read, and two cars meet at each of two bridges.
inline void scenario() {
  report monday;
  bridge narrow, fenced;
  bool crosses[2], crosses_fenced[2];
  std::optional<int> degrees;
  {
    boost::scoped_thread<> north{[&] {
      monday.publish(21);
      crosses[0] = may_cross(narrow, 0);
      crosses_fenced[0] = may_cross_with_fence(fenced, 0);
    }};
    boost::scoped_thread<> south{[&] {
      degrees = monday.read();
      crosses[1] = may_cross(narrow, 1);
      crosses_fenced[1] = may_cross_with_fence(fenced, 1);
    }};
  }
  assert((!degrees || *degrees == 21) && "a report that is there is whole");
  assert(!(crosses[0] && crosses[1]) && "one car at a time");
  assert(!(crosses_fenced[0] && crosses_fenced[1]) && "one car at a time");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: relaxed_flag
// The flag is atomic. The number is not, and nothing orders the two.
inline void relaxed_flag() {
  int degrees = 0;
  std::atomic<bool> ready = false;
  boost::scoped_thread<> station{[&] {
    degrees = 21;
    ready.store(true, std::memory_order_relaxed);
  }};
  if (ready.load(std::memory_order_relaxed))
    assert(degrees == 21 && "a report that is there is whole");
}
// ANCHOR_END: relaxed_flag

// ANCHOR: relaxed_message
// Now the number is atomic as well: no data race, and no more order.
class relaxed_report {
 public:
  void publish(int degrees) {
    degrees_.store(degrees, std::memory_order_relaxed);
    ready_.store(true, std::memory_order_relaxed);
  }

  std::optional<int> read() const {
    if (!ready_.load(std::memory_order_relaxed)) return std::nullopt;
    return degrees_.load(std::memory_order_relaxed);
  }

 private:
  std::atomic<int> degrees_{0};
  std::atomic<bool> ready_{false};
};

inline void relaxed_message() {
  relaxed_report monday;
  boost::scoped_thread<> station{[&] { monday.publish(21); }};
  if (const std::optional<int> degrees = monday.read())
    assert(*degrees == 21 && "a report that is there is whole");
}
// ANCHOR_END: relaxed_message

// Has two cars meet at a bridge.
template <typename MayCross>
void meet_at_bridge(MayCross may_cross_from) {
  bridge narrow;
  bool north_crosses = false;
  boost::scoped_thread<> north{
      [&] { north_crosses = may_cross_from(narrow, 0); }};
  const bool south_crosses = may_cross_from(narrow, 1);
  north.join();
  assert(!(north_crosses && south_crosses) && "one car at a time");
}

// ANCHOR: store_buffering
// Release and acquire order what is stored before and loaded after. Here it is
// the other way round: each side stores first, and then loads.
inline bool may_cross_unseen(bridge& narrow, int side) {
  narrow.coming[side].store(true, std::memory_order_release);
  return !narrow.coming[1 - side].load(std::memory_order_acquire);
}

inline void store_buffering() { meet_at_bridge(may_cross_unseen); }
// ANCHOR_END: store_buffering

// ANCHOR: one_fence
// A fence orders its own thread. The other side needs one as well.
inline bool may_cross_half_fenced(bridge& narrow, int side) {
  narrow.coming[side].store(true, std::memory_order_relaxed);
  if (side == 0) std::atomic_thread_fence(std::memory_order_seq_cst);
  return !narrow.coming[1 - side].load(std::memory_order_relaxed);
}

inline void one_fence() { meet_at_bridge(may_cross_half_fenced); }
// ANCHOR_END: one_fence

}  // namespace broken

}  // namespace memory_ordering
