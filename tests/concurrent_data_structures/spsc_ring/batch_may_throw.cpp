// Every compiler rejects it: an item that fails would take the batch along
#include "concurrent_data_structures/spsc_ring.hpp"

struct vase {
  vase() = default;
  vase(vase&&) {}
  vase& operator=(vase&&) { return *this; }
};

void carry(spsc_ring::ring<vase>& to, std::span<vase> vases) {
  to.push_some(vases);
}
