#include "concurrent_data_structures/ordered_map.hpp"

#include <tbb/concurrent_map.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "measure/crowd.hpp"
#include "measure/measure.hpp"

namespace {

using number = std::uint64_t;

// Every even minute has a train at the beginning. Trains in between are added.
constexpr number minutes = 32'768;

class locked {
 public:
  void insert(number minute) {
    const std::lock_guard lock{mutex_};
    trains_.try_emplace(minute, minute);
  }

  bool find(number minute) {
    const std::lock_guard lock{mutex_};
    return trains_.find(minute) != trains_.end();
  }

  // How many trains there are from this minute on, ten at most.
  number next_ten(number minute) {
    const std::lock_guard lock{mutex_};
    number seen = 0;
    for (auto each = trains_.lower_bound(minute);
         seen < 10 && each != trains_.end(); ++each)
      ++seen;
    return seen;
  }

 private:
  std::mutex mutex_;
  std::map<number, number> trains_;  // guarded by mutex_
};

class ours {
 public:
  void insert(number minute) { trains_.insert(minute, minute); }
  bool find(number minute) { return trains_.find(minute) != nullptr; }

  number next_ten(number minute) {
    number seen = 0;
    trains_.walk(minute, [&](number, number) { return ++seen < 10; });
    return seen;
  }

 private:
  ordered_map::skip_list<number, number> trains_;
};

class onetbbs {
 public:
  void insert(number minute) { trains_.emplace(minute, minute); }
  bool find(number minute) { return trains_.find(minute) != trains_.end(); }

  number next_ten(number minute) {
    number seen = 0;
    for (auto each = trains_.lower_bound(minute);
         seen < 10 && each != trains_.end(); ++each)
      ++seen;
    return seen;
  }

 private:
  tbb::concurrent_map<number, number> trains_;
};

template <typename Map>
std::unique_ptr<Map> timetable() {
  auto trains = std::make_unique<Map>();
  for (number minute = 0; minute < minutes; minute += 2) trains->insert(minute);
  return trains;
}

// Threads look trains up that are there, and now and then add another one.
template <typename Map, int Threads>
measure::result look_up(std::int64_t operations) {
  const auto trains = timetable<Map>();
  return measure::crowd(Threads, operations, [&](int mine) {
    std::minstd_rand draw(1 + mine);
    number found = 0;
    for (std::int64_t i = 0; i < operations; ++i) {
      const number minute = draw() % minutes;
      if (i % 100 < 5)
        trains->insert(minute | 1);
      else
        found += trains->find(minute & ~number{1}) ? 1 : 0;
    }
    return found;
  });
}

// Threads ask for the next ten trains.
template <typename Map, int Threads>
measure::result walk(std::int64_t operations) {
  const auto trains = timetable<Map>();
  return measure::crowd(Threads, operations, [&](int mine) {
    std::minstd_rand draw(1 + mine);
    number seen = 0;
    for (std::int64_t i = 0; i < operations; ++i)
      seen += trains->next_ten(draw() % minutes);
    return seen;
  });
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve({argv + 1, argv + argc},
                        {{"2 threads, 16 384 keys, 5 inserts in 100",
                          "ns per call",
                          {{"std::map and std::mutex", look_up<locked, 2>},
                           {"tbb::concurrent_map", look_up<onetbbs, 2>},
                           {"skip_list", look_up<ours, 2>}}},
                         {"1 thread, 5 inserts in 100",
                          "ns per call",
                          {{"std::map and std::mutex", look_up<locked, 1>},
                           {"tbb::concurrent_map", look_up<onetbbs, 1>},
                           {"skip_list", look_up<ours, 1>}}},
                         {"2 threads, the next 10 keys",
                          "ns per call",
                          {{"std::map and std::mutex", walk<locked, 2>},
                           {"tbb::concurrent_map", walk<onetbbs, 2>},
                           {"skip_list", walk<ours, 2>}}}});
}
