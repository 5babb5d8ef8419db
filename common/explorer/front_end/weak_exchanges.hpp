// clang's callback for a weak exchange is that for a strong one, and cannot
// fail without a cause. Where the source says "weak", the verdict says so.
#pragma once

#include "explorer/engine/operation.hpp"

namespace explorer {

// An exchange whose strength the compiler has not told.
void note_exchange(site_id site);

// Whether one of them is called compare_exchange_weak in the source.
bool has_met_weak_exchange();

}  // namespace explorer
