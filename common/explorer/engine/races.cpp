#include "explorer/engine/races.hpp"

namespace explorer {

std::optional<races::touch> races::access(object_id location, const touch& now,
                                          const clock& past) {
  if (cells_.size() <= location) cells_.resize(location + 1);
  cell& c = cells_[location];
  if (c.execution != execution_) {
    c.execution = execution_;
    c.touches.clear();
  }
  if (!c.touches.empty()) {
    const touch& last = c.touches.back();  // often the same once more
    if (last.thread == now.thread && last.at == now.at &&
        last.site == now.site && last.mask == now.mask &&
        last.writes == now.writes && last.atomic == now.atomic) {
      return {};
    }
  }
  std::optional<touch> rival;
  std::size_t kept = 0;
  for (const touch& old : c.touches) {
    const bool ordered = old.at <= past[old.thread];
    if (!ordered && (old.mask & now.mask) != 0 && (old.writes || now.writes) &&
        !(old.atomic && now.atomic) && !rival) {
      rival = old;
    }
    // Whatever would race with `old` will race with `now` as well.
    const bool covered = ordered && (old.mask & ~now.mask) == 0 &&
                         (now.writes || !old.writes) &&
                         (!now.atomic || old.atomic);
    if (!covered) c.touches[kept++] = old;
  }
  c.touches.resize(kept);
  c.touches.push_back(now);
  return rival;
}

}  // namespace explorer
