// Two threads share a buffer. Whoever drops the last reference frees it.
#include <atomic>
#include <boost/thread/scoped_thread.hpp>

namespace dropped_reference_fixed {

struct buffer {
  int bytes = 0;
  std::atomic<int> uses{2};
};

inline void drop(buffer* shared) {
  if (shared->uses.fetch_sub(1, std::memory_order_acq_rel) == 1) delete shared;
}

inline void scenario() {
  auto* const shared = new buffer;
  boost::scoped_thread<> uploader{[shared] {
    shared->bytes = 64;
    drop(shared);
  }};
  drop(shared);
}

}  // namespace dropped_reference_fixed
