#include "explorer/engine/memory.hpp"

#include <bit>

namespace explorer {

memory::newest& memory::of(object_id location, std::uint8_t mask) {
  if (cells_.size() <= location) cells_.resize(location + 1);
  cell& c = cells_[location];
  if (c.execution != execution_) {
    c.execution = execution_;
    for (newest& n : c.at) n.valid = false;
  }
  return c.at[static_cast<std::size_t>(std::countr_zero(mask)) & 7U];
}

std::uint64_t memory::load(object_id location, std::uint8_t mask,
                           std::uint64_t current, std::memory_order order,
                           knowledge& reader) {
  newest& n = of(location, mask);
  if (!n.valid || n.value != current) {
    n = {.valid = true, .value = current, .released = {}};
  }
  (acquires(order) ? reader.past : reader.on_acquire).join(n.released);
  return n.value;
}

void memory::store(object_id location, std::uint8_t mask, std::uint64_t value,
                   std::memory_order order, thread_id writer, knowledge& by,
                   bool extends) {
  newest& n = of(location, mask);
  const clock released = releases(order) ? by.publish(writer) : by.released;
  if (!extends || !n.valid) n.released = {};
  n.released.join(released);
  n.valid = true;
  n.value = value;
}

void memory::fence(std::memory_order order, thread_id self, knowledge& by) {
  if (acquires(order)) by.past.join(by.on_acquire);
  if (releases(order)) by.released = by.publish(self);
}

void memory::overwrite(object_id location, std::uint8_t mask) {
  if (cells_.size() <= location) return;
  cell& c = cells_[location];
  if (c.execution != execution_) return;
  for (unsigned byte = 0; byte < 8; ++byte) {
    if ((mask >> byte & 1U) != 0) c.at[byte].valid = false;
  }
}

}  // namespace explorer
