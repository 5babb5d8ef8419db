// What an office and passengers do with a bus line, for histories of it.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "concurrent_data_structures/epoch_reclamation.hpp"
#include "explorer/history.hpp"

namespace epoch_reclamation::histories {

using explorer::sequential::does;
using explorer::sequential::operation;

// A set of stops. Each thread adds and removes a stop of its own, and looks for
// anyone's. One retirement in `Batch` collects.
template <std::size_t Threads, std::size_t Batch>
class stops {
 public:
  using specification = explorer::sequential::map;
  static constexpr bool has_roles = true;

  stops() {
    for (auto& each : crew_) each.emplace(of_);
  }

  template <typename Choose>
  static operation draw(unsigned thread, Choose choose) {
    constexpr does all[] = {does::insert, does::erase, does::find};
    const does what = all[choose(3)];
    if (what != does::find) return {.what = what, .key = thread};
    return {.what = what, .key = 1 + choose(Threads)};
  }

  void apply(operation& o) {
    const int minute = static_cast<int>(o.key);
    collector::participant& self = *crew_[o.thread];
    if (o.what == does::find) {
      o.ok = false;
      line_.walk(self, [&](int at) { o.ok = o.ok || at == minute; });
    } else {
      bool& there = there_[o.key];
      o.ok = there == (o.what == does::erase);
      if (!o.ok) return;
      there = !there;
      if (there)
        line_.add(minute);
      else
        line_.remove(self, minute);
    }
    o.value = 0;  // a stop has no value
  }

 private:
  collector of_{Threads + 1, Batch};
  std::optional<collector::participant> crew_[Threads + 1];
  line line_;
  std::array<bool, Threads + 1> there_{};  // each stop's owner's
};

// One adds and removes a stop, the other looks for it.
struct office_and_passenger : stops<2, 1> {
  template <typename Choose>
  static operation draw(unsigned thread, Choose choose) {
    if (thread != 1) return {.what = does::find, .key = 1};
    return {.what = choose(2) == 0 ? does::insert : does::erase, .key = 1};
  }
};

// Each call takes part anew: there is a place for everyone, however often they
// come and go.
class comers {
 public:
  using specification = explorer::sequential::map;

  template <typename Choose>
  static operation draw(unsigned, Choose) {
    return {.what = does::find};
  }

  void apply(operation& o) {
    const collector::participant self{of_};
    o.ok = false;
  }

 private:
  collector of_{2};
};

inline void two_calls_each() { explorer::every_history<stops<2, 1>>(2, 2); }

inline void three_calls_each() {
  explorer::every_history<office_and_passenger>(2, 3);
}

inline void three_threads() { explorer::every_history<stops<3, 1>>(3, 1); }

inline void two_who_come_and_go() { explorer::every_history<comers>(2, 3); }

}  // namespace epoch_reclamation::histories
