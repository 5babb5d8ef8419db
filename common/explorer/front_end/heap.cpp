#include "explorer/front_end/heap.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "explorer/front_end/fiber.hpp"

namespace explorer::heap {
namespace {

constexpr std::uintptr_t heap_begin = 0x3000'0000'0000;
constexpr std::uintptr_t marks_begin = 0x3800'0000'0000;
constexpr std::size_t region_size = std::size_t{1} << 28;
constexpr std::size_t regions = most_fibers + 1;
constexpr std::size_t heap_size = region_size * regions;
constexpr std::size_t granule = 16;

// One for each granule: how many of its bytes belong to a block.
using mark = unsigned char;
constexpr mark unused = 0;
constexpr mark empty = granule + 1;  // the only one of a block without bytes

// Stands before every block.
struct header {
  std::size_t size;
  std::size_t granules;  // of the block, without its header
};
static_assert(sizeof(header) == granule, "blocks stay aligned");

std::array<char*, regions> next;
std::array<char*, regions> highest;  // the regions' marks are dirty up to here
char* kept = nullptr;
std::size_t kept_size = 0;

char* region(std::size_t index) {
  return reinterpret_cast<char*>(heap_begin) + index * region_size;
}

mark* mark_of(const void* address) {
  const auto offset = reinterpret_cast<std::uintptr_t>(address) - heap_begin;
  return reinterpret_cast<mark*>(marks_begin) + offset / granule;
}

void reserve(std::uintptr_t begin, std::size_t size) {
  void* got = mmap(
      reinterpret_cast<void*>(begin), size, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE | MAP_NORESERVE, -1, 0);
  if (got != MAP_FAILED) return;
  std::fputs("explorer: no address space for the scenario's heap\n", stderr);
  std::_Exit(3);
}

}  // namespace

void prepare() {
  reserve(heap_begin, heap_size);
  reserve(marks_begin, heap_size / granule);
  for (std::size_t i = 0; i < regions; ++i) highest[i] = next[i] = region(i);
}

void* allocate(int thread, std::size_t size, std::size_t alignment) {
  const auto index = std::size_t(thread + 1);
  const auto align = std::max(alignment, granule);
  const auto unaligned =
      reinterpret_cast<std::uintptr_t>(next[index]) + sizeof(header);
  auto* begin =
      reinterpret_cast<char*>((unaligned + align - 1) / align * align);
  const auto granules =
      std::max<std::size_t>((size + granule - 1) / granule, 1);
  // One unused granule between blocks shows small overruns.
  auto* end = begin + (granules + 1) * granule;
  if (size > region_size || end > region(index) + region_size) return nullptr;
  *reinterpret_cast<header*>(begin - sizeof(header)) = {size, granules};
  std::memset(mark_of(begin), granule, granules);
  const auto rest = size % granule;
  if (rest != 0 || size == 0)
    mark_of(begin)[granules - 1] = size == 0 ? empty : mark(rest);
  next[index] = end;
  highest[index] = std::max(highest[index], end);
  return begin;
}

bool owns(const void* address) {
  return reinterpret_cast<std::uintptr_t>(address) - heap_begin < heap_size;
}

bool is_allocated(const void* address) { return *mark_of(address) != unused; }

bool is_within_block(const void* begin, std::size_t size) {
  const auto belongs = *mark_of(begin);
  const auto offset = reinterpret_cast<std::uintptr_t>(begin) % granule;
  return belongs != empty && offset + size <= belongs;
}

block block_of(const void* address) {
  auto* first = mark_of(address);
  while (first[-1] != unused) --first;
  const auto index = first - reinterpret_cast<mark*>(marks_begin);
  auto* begin =
      reinterpret_cast<char*>(heap_begin) + std::size_t(index) * granule;
  return {begin, reinterpret_cast<header*>(begin - sizeof(header))->size};
}

void keep() {
  kept_size = std::size_t(next[0] - region(0));
  kept = static_cast<char*>(mmap(nullptr, std::max<std::size_t>(kept_size, 1),
                                 PROT_READ | PROT_WRITE,
                                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  std::memcpy(kept, region(0), kept_size);
}

void restore() {
  for (std::size_t i = 0; i < regions; ++i) {
    auto* from = i == 0 ? region(0) + kept_size : region(i);
    if (highest[i] > from)
      std::memset(mark_of(from), 0,
                  std::size_t(mark_of(highest[i]) - mark_of(from)));
    highest[i] = next[i] = from;
  }
  std::memcpy(region(0), kept, kept_size);
}

}  // namespace explorer::heap
