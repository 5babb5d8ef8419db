// Pass items between threads at the speed of the cores, and sleep when idle.
#pragma once

#include <algorithm>
#include <boost/thread/scoped_thread.hpp>
#include <cstddef>
#include <functional>
#include <iomanip>
#include <latch>
#include <optional>
#include <ostream>
#include <string_view>
#include <utility>
#include <vector>

#include "fast_channel/channel.hpp"
#include "fast_channel/mutex_and_condition.hpp"
#include "fast_channel/ring.hpp"
#include "fast_channel/spinning.hpp"

namespace fast_channel {

// ANCHOR: run
// The sensors of a wind farm number their readings from 0.
struct reading {
  int sensor;
  int number;
};

struct farm {
  int readings;  // of each sensor
  int sensors;
  int loggers;
};

using logbook = std::vector<reading>;

// Opens the gate when its scope ends, however that comes about.
class gatekeeper {
 public:
  explicit gatekeeper(std::latch& gate) : gate_{gate} {}
  gatekeeper(const gatekeeper&) = delete;
  gatekeeper& operator=(const gatekeeper&) = delete;
  ~gatekeeper() { gate_.count_down(); }

 private:
  std::latch& gate_;
};

// Starts every sensor and every logger of the farm. Returns what each logged.
// If not all of them can be started, nobody begins: the others would wait for
// them.
inline std::vector<logbook> work(const farm& of,
                                 const std::function<void(reading)>& send,
                                 const std::function<reading()>& receive) {
  const int total = of.readings * of.sensors;
  std::vector<logbook> books(of.loggers);
  std::latch gate{1};
  bool all_here = false;  // written before the gate opens
  {
    std::vector<boost::scoped_thread<>> threads;
    const gatekeeper keeper{gate};
    for (int sensor = 0; sensor < of.sensors; ++sensor)
      threads.emplace_back([&, sensor] {
        gate.wait();
        for (int number = 0; all_here && number < of.readings; ++number)
          send({sensor, number});
      });
    for (int logger = 0; logger < of.loggers; ++logger)
      threads.emplace_back([&, logger] {
        gate.wait();
        for (int count = logger; all_here && count < total; count += of.loggers)
          books[logger].push_back(receive());
      });
    all_here = true;
  }
  return books;
}

// Is each reading in one logbook, and each sensor's in order?
inline bool complete(const std::vector<logbook>& books, const farm& of) {
  std::vector<std::vector<int>> times(of.sensors,
                                      std::vector<int>(of.readings));
  for (const auto& book : books) {
    std::vector<int> least(of.sensors);
    for (const auto& [sensor, number] : book) {
      if (number < least[sensor]) return false;
      least[sensor] = number + 1;
      ++times[sensor][number];
    }
  }
  return std::ranges::all_of(times, [](const auto& of_sensor) {
    return std::ranges::all_of(of_sensor, [](int n) { return n == 1; });
  });
}

inline void run(std::ostream& out, int readings, int sensors, int loggers,
                int places) {
  const farm of{readings, sensors, loggers};
  const auto least = static_cast<std::size_t>(places);
  const auto report = [&](std::string_view step, auto send, auto receive) {
    const bool good = complete(work(of, send, receive), of);
    out << "  " << std::left << std::setw(24) << step
        << (good ? "all logged once, in order" : "readings lost or doubled")
        << '\n';
  };
  out << "sensors: " << sensors << ", readings of each: " << readings
      << ", loggers: " << loggers << '\n';

  mutex_and_condition::channel<reading> locked{least};
  report(
      "mutex and condition", [&](reading r) { locked.send(r); },
      [&] { return locked.receive(); });

  spinning::channel<reading> watched{least};
  report(
      "spinning", [&](reading r) { watched.send(r); },
      [&] { return watched.receive(); });

  ring::queue<reading> ring{least};
  report(
      "ring, never asleep",
      [&](reading r) {
        const auto attempt = [&] {
          return ring.try_send(std::move(r)) == outcome::done;
        };
        while (!spinning::poll({}, attempt, [&] { return ring.sees_room(); }))
          continue;
      },
      [&] {
        std::optional<reading> r;
        const auto attempt = [&] {
          return ring.try_receive(r) == outcome::done;
        };
        while (!spinning::poll({}, attempt, [&] { return ring.sees_item(); }))
          continue;
        return *r;
      });

  channel<reading> fast{least};
  report(
      "channel", [&](reading r) { fast.send(std::move(r)); },
      [&] { return *fast.receive(); });

  int accepted = 0;
  reading next{0, 0};
  while (fast.try_send(std::move(next)) == outcome::done) ++accepted;
  fast.close();
  const bool sent = fast.send(std::move(next));
  int drained = 0;
  while (fast.receive()) ++drained;
  out << "asked for " << places << " places, got " << fast.capacity() << '\n'
      << "closed when full: the next reading was "
      << (sent ? "accepted" : "handed back") << ", " << drained << " of "
      << accepted << " were still logged\n";
}
// ANCHOR_END: run

}  // namespace fast_channel
