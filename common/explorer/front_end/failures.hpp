// How a scenario says that it has failed.
#pragma once

namespace explorer {

// Catches std::terminate() and the signals of broken memory accesses.
void watch_for_failures();

}  // namespace explorer
