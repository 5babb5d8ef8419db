// The executable's own variables: globals, static locals and their guards.
//
// Promise: after restore() every one of them holds what it held at keep().
// The runtime lives in a shared library, so that its own state is not among
// them.
#pragma once

#include <cstddef>

namespace explorer::image {

void keep();
void restore();

// Whether `address` lies in the executable's code.
bool is_code(const void* address);
std::size_t code_offset(const void* address);
std::size_t code_size();

// Whether `address` lies in the executable's variables.
bool is_variable(const void* address);

}  // namespace explorer::image
