// Library code whose data races are not looked for.
//
// boost::lockfree::queue reads a node's successor that another thread may be
// writing: it throws the value away when the compare-and-swap that follows
// fails. The language calls that a data race, and ThreadSanitizer reports it;
// no compiler has made it go wrong. A verdict says when this exemption was
// used.
#pragma once

#include "explorer/engine/operation.hpp"

namespace explorer {

// Looks whether the executable holds such code at all. Call once.
void find_exempt_code();

// Whether a plain access belongs to such code.
bool is_exempt(site_id site);

// Whether one was met: what the verdict has to add.
bool has_met_exempt_code();

}  // namespace explorer
