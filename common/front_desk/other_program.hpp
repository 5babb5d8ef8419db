// The programs of this build that do for one recipe what the chapter's own
// cannot: they are compiled in another way, or only on demand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace front_desk {

// Becomes the program ../<kind>/<chapter>/<recipe>, seen from this one, with
// the reader's words. Returns only if this build has none.
void become_other_program(std::string_view kind, std::string_view chapter,
                          std::string_view recipe,
                          std::vector<std::string> words);

}  // namespace front_desk
