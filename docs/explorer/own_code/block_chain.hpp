// A log grows by whole blocks. While one thread writes, another counts the
// entries, block by block.
#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>

namespace block_chain {

struct block {
  int entries = 0;
  std::atomic<block*> next{nullptr};
};

class log {
 public:
  ~log() { delete first_.next.load(std::memory_order_relaxed); }

  void append() {
    auto* const made = new block{1};
    first_.next.store(made, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    last_.store(made, std::memory_order_relaxed);
  }

  int size() const {
    const block* const next = first_.next.load(std::memory_order_acquire);
    return first_.entries + (next ? next->entries : 0);
  }

 private:
  block first_{1};
  std::atomic<block*> last_{&first_};
};

inline void scenario() {
  log lines;
  boost::scoped_thread<> writer{[&] { lines.append(); }};
  const int counted = lines.size();
  assert((counted == 1 || counted == 2) && "the new line is there, or not yet");
}

}  // namespace block_chain
