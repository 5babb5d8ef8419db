// Every compiler rejects it: an item that fails to move out would stay in the queue
#include "concurrent_data_structures/timed_queue.hpp"

struct vase {
  vase(vase&&) {}
};

constexpr auto size = sizeof(timed_queue::timed_queue<vase>);
