// Walk among nodes that others remove, and free them when all have moved on.
#pragma once

#include <atomic>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <cassert>
#include <optional>
#include <ostream>
#include <vector>

#include "concurrent_data_structures/epoch_reclamation/collector.hpp"

namespace epoch_reclamation {

// ANCHOR: line
// A bus line. Whoever changes it takes a lock, whoever reads it does not.
class line {
  struct stop : retirable {
    stop(int at, stop* after) : minute{at}, next{after} {}
    const int minute;
    std::atomic<stop*> next;
  };

 public:
  ~line() {
    while (stop* const first = first_.load(std::memory_order_relaxed)) {
      first_.store(first->next.load(std::memory_order_relaxed),
                   std::memory_order_relaxed);
      delete first;
    }
  }

  void add(int minute) {
    const boost::lock_guard<boost::mutex> lock{changing_};
    std::atomic<stop*>& link = link_to(minute);
    // Release pairs with walk(): the stop is made.
    link.store(new stop{minute, link.load(std::memory_order_relaxed)},
               std::memory_order_release);
  }

  // The stop must be there. Who is there now may walk on.
  void remove(collector::participant& self, int minute) {
    const boost::lock_guard<boost::mutex> lock{changing_};
    const collector::guard inside{self};
    std::atomic<stop*>& link = link_to(minute);
    stop* const removed = link.load(std::memory_order_relaxed);
    link.store(removed->next.load(std::memory_order_relaxed),
               std::memory_order_release);
    inside.retire(removed);
  }

  // Calls `visit` with the minute of each stop, in their order.
  template <typename Visit>
  void walk(collector::participant& self, Visit visit) const {
    const collector::guard inside{self};
    for (const stop* at = first_.load(std::memory_order_acquire); at;
         at = at->next.load(std::memory_order_acquire))
      visit(at->minute);
  }

 private:
  // To the first stop that is not before `minute`.
  std::atomic<stop*>& link_to(int minute) {
    std::atomic<stop*>* link = &first_;
    for (;;) {
      stop* const next = link->load(std::memory_order_relaxed);
      if (!next || next->minute >= minute) return *link;
      link = &next->next;
    }
  }

  boost::mutex changing_;
  std::atomic<stop*> first_{nullptr};  // written under changing_
};
// ANCHOR_END: line

// ANCHOR: run
// Stops come and go on a line while passengers read it.
inline void run(std::ostream& out, int changes, int passengers) {
  collector of(passengers + 1);
  line stops;
  for (const int minute : {0, 20, 40}) stops.add(minute);
  std::atomic<int> lost{0};
  {
    std::vector<boost::scoped_thread<>> bus(passengers);
    for (auto& passenger : bus)
      passenger = boost::scoped_thread<>{[&] {
        collector::participant self{of};
        for (int look = 0; look < changes; ++look) {
          int before = -1, known = 0;
          stops.walk(self, [&](int minute) {
            if (minute <= before) ++lost;
            if (minute % 20 == 0) ++known;
            before = minute;
          });
          if (known != 3) ++lost;
        }
      }};
    collector::participant office{of};
    for (int change = 0; change < changes; ++change) {
      const int minute = 20 * (change % 3) + 10;
      stops.add(minute);
      stops.remove(office, minute);
    }
  }
  out << changes << " stops added and removed, " << passengers
      << " passengers, who got lost " << lost << " times\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
struct notice : retirable {
  explicit notice(int number) : bus{number} {}
  int bus;
};

// A passenger reads a notice while the office replaces it. Both collect.
template <typename Collector>
void replace_while_read() {
  Collector of(2, 1);
  std::atomic<notice*> current{new notice{1}};
  boost::scoped_thread<> passenger{[&] {
    of.collect();
    typename Collector::participant self{of};
    const typename Collector::guard inside{self};
    const int bus = current.load(std::memory_order_acquire)->bus;
    assert((bus == 1 || bus == 2) && "a notice that was valid");
  }};
  {
    typename Collector::participant self{of};
    const typename Collector::guard inside{self};
    // Release: the passenger reads the new notice. The old one is our own.
    inside.retire(current.exchange(new notice{2}, std::memory_order_release));
  }
  of.collect();
  of.collect();
  passenger.join();
  delete current.load(std::memory_order_relaxed);
}

inline void scenario() { replace_while_read<collector>(); }
// ANCHOR_END: scenario

// ANCHOR: ride
// A passenger reads a line while one stop comes and another one goes.
inline void ride() {
  collector of(2, 1);
  line stops;
  stops.add(0);
  boost::scoped_thread<> passenger{[&] {
    collector::participant self{of};
    int seen = 0;  // every stop is a digit of its own
    stops.walk(self, [&](int minute) { seen += minute == 0 ? 1 : 10; });
    assert((seen == 1 || seen == 11 || seen == 10) &&
           "the stops before, between or after the changes");
  }};
  collector::participant office{of};
  stops.add(20);
  stops.remove(office, 0);
  for (int time = 0; time < 3; ++time) of.collect();
}
// ANCHOR_END: ride

// ANCHOR: departure
// A caretaker sees the passenger leave, and begins two epochs. The office frees
// the notice: it may have learned of the epochs, and of nothing else.
inline void departure() {
  collector of(2);
  collector::participant office{of}, reader{of};
  std::atomic<notice*> current{new notice{1}};
  std::optional<collector::guard> inside{office};
  of.collect();
  boost::scoped_thread<> passenger{[&] {
    const collector::guard reading{reader};
    const int bus = current.load(std::memory_order_acquire)->bus;
    assert((bus == 1 || bus == 2) && "a notice that was valid");
  }};
  boost::scoped_thread<> caretaker{[&] {
    of.collect();
    of.collect();
  }};
  inside->retire(current.exchange(new notice{2}, std::memory_order_release));
  inside.reset();
  of.collect();
  passenger.join();
  caretaker.join();
  delete current.load(std::memory_order_relaxed);
}
// ANCHOR_END: departure

namespace broken {

// ANCHOR: one_epoch_early
// Waits for two epochs instead of three.
inline void one_epoch_early() { replace_while_read<basic_collector<2>>(); }
// ANCHOR_END: one_epoch_early

}  // namespace broken

}  // namespace epoch_reclamation
