// The history that the last execution has recorded, in words.
#pragma once

#include <cstddef>
#include <string>

namespace explorer {

std::string recorded_call(std::size_t which);    // "put(11)"
std::string recorded_return(std::size_t which);  // "put(11) returns true"

}  // namespace explorer
