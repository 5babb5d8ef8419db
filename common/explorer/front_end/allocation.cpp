// new, delete, malloc and their kin: the scenario's memory comes from heap.hpp.
#include <errno.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>

#include "explorer/front_end/heap.hpp"
#include "explorer/front_end/intercept.hpp"
#include "explorer/front_end/runtime.hpp"

extern "C" {
// The C library's own, by their other names.
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* memory);
}

namespace explorer {
namespace {

// While the executable's own variables are initialised, before main().
bool loading = false;

// Our library is ready before the executable begins.
__attribute__((constructor(65535))) void begin_loading() {
  heap::prepare();
  loading = true;
}

bool is_the_scenarios() { return loading || watching(); }

void* allocate(std::size_t size, std::size_t alignment) {
  if (!is_the_scenarios()) return __libc_memalign(alignment, size);
  void* memory = heap::allocate(running_fiber(), size, alignment);
  if (memory == nullptr && watching()) {
    const unwatched guard;
    give_up("more memory than the explorer reserves");
  }
  if (watching()) note_allocation(memory, size);
  return memory;
}

void release(void* memory, const void* caller) {
  if (memory == nullptr) return;
  if (!heap::owns(memory)) {
    // What libraries allocated before may be needed in the next execution.
    if (!watching()) __libc_free(memory);
    return;
  }
  if (!watching()) return;
  const unwatched guard;
  const bool is_block =
      heap::is_allocated(memory) && heap::block_of(memory).begin == memory;
  if (!is_block)
    fail(failure::double_free, caller, "frees what no allocation returned");
  end_locks_within(memory, heap::block_of(memory).size, caller);
  act({.what = kind::free,
       .site = site_of(caller),
       .object = object_at(object_kind::block, memory)});
}

void* allocate_or_throw(std::size_t size, std::size_t alignment) {
  void* memory = allocate(size, alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

constexpr std::size_t usual = __STDCPP_DEFAULT_NEW_ALIGNMENT__;

}  // namespace

void end_loading() { loading = false; }

}  // namespace explorer

using explorer::allocate;
using explorer::allocate_or_throw;
using explorer::release;
using explorer::usual;

#define EXPLORER_VISIBLE __attribute__((visibility("default")))

EXPLORER_VISIBLE void* operator new(std::size_t size) {
  return allocate_or_throw(size, usual);
}
EXPLORER_VISIBLE void* operator new[](std::size_t size) {
  return allocate_or_throw(size, usual);
}
EXPLORER_VISIBLE void* operator new(std::size_t size,
                                    const std::nothrow_t&) noexcept {
  return allocate(size, usual);
}
EXPLORER_VISIBLE void* operator new[](std::size_t size,
                                      const std::nothrow_t&) noexcept {
  return allocate(size, usual);
}
EXPLORER_VISIBLE void* operator new(std::size_t size, std::align_val_t align) {
  return allocate_or_throw(size, std::size_t(align));
}
EXPLORER_VISIBLE void* operator new[](std::size_t size,
                                      std::align_val_t align) {
  return allocate_or_throw(size, std::size_t(align));
}
EXPLORER_VISIBLE void operator delete(void* p) noexcept {
  release(p, EXPLORER_CALLER);
}
EXPLORER_VISIBLE void operator delete[](void* p) noexcept {
  release(p, EXPLORER_CALLER);
}
EXPLORER_VISIBLE void operator delete(void* p, std::size_t) noexcept {
  release(p, EXPLORER_CALLER);
}
EXPLORER_VISIBLE void operator delete[](void* p, std::size_t) noexcept {
  release(p, EXPLORER_CALLER);
}
EXPLORER_VISIBLE void operator delete(void* p, const std::nothrow_t&) noexcept {
  release(p, EXPLORER_CALLER);
}
EXPLORER_VISIBLE void operator delete[](void* p,
                                        const std::nothrow_t&) noexcept {
  release(p, EXPLORER_CALLER);
}
EXPLORER_VISIBLE void operator delete(void* p, std::align_val_t) noexcept {
  release(p, EXPLORER_CALLER);
}
EXPLORER_VISIBLE void operator delete[](void* p, std::align_val_t) noexcept {
  release(p, EXPLORER_CALLER);
}
EXPLORER_VISIBLE void operator delete(void* p, std::size_t,
                                      std::align_val_t) noexcept {
  release(p, EXPLORER_CALLER);
}
EXPLORER_VISIBLE void operator delete[](void* p, std::size_t,
                                        std::align_val_t) noexcept {
  release(p, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT void* malloc(std::size_t size) noexcept {
  return explorer::is_the_scenarios() ? allocate(size, usual)
                                      : __libc_malloc(size);
}

EXPLORER_INTERCEPT void* calloc(std::size_t count, std::size_t size) noexcept {
  if (!explorer::is_the_scenarios()) return __libc_calloc(count, size);
  std::size_t bytes = 0;
  void* memory = __builtin_mul_overflow(count, size, &bytes)
                     ? nullptr
                     : allocate(bytes, usual);
  if (memory == nullptr) {
    errno = ENOMEM;
    return nullptr;
  }
  return std::memset(memory, 0, bytes);
}

EXPLORER_INTERCEPT void* realloc(void* old, std::size_t size) noexcept {
  if (!explorer::is_the_scenarios() && !explorer::heap::owns(old))
    return __libc_realloc(old, size);
  void* memory = allocate(size, usual);
  if (old == nullptr || memory == nullptr) return memory;
  const auto kept =
      explorer::heap::owns(old) ? explorer::heap::block_of(old).size : size;
  std::memcpy(memory, old, kept < size ? kept : size);
  release(old, EXPLORER_CALLER);
  return memory;
}

EXPLORER_INTERCEPT void free(void* p) noexcept { release(p, EXPLORER_CALLER); }

EXPLORER_INTERCEPT void* aligned_alloc(std::size_t alignment,
                                       std::size_t size) noexcept {
  return allocate(size, alignment);
}

EXPLORER_INTERCEPT int posix_memalign(void** memory, std::size_t alignment,
                                      std::size_t size) noexcept {
  *memory = allocate(size, alignment);
  return *memory == nullptr ? ENOMEM : 0;
}
