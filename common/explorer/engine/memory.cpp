#include "explorer/engine/memory.hpp"

#include <algorithm>
#include <bit>

namespace explorer {

void memory::begin(memory_model how) {
  how_ = how;
  ++execution_;
  turns_ = 0;
  fences_.resize(1);
}

memory::cell& memory::cell_of(object_id location) {
  if (cells_.size() <= location) cells_.resize(location + 1);
  cell& c = cells_[location];
  if (c.execution != execution_) {
    c.execution = execution_;
    for (history& h : c.at) h.stores.clear();
  }
  return c;
}

memory::history& memory::history_of(const attempt& a) {
  const std::uint8_t mask = a.what.mask;
  const auto first_byte = static_cast<std::size_t>(std::countr_zero(mask));
  history& h = cell_of(a.what.object).at[first_byte & 7U];
  if (h.stores.empty() || h.mask != mask ||
      h.stores.back().value != a.current) {
    h.mask = mask;
    h.stores.assign(1, {.value = a.current});
    h.stores.back().read_at.fill(never);
  }
  return h;
}

bool memory::is_known(const store& s, const clock& seen) {
  bool known = s.at <= seen[s.by];
  for (thread_id t = 0; t < max_threads; ++t) {
    known |= s.read_at[t] <= seen[t];
  }
  return known;
}

// The oldest store that the operation may still read, or go behind.
std::size_t memory::oldest(const history& h, const attempt& a,
                           std::memory_order order) const {
  const clock& past = a.knows.past;
  const seq_cst_fence& before = fences_[past[fences]];
  const bool ordered = order == std::memory_order_seq_cst;
  for (std::size_t i = h.stores.size(); --i > 0;) {
    const store& s = h.stores[i];
    if (is_known(s, past)) return i;
    if (s.turn != 0 && (ordered || s.turn < before.turn)) return i;
    if (fences_.size() == 1) continue;
    if (is_known(s, before.seen)) return i;
    if (ordered && s.at <= fences_.back().seen[s.by]) return i;
  }
  return 0;
}

void memory::find(const history& h, const attempt& a) {
  const operation& o = a.what;
  const bool exchanges = o.what == kind::cas;
  const std::size_t newest = h.stores.size() - 1;
  std::size_t least = oldest(h, a, o.order);
  std::size_t least_failed = exchanges ? oldest(h, a, o.failure_order) : newest;
  if (choices_.patience_at_hand() == patience::none) {
    least = std::min(least + 1, newest);
    least_failed = std::min(least_failed + 1, newest);
  }
  found_.clear();
  for (std::size_t i = newest + 1; i-- > std::min(least, least_failed);) {
    const bool is_expected = h.stores[i].value == o.expected;
    // What a read-modify-write has read stays right before it.
    const bool open =
        o.what == kind::load || i == newest || !h.stores[i + 1].modifies;
    if (i >= least && open && (!exchanges || is_expected)) {
      found_.push_back({i, result::done});
    }
    if (!exchanges || i < least_failed) continue;
    if (!is_expected) found_.push_back({i, result::refused});
    if (is_expected && a.may_fail) found_.push_back({i, result::spurious});
  }
}

const memory::candidate& memory::choose(const history& h) {
  if (found_.size() == 1) return found_.front();
  if (choices_.patience_at_hand() == patience::endless) {
    return *std::find_if(found_.begin(), found_.end(), [&](const auto& c) {
      return c.at == found_.back().at;
    });
  }
  worthwhile_.clear();
  for (std::uint32_t i = 0; i < found_.size(); ++i) {
    if (is_worthwhile(h, found_[i].at)) worthwhile_.push_back(i);
  }
  return found_[choices_.choose(static_cast<std::uint32_t>(found_.size()),
                                worthwhile_)];
}

// To pass over a store shows nothing new if the operation could have come
// before it: then there is an execution where it does. It could not if it
// follows that store in any case, or through the one that it reads.
bool memory::is_worthwhile(const history& h, std::size_t at) const {
  for (std::size_t i = at + 1; i < h.stores.size(); ++i) {
    const moment passed = h.stores[i].done;
    if (passed.at > h.stores[at].done.at && !choices_.follows(passed)) {
      return false;
    }
  }
  return true;
}

outcome memory::decide(const attempt& a) {
  const history& h = history_of(a);
  find(h, a);
  const candidate chosen = choose(h);
  chosen_ = chosen.at;
  const store& s = h.stores[chosen_];
  outcome o{.how = chosen.how, .value = s.value};
  o.newer = static_cast<std::uint32_t>(h.stores.size() - 1 - chosen_);
  o.newest = a.current;
  if (o.newer > 0) {
    o.missed_by = h.stores[chosen_ + 1].by;
    o.missed_at = h.stores[chosen_ + 1].site;
  }
  return o;
}

std::uint64_t memory::carry_out(const attempt& a, const outcome& decided) {
  history& h = history_of(a);
  const operation& o = a.what;
  const auto order = decided.how == result::done ? o.order : o.failure_order;
  if (order == std::memory_order_seq_cst) {
    met_seq_cst_ = true;
  } else {
    met_weak_ = true;
  }
  if (o.what != kind::store) read(h.stores[chosen_], a, order);
  note_order(a.knows, order);
  if (o.what == kind::store ||
      (o.what == kind::cas && decided.how == result::done)) {
    return write(h, a, o.value);
  }
  return a.current;
}

void memory::look(const attempt& a) {
  read(history_of(a).stores.back(), a, std::memory_order_relaxed);
}

std::uint64_t memory::modify(const attempt& a, std::uint64_t value) {
  return write(history_of(a), a, value);
}

void memory::read(store& from, const attempt& a, std::memory_order order) {
  const bool both = from.turn != 0 && order == std::memory_order_seq_cst;
  if (from.is_ordered && from.by != a.by && !both) a.knows.has_heard = true;
  auto& first = from.read_at[a.by];
  first = std::min(first, a.knows.past[a.by]);
  (acquires(order) ? a.knows.past : a.knows.on_acquire).join(from.released);
}

std::uint64_t memory::write(history& h, const attempt& a, std::uint64_t value) {
  const std::memory_order order = a.what.order;
  store s{.value = value,
          .by = a.by,
          .at = a.knows.past[a.by],
          .site = a.what.site,
          .modifies = a.what.what != kind::store,
          .is_ordered = a.knows.is_ordered,
          .done = choices_.present()};
  s.read_at.fill(never);
  s.released = releases(order) ? a.knows.publish(a.by) : a.knows.released;
  // A release sequence goes on with read-modify-writes alone.
  if (s.modifies) s.released.join(h.stores[chosen_].released);
  if (how_ == memory_model::sc) {
    h.stores.clear();
    chosen_ = 0;
    h.stores.push_back(s);
    return value;
  }
  if (order == std::memory_order_seq_cst) s.turn = ++turns_;
  h.stores.insert(h.stores.begin() + static_cast<std::ptrdiff_t>(chosen_) + 1,
                  s);
  return h.stores.back().value;
}

// A seq_cst operation may come before those that its thread has only heard of,
// unless their order is that of the execution.
void memory::note_order(knowledge& by, std::memory_order order) {
  const bool ordered = order == std::memory_order_seq_cst;
  met_heard_ |= ordered && by.has_heard;
  by.is_ordered |= ordered || by.has_heard;
}

void memory::fence(std::memory_order order, thread_id self, knowledge& by) {
  note_order(by, order);
  if (acquires(order)) by.past.join(by.on_acquire);
  if (order == std::memory_order_seq_cst && how_ == memory_model::cpp) {
    seq_cst_fence f{.turn = ++turns_, .seen = fences_.back().seen};
    f.seen.join(by.past);
    by.past[fences] = static_cast<std::uint32_t>(fences_.size());
    fences_.push_back(f);
  }
  if (releases(order)) by.released = by.publish(self);
}

void memory::overwrite(object_id location, std::uint8_t mask) {
  if (cells_.size() <= location) return;
  cell& c = cells_[location];
  if (c.execution != execution_) return;
  for (unsigned byte = 0; byte < 8; ++byte) {
    if ((mask >> byte & 1U) != 0) c.at[byte].stores.clear();
  }
}

}  // namespace explorer
