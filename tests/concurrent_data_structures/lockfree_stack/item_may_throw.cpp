// Every compiler rejects it: an item that fails to move out of its node would be lost
#include "concurrent_data_structures/lockfree_stack.hpp"

struct vase {
  vase(vase&&) {}
};

constexpr auto size = sizeof(lockfree_stack::stack<vase, 8>);
