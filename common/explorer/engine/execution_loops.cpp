// Threads that turn in a loop: which of them wait, and for how long they may
// not.
#include "explorer/engine/execution.hpp"

namespace explorer {
namespace {

// So often a probed loop turns before it is taken to spin.
constexpr std::uint32_t probe_turns = 10'000;
// So often a plain location is read at one position before it is suspected.
constexpr std::uint32_t plain_turns = 20'000;

}  // namespace

bool execution::tries_too_often(thread_id t) const {
  return world_.tries_in_vain(t) && !spins_.waits(t, world_) &&
         spins_.refusals(t, world_.pending(t).site) >= asked_.retries;
}

// Whether thread t goes on alone, to see whether it leaves the loop it is in.
bool execution::probes(thread_id t) {
  const operation& o = world_.pending(t);
  if (probed_ != t) {
    if (spoiled_ || spins_.known(o.site) || !spins_.waits(t, world_)) {
      return false;
    }
    spoil();
    probed_ = t;
    probed_site_ = o.site;
    turns_ = 0;
    return true;
  }
  const bool looks = o.what == kind::load && spins_.polls(t);
  const bool neutral = looks || o.what == kind::unlock ||
                       (tree_.pending(t).local() && o.what != kind::join &&
                        o.what != kind::create);
  if (neutral) return true;
  const bool repeats = spins_.repeats(t, world_);
  if (repeats && ++turns_ < probe_turns) return true;
  spins_.learn(t, probed_site_, repeats);
  verdict_.met_spin |= repeats;
  probed_ = nobody;
  return false;
}

// A loop over plain memory never comes to a decision.
void execution::watch_plain_loop(const operation& o) {
  plain_loop& l = plain_loops_[o.site % plain_loops_.size()];
  if (l.site != o.site || l.object != o.object) {
    l = {.site = o.site, .object = o.object, .times = 0};
  }
  if (++l.times < plain_turns || o.site == no_site) return;
  see(o.site);
  spoil();
}

void execution::see(site_id site) {
  if (site == no_site) return;
  if (visible_.size() <= site) visible_.resize(site + 1);
  visible_[site] = true;
}

void execution::spoil() { spoiled_ = again_ = true; }

}  // namespace explorer
