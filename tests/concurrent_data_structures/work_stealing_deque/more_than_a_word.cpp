// Every compiler rejects it: an item is one atomic word: an index, or a pointer to a task
#include "concurrent_data_structures/work_stealing_deque.hpp"

struct alignas(32) task {
  long words[4];
};

constexpr auto size = sizeof(work_stealing_deque::deque<task>);
