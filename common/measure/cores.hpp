// Which thread works where.
#pragma once

#include <cstddef>

namespace measure {

// Keeps this thread on one of the cores that the process may use: number i,
// modulo their number. Cores come first, then the second hardware threads of
// the same cores. Does nothing on systems other than Linux.
void pin_to_core(std::size_t i);

}  // namespace measure
