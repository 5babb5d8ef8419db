// The scenario's heap: one region per model thread, filled upwards and emptied
// between executions.
//
// Promises: a thread's n-th allocation has the same address in every execution;
// no memory is handed out twice in one execution, so that a stale pointer is
// seen for what it is; memory allocated before the first execution begins all
// of them with the same contents.
#pragma once

#include <cstddef>

namespace explorer::heap {

struct block {
  char* begin = nullptr;
  std::size_t size = 0;  // as asked for
};

// Reserves the address space. Call once.
void prepare();

// Memory of `size` bytes in the region of `thread` (-1: the driver's, which
// lives for ever). Returns nullptr when the region is full.
void* allocate(int thread, std::size_t size, std::size_t alignment);

// Whether `address` lies in the scenario's heap.
bool owns(const void* address);

// Whether `address` lies in a block, which may have been freed since.
bool is_allocated(const void* address);

// Whether all of these bytes, which do not cross a boundary of 16, do.
bool is_within_block(const void* begin, std::size_t size);

// The block around an allocated address.
block block_of(const void* address);

// Keeps what was allocated so far, as it is now.
void keep();

// Empties every region, and gives what was kept its old contents.
void restore();

}  // namespace explorer::heap
