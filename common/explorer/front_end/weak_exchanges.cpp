#include "explorer/front_end/weak_exchanges.hpp"

#include <cstdint>
#include <set>

#include "explorer/front_end/debug_info.hpp"
#include "explorer/front_end/runtime.hpp"

namespace explorer {
namespace {

bool met = false;

bool is_weak(site_id site) {
  static debug_info info;
  for (const auto& frame :
       info.frames_at(reinterpret_cast<std::uintptr_t>(code_of(site))))
    if (frame.function == "compare_exchange_weak") return true;
  return false;
}

}  // namespace

void note_exchange(site_id site) {
  static std::set<site_id> known;
  if (site != no_site && known.insert(site).second) met |= is_weak(site);
}

bool has_met_weak_exchange() { return met; }

}  // namespace explorer
