// Whether a program could do what no memory model of this engine shows: load
// buffering, where threads read stores that other threads make only after
// reading in their turn.
//
// In such a circle each thread stores after it reads, and at two locations at
// least nothing synchronizes the store with the read: else happens-before and
// coherence forbid it.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include "explorer/engine/memory.hpp"

namespace explorer {

class load_buffering {
 public:
  void begin();  // an execution; what was met stays
  bool met() const { return met_; }

  void access(thread_id t, const operation& o, bool writes);
  void fence(thread_id t, std::memory_order order);

 private:
  using set = std::uint32_t;  // of threads
  struct location {
    set stores = 0, weak_stores = 0;  // that follow a read
    set reads = 0, weak_reads = 0;    // that a store follows
    bool is_weak = false;  // a store and a read that need not synchronize
  };
  struct pending_read {
    object_id object;
    bool weak;
  };
  struct thread {
    std::vector<pending_read> reads{};  // no store elsewhere has followed yet
    bool has_read = false;
    bool released = false;  // by a fence, since the last read
  };

  location& at(object_id object);
  void follow(thread_id t, const pending_read& r);
  void look(location& l);

  bool met_ = false;
  unsigned weak_ = 0;  // locations
  std::array<thread, max_threads> threads_{};
  std::vector<location> locations_;
};

}  // namespace explorer
