// Loops that wait for another thread by reading.
//
// A thread that reads what it has read before, at the same place in the
// source, without having done anything in between, may be spinning. To follow
// every number of turns would never end; to let it wait for a change loses
// nothing, if it truly spins. So the first time that a source position does
// this, it is probed: the thread runs on alone. If it leaves the loop by
// itself, the position is no spin and never waits.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "explorer/engine/operation.hpp"
#include "explorer/engine/world.hpp"

namespace explorer {

class spins {
 public:
  explicit spins(std::uint32_t limit) : limit_{limit} {}

  void begin();  // an execution; what was learnt stays

  // Thread t's pending operation has read, or tried and failed.
  void read(thread_id t, const world& w, const outcome& what);
  void yielded(thread_id t) { threads_[t].hinted = true; }
  // Thread t has been refused a lock. So often it has been at this position.
  void refused(thread_id t, site_id site) { threads_[t].refusals[site]++; }
  std::uint32_t refusals(thread_id t, site_id site) const;
  // Thread t has changed something.
  void progressed(thread_id t);
  // ... in plain memory, perhaps its own.
  void wrote(thread_id t);
  // Thread t has taken a lock, or given one back: it may have looked at what
  // the lock guards, and no more.
  void locked(thread_id t, const operation& o);
  void looked_around(thread_id t);

  // Nothing has changed since t did its pending operation before.
  bool repeats(thread_id t, const world& w) const;
  // ... and it has done it so often that it waits for a change.
  bool waits(thread_id t, const world& w) const;
  // It waits, but its loop has read stores that newer ones have overtaken: a
  // store becomes visible in finite time, so it goes on and reads those.
  bool lags(thread_id t, const world& w) const;
  // Its pending operation is one that has.
  bool lags_here(thread_id t, const world& w) const;
  // It takes a lock again and again to look at something.
  bool polls(thread_id t) const;
  bool known(site_id site) const;
  // What the probe of t that began at `start` has found: t's repeated positions
  // are spins, or are not.
  void learn(thread_id t, site_id start, bool truly);

 private:
  enum class nature : std::uint8_t { unknown, bounded, spin };
  struct reading {
    site_id site = no_site;
    object_id object = no_object;
    std::uint8_t mask = 0xff;
    std::uint64_t version = 0;
    std::uint32_t times = 0;
    std::uint64_t value = 0;
    bool overtaken = false;  // a newer store could have been read
    std::uint64_t last = 0;  // when: a count of the thread's reads
  };
  // A lock that a thread takes again and again.
  struct round {
    site_id site = no_site;
    object_id object = no_object;
    std::uint64_t news = 0;  // by others, when it was taken first
    std::uint32_t times = 0;
    bool overtaken = false;   // this time, a newer store could have been read
    bool catches_up = false;  // that was so the time before, and it waits
  };
  struct thread {
    std::vector<reading> readings{};
    std::uint64_t reads = 0;
    std::vector<round> rounds{};
    std::map<object_id, std::uint64_t> locks{};  // how often it has taken each
    std::uint64_t changes = 0;
    std::map<site_id, std::uint32_t> refusals{};
    bool hinted = false;
  };

  static bool changed(const reading& r, const world& w) {
    return r.version != w.version(r.object, r.mask);
  }
  const reading* find(thread_id t, const operation& o) const;
  const round* find_round(thread_id t, const operation& o) const;
  // Grows when another thread than t changes something, or takes this lock.
  std::uint64_t news(thread_id t, object_id lock) const;
  std::uint32_t limit(thread_id t) const {
    return threads_[t].hinted ? 1 : limit_;
  }
  nature of(site_id site) const;
  void set(site_id site, nature what);

  std::uint32_t limit_;
  std::array<thread, max_threads> threads_{};
  std::vector<nature> sites_;
  nature nowhere_ = nature::unknown;  // in a library, called from elsewhere
};

}  // namespace explorer
