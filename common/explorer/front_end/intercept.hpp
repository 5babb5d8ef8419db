// What the interceptors share. Each of them stands in for a function of the
// compiler's runtime, the C library or Boost, in the executable and in every
// library that it loads.
#pragma once

#include <dlfcn.h>

#include <cstddef>

#include "explorer/engine/operation.hpp"

// A definition that stands in for a library's.
#define EXPLORER_INTERCEPT \
  extern "C" __attribute__((visibility("default"), used))

// Where the intercepted call came from.
#define EXPLORER_CALLER __builtin_return_address(0)

namespace explorer {

// Tells the engine that plain memory is read or written, by cells of 8 bytes.
void touch(kind what, const void* address, std::size_t size,
           const void* caller);

// Where the library begins that holds the code, or nullptr.
const void* library_of(const void* code);

// Whether a call came from inside the library of Boost.Thread, or of the
// standard library.
bool is_from_boost(const void* caller);
bool is_from_standard_library(const void* caller);

// The definition that the interceptor hides.
template <typename Function>
Function* hidden(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace explorer
