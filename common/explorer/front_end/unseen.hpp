// Instructions that order or change memory without the compiler's callbacks:
// inline assembly with a lock prefix, fences, exchanges.
//
// Promise: a search in which the scenario executes one of them ends there, and
// says so; one that nobody executes does no harm. Their addresses are listed
// beside the executable by the build (see add_explorer).
#pragma once

#include <stdexcept>

namespace explorer {

// Sets a trap on each of them. Throws std::runtime_error if the list is
// missing.
void trap_unseen_instructions();

// Whether the instruction before `address` was such a trap.
bool is_unseen_instruction(const void* address);

}  // namespace explorer
