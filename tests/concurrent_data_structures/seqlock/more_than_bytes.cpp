// Every compiler rejects it: a reader copies a value that may be half replaced
#include <string>

#include "concurrent_data_structures/seqlock.hpp"

constexpr auto size = sizeof(seqlock::latest<std::string>);
