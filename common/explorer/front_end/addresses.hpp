// From the addresses of one execution to the engine's numbers.
//
// A hash table with open addressing that is emptied in no time, because every
// execution begins with an empty one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "explorer/engine/operation.hpp"

namespace explorer {

class address_table {
 public:
  // The number of the object of this kind at this address: no_object until
  // the caller writes another. The reference lasts until the next call.
  object_id& at(object_kind what, const void* address) {
    if (2 * used_ >= entries_.size()) grow();
    const auto key = key_of(what, address);
    auto& found = find(key);
    if (found.life != life_) {
      found = {key, life_, no_object};
      ++used_;
    }
    return found.id;
  }

  void clear() {
    used_ = 0;
    ++life_;
  }

 private:
  struct entry {
    std::uint64_t key = 0;
    std::uint32_t life = 0;  // of an older life: empty
    object_id id = no_object;
  };

  static std::uint64_t key_of(object_kind what, const void* address) {
    return reinterpret_cast<std::uintptr_t>(address) << 3 |
           static_cast<std::uint64_t>(what);
  }

  entry& find(std::uint64_t key) {
    const auto mask = entries_.size() - 1;
    auto i = (key * 0x9E3779B97F4A7C15) >> 32 & mask;
    while (entries_[i].life == life_ && entries_[i].key != key)
      i = (i + 1) & mask;
    return entries_[i];
  }

  void grow() {
    std::vector<entry> old(std::max<std::size_t>(entries_.size() * 2, 4096));
    old.swap(entries_);
    for (const auto& e : old)
      if (e.life == life_) find(e.key) = e;
  }

  // Empty until it is used: before main(), memory is the scenario's.
  std::vector<entry> entries_;
  std::size_t used_ = 0;
  std::uint32_t life_ = 1;
};

}  // namespace explorer
