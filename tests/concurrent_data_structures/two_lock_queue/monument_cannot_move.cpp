// Every compiler rejects it: an item is moved into its node, and out of it
#include "concurrent_data_structures/two_lock_queue.hpp"

struct monument {
  monument() = default;
  monument(const monument&) = delete;
};

constexpr auto size = sizeof(two_lock_queue::queue<monument>);
