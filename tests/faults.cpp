#include "faults.hpp"

#include <dlfcn.h>
#include <malloc.h>
#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <limits>
#include <new>

namespace {

constexpr long never = std::numeric_limits<long>::max();

// How many may still succeed. Relaxed everywhere: a count, and nothing that
// other memory depends on.
std::atomic<long> allocations_left{never};
std::atomic<long> threads_left{never};

bool is_granted(std::atomic<long>& left) {
  return left.fetch_sub(1, std::memory_order_relaxed) > 0;
}

bool is_exhausted(const std::atomic<long>& left) {
  return left.load(std::memory_order_relaxed) < 0;
}

void grant(std::atomic<long>& left, long count) {
  left.store(count, std::memory_order_relaxed);
}

std::atomic<long> in_use{0};

void* counted(void* memory) {
  if (memory)
    in_use.fetch_add(static_cast<long>(malloc_usable_size(memory)),
                     std::memory_order_relaxed);
  return memory;
}

void give_back(void* memory) {
  if (!memory) return;
  in_use.fetch_sub(static_cast<long>(malloc_usable_size(memory)),
                   std::memory_order_relaxed);
  std::free(memory);
}

}  // namespace

namespace faults {

long bytes_in_use() { return in_use.load(std::memory_order_relaxed); }

no_memory_from::no_memory_from(long allocation) {
  grant(allocations_left, allocation - 1);
}
no_memory_from::~no_memory_from() { grant(allocations_left, never); }
bool no_memory_from::happened() const { return is_exhausted(allocations_left); }

no_thread_from::no_thread_from(long thread) { grant(threads_left, thread - 1); }
no_thread_from::~no_thread_from() { grant(threads_left, never); }
bool no_thread_from::happened() const { return is_exhausted(threads_left); }

}  // namespace faults

void* operator new(std::size_t size) {
  if (is_granted(allocations_left))
    if (void* memory = std::malloc(size > 0 ? size : 1)) return counted(memory);
  throw std::bad_alloc{};
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return is_granted(allocations_left)
             ? counted(std::malloc(size > 0 ? size : 1))
             : nullptr;
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto step = static_cast<std::size_t>(alignment);
  if (is_granted(allocations_left))
    if (void* memory =
            std::aligned_alloc(step, (size + step - 1) / step * step))
      return counted(memory);
  throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete(void* memory, std::align_val_t) noexcept {
  give_back(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  give_back(memory);
}

// Spelled out, since the sanitizers' own do not come here.
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new[](std::size_t size, const std::nothrow_t& how) noexcept {
  return operator new(size, how);
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return operator new(size, alignment);
}
void operator delete[](void* memory) noexcept { give_back(memory); }
void operator delete[](void* memory, std::size_t) noexcept {
  give_back(memory);
}
void operator delete[](void* memory, std::align_val_t) noexcept {
  give_back(memory);
}
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept {
  give_back(memory);
}

// Comes before the C library's, for Boost.Thread's library as well.
extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* how,
                              void* (*what)(void*), void* with) {
  if (!is_granted(threads_left)) return EAGAIN;
  static const auto real = reinterpret_cast<decltype(&pthread_create)>(
      dlsym(RTLD_NEXT, "pthread_create"));
  return real(thread, how, what, with);
}
