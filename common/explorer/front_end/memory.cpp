// The compiler's callbacks for plain memory and for calls, and the C library's
// functions that copy, fill and compare memory.
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "explorer/front_end/exempt.hpp"
#include "explorer/front_end/intercept.hpp"
#include "explorer/front_end/runtime.hpp"

namespace explorer {
namespace {

constexpr std::uintptr_t cell = 8;

void touch_cell(kind what, const char* begin, std::size_t size,
                const void* caller) {
  check_bounds(begin, size, caller);
  const auto offset = reinterpret_cast<std::uintptr_t>(begin) % cell;
  const auto mask = ((1u << size) - 1) << offset;
  act({.what = what,
       .site = site_of(caller),
       .object = location_at(begin),
       .mask = static_cast<std::uint8_t>(mask)});
  if (what == kind::read)
    note_read(begin, size);
  else
    note_write(begin, size);
}

}  // namespace

void touch(kind what, const void* address, std::size_t size,
           const void* caller) {
  if (!watching()) return;
  const unwatched guard;
  if (is_exempt(site_of(caller))) return;
  const auto* begin = static_cast<const char*>(address);
  while (size > 0) {
    const auto offset = reinterpret_cast<std::uintptr_t>(begin) % cell;
    const auto part = std::min<std::size_t>(cell - offset, size);
    touch_cell(what, begin, part, caller);
    begin += part;
    size -= part;
  }
}

}  // namespace explorer

namespace {

using explorer::kind;
using explorer::touch;

void read_write(const void* address, std::size_t size, const void* caller) {
  touch(kind::read, address, size, caller);
  touch(kind::write, address, size, caller);
}

void push_call(const void* return_address) {
  if (!explorer::watching()) return;
  auto& t = explorer::self();
  if (t.depth < t.calls.size()) t.calls[t.depth] = return_address;
  ++t.depth;
}

void pop_call() {
  if (!explorer::watching()) return;
  auto& t = explorer::self();
  if (t.depth > 0) --t.depth;
}

// The first call may come before the other libraries are ready, so that the
// functions of the C library are looked up when they are first needed.
using copy_function = void*(void*, const void*, std::size_t);
using fill_function = void*(void*, int, std::size_t);
using compare_function = int(const void*, const void*, std::size_t);

void* copy(void* to, const void* from, std::size_t size) {
  static auto* const real = explorer::hidden<copy_function>("memcpy");
  return real(to, from, size);
}

void* move(void* to, const void* from, std::size_t size) {
  static auto* const real = explorer::hidden<copy_function>("memmove");
  return real(to, from, size);
}

void* fill(void* to, int byte, std::size_t size) {
  static auto* const real = explorer::hidden<fill_function>("memset");
  return real(to, byte, size);
}

int compare(const void* a, const void* b, std::size_t size) {
  static auto* const real = explorer::hidden<compare_function>("memcmp");
  return real(a, b, size);
}

}  // namespace

#define EXPLORER_ACCESSES(size)                                        \
  EXPLORER_INTERCEPT void __tsan_read##size(void* p) {                 \
    touch(kind::read, p, size, EXPLORER_CALLER);                       \
  }                                                                    \
  EXPLORER_INTERCEPT void __tsan_write##size(void* p) {                \
    touch(kind::write, p, size, EXPLORER_CALLER);                      \
  }                                                                    \
  EXPLORER_INTERCEPT void __tsan_unaligned_read##size(void* p) {       \
    touch(kind::read, p, size, EXPLORER_CALLER);                       \
  }                                                                    \
  EXPLORER_INTERCEPT void __tsan_unaligned_write##size(void* p) {      \
    touch(kind::write, p, size, EXPLORER_CALLER);                      \
  }                                                                    \
  EXPLORER_INTERCEPT void __tsan_volatile_read##size(void* p) {        \
    touch(kind::read, p, size, EXPLORER_CALLER);                       \
  }                                                                    \
  EXPLORER_INTERCEPT void __tsan_volatile_write##size(void* p) {       \
    touch(kind::write, p, size, EXPLORER_CALLER);                      \
  }                                                                    \
  EXPLORER_INTERCEPT void __tsan_read_write##size(void* p) {           \
    read_write(p, size, EXPLORER_CALLER);                              \
  }                                                                    \
  EXPLORER_INTERCEPT void __tsan_unaligned_read_write##size(void* p) { \
    read_write(p, size, EXPLORER_CALLER);                              \
  }

EXPLORER_ACCESSES(1)
EXPLORER_ACCESSES(2)
EXPLORER_ACCESSES(4)
EXPLORER_ACCESSES(8)
EXPLORER_ACCESSES(16)

EXPLORER_INTERCEPT void __tsan_init() {}

EXPLORER_INTERCEPT void __tsan_read_range(void* p, std::size_t size) {
  touch(kind::read, p, size, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT void __tsan_write_range(void* p, std::size_t size) {
  touch(kind::write, p, size, EXPLORER_CALLER);
}

// Destructors write the virtual table's address that is already there.
EXPLORER_INTERCEPT void __tsan_vptr_update(void** p, void* next) {
  if (*p != next) touch(kind::write, p, sizeof p, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT void __tsan_vptr_read(void** p) {
  touch(kind::read, p, sizeof p, EXPLORER_CALLER);
}

EXPLORER_INTERCEPT void __tsan_func_entry(void* return_address) {
  push_call(return_address);
}

EXPLORER_INTERCEPT void __tsan_func_exit() { pop_call(); }

EXPLORER_INTERCEPT void* __tsan_memcpy(void* to, const void* from,
                                       std::size_t size) {
  touch(kind::read, from, size, EXPLORER_CALLER);
  touch(kind::write, to, size, EXPLORER_CALLER);
  return copy(to, from, size);
}

EXPLORER_INTERCEPT void* __tsan_memmove(void* to, const void* from,
                                        std::size_t size) {
  touch(kind::read, from, size, EXPLORER_CALLER);
  touch(kind::write, to, size, EXPLORER_CALLER);
  return move(to, from, size);
}

EXPLORER_INTERCEPT void* __tsan_memset(void* to, int byte, std::size_t size) {
  touch(kind::write, to, size, EXPLORER_CALLER);
  return fill(to, byte, size);
}

// g++ leaves these as plain calls, and so do the libraries.
EXPLORER_INTERCEPT void* memcpy(void* to, const void* from, std::size_t size) {
  touch(kind::read, from, size, EXPLORER_CALLER);
  touch(kind::write, to, size, EXPLORER_CALLER);
  return copy(to, from, size);
}

EXPLORER_INTERCEPT void* memmove(void* to, const void* from, std::size_t size) {
  touch(kind::read, from, size, EXPLORER_CALLER);
  touch(kind::write, to, size, EXPLORER_CALLER);
  return move(to, from, size);
}

EXPLORER_INTERCEPT void* memset(void* to, int byte, std::size_t size) {
  touch(kind::write, to, size, EXPLORER_CALLER);
  return fill(to, byte, size);
}

EXPLORER_INTERCEPT int memcmp(const void* a, const void* b, std::size_t size) {
  touch(kind::read, a, size, EXPLORER_CALLER);
  touch(kind::read, b, size, EXPLORER_CALLER);
  return compare(a, b, size);
}

// Of clang's coverage, which is asked for only so that clang keeps track of
// more addresses: see add_explorer().
#define EXPLORER_COVERAGE(size)                                \
  EXPLORER_INTERCEPT void __sanitizer_cov_load##size(void*) {} \
  EXPLORER_INTERCEPT void __sanitizer_cov_store##size(void*) {}

EXPLORER_COVERAGE(1)
EXPLORER_COVERAGE(2)
EXPLORER_COVERAGE(4)
EXPLORER_COVERAGE(8)
EXPLORER_COVERAGE(16)

EXPLORER_INTERCEPT void __sanitizer_cov_trace_pc() {}
