// RC11, the C++20 memory model as it has been repaired (Lahav, Vafeiadis, Kang,
// Hur, Dreyer: "Repairing sequential consistency in C/C++11", PLDI 2017), by
// brute force: every choice of reads-from and modification order of a program
// without branches is tried against the axioms.
//
// It shares nothing with the engine, which it is there to check.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace rc11 {

enum class what : std::uint8_t { load, store, add, exchange, fence };

struct instruction {
  what does = what::load;
  unsigned location = 0;
  unsigned value = 1;  // stored, or added
  std::memory_order order = std::memory_order_relaxed;
};

inline constexpr unsigned locations = 2;
using program = std::vector<std::vector<instruction>>;  // by thread

inline constexpr std::size_t most_events = 12;

// Between events: a row of bits for each.
class relation {
 public:
  static relation identity(std::uint32_t of = ~0U) {
    relation r;
    for (std::size_t i = 0; i < most_events; ++i) r.rows_[i] = of & 1U << i;
    return r;
  }
  void add(std::size_t from, std::size_t to) { rows_[from] |= 1U << to; }
  bool has(std::size_t from, std::size_t to) const {
    return (rows_[from] >> to & 1U) != 0;
  }

  friend relation operator|(relation a, const relation& b) {
    for (std::size_t i = 0; i < most_events; ++i) a.rows_[i] |= b.rows_[i];
    return a;
  }
  friend relation operator&(relation a, const relation& b) {
    for (std::size_t i = 0; i < most_events; ++i) a.rows_[i] &= b.rows_[i];
    return a;
  }
  friend relation operator-(relation a, const relation& b) {
    for (std::size_t i = 0; i < most_events; ++i) a.rows_[i] &= ~b.rows_[i];
    return a;
  }
  // Composition: first a, then b.
  friend relation operator*(const relation& a, const relation& b) {
    relation r;
    for (std::size_t i = 0; i < most_events; ++i) {
      for (std::uint32_t rest = a.rows_[i]; rest != 0; rest &= rest - 1) {
        r.rows_[i] |= b.rows_[std::size_t(std::countr_zero(rest))];
      }
    }
    return r;
  }
  relation inverse() const {
    relation r;
    for (std::size_t i = 0; i < most_events; ++i) {
      for (std::size_t j = 0; j < most_events; ++j) {
        if (has(i, j)) r.add(j, i);
      }
    }
    return r;
  }
  relation closure() const {
    relation r = *this;
    for (std::size_t k = 0; k < most_events; ++k) {
      for (auto& row : r.rows_) {
        if ((row >> k & 1U) != 0) row |= r.rows_[k];
      }
    }
    return r;
  }
  relation optional() const { return *this | identity(); }
  bool irreflexive() const {
    for (std::size_t i = 0; i < most_events; ++i) {
      if (has(i, i)) return false;
    }
    return true;
  }
  bool acyclic() const { return closure().irreflexive(); }

 private:
  std::array<std::uint32_t, most_events> rows_{};
};

class checker {
 public:
  explicit checker(const program& p)
      : program_{p}, events_{all_events(p)}, size_{events_.size()} {
    for (std::size_t i = 0; i < size_; ++i) classify(i);
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::size_t j = 0; j < size_; ++j) {
        const event& a = events_[i];
        const event& b = events_[j];
        const bool initial = a.thread < 0 && b.thread >= 0;
        if (initial || (a.thread >= 0 && a.thread == b.thread && i < j)) {
          sb_.add(i, j);
        }
        if (a.location >= 0 && a.location == b.location) {
          same_location_.add(i, j);
        }
      }
    }
    source_.resize(size_);
  }

  // What each thread reads, in order, and the last stores: see text().
  std::set<std::string> outcomes() {
    choose_source(0);
    return std::move(outcomes_);
  }

  // How an outcome is written: the values read by each thread, a bar after
  // each, and what the locations hold in the end.
  static std::string text(const std::vector<std::string>& reads,
                          const std::array<std::uint64_t, locations>& last) {
    std::string s;
    for (const std::string& thread : reads) s += thread + "|";
    for (const std::uint64_t value : last) s += std::to_string(value) + " ";
    return s;
  }

 private:
  struct event {
    what does = what::store;
    int thread = -1;  // that of the initial stores
    int location = -1;
    unsigned value = 0;
    std::memory_order order = std::memory_order_relaxed;

    bool reads() const { return does != what::store && does != what::fence; }
    bool writes() const { return does != what::load && does != what::fence; }
  };

  static std::vector<event> all_events(const program& p) {
    std::vector<event> all(locations);
    for (unsigned l = 0; l < locations; ++l) all[l].location = int(l);
    for (std::size_t t = 0; t < p.size(); ++t) {
      for (const instruction& i : p[t]) {
        all.push_back({i.does, int(t),
                       i.does == what::fence ? -1 : int(i.location), i.value,
                       i.order});
      }
    }
    return all;
  }

  void classify(std::size_t i) {
    const event& e = events_[i];
    const auto is = [&](std::memory_order strong) {
      return e.order == strong || e.order == std::memory_order_acq_rel ||
             e.order == std::memory_order_seq_cst;
    };
    const std::uint32_t bit = 1U << i;
    const bool fence = e.does == what::fence;
    if (fence) fences_ |= bit;
    if (e.reads()) reads_.push_back(i);
    if (e.writes()) writes_ |= bit;
    if (e.reads() && e.writes()) updates_ |= bit;
    if (e.thread < 0) return;
    if (e.writes()) stores_[std::size_t(e.location)].push_back(i);
    if ((e.writes() || fence) && is(std::memory_order_release)) {
      releases_ |= bit;
    }
    if ((e.reads() || fence) && is(std::memory_order_acquire)) {
      acquires_ |= bit;
    }
    if (e.order == std::memory_order_seq_cst) seq_cst_ |= bit;
  }

  void choose_source(std::size_t which) {
    if (which == reads_.size()) {
      if (look_at_sources()) choose_order(0);
      return;
    }
    const std::size_t reader = reads_[which];
    for (std::size_t i = 0; i < size_; ++i) {
      if (i == reader || (writes_ >> i & 1U) == 0) continue;
      if (events_[i].location != events_[reader].location) continue;
      source_[reader] = i;
      choose_source(which + 1);
    }
  }

  void choose_order(unsigned location) {
    if (location == locations) {
      if (consistent()) outcomes_.insert(outcome());
      return;
    }
    auto& order = stores_[location];
    std::sort(order.begin(), order.end());
    do {
      choose_order(location + 1);
    } while (std::next_permutation(order.begin(), order.end()));
  }

  relation modification_order() const {
    relation mo;
    for (unsigned l = 0; l < locations; ++l) {
      for (std::size_t k = 0; k < stores_[l].size(); ++k) {
        mo.add(l, stores_[l][k]);
        for (std::size_t m = k + 1; m < stores_[l].size(); ++m) {
          mo.add(stores_[l][k], stores_[l][m]);
        }
      }
    }
    return mo;
  }

  // What does not depend on modification order; false: it is inconsistent.
  bool look_at_sources() {
    rf_ = {};
    for (const std::size_t r : reads_) rf_.add(source_[r], r);
    if (!(sb_ | rf_).acyclic()) return false;  // nothing out of thin air
    const relation fence = only(fences_);
    const relation sequence =
        only(writes_) * (rf_ * only(updates_)).closure().optional();
    const relation sw = only(releases_) * (fence * sb_).optional() * sequence *
                        rf_ * (sb_ * fence).optional() * only(acquires_);
    hb_ = (sb_ | sw).closure();
    return hb_.irreflexive();
  }

  bool consistent() const {
    const relation mo = modification_order();
    const relation fr = rf_.inverse() * mo - relation::identity();
    // What a read-modify-write reads comes right before what it writes.
    if (!(rf_ * mo).irreflexive() || !(fr * mo).irreflexive()) return false;
    const relation eco = (rf_ | mo | fr).closure();
    return (hb_ * eco.optional()).irreflexive() &&
           partial_sc(eco, mo, fr).acyclic();
  }

  relation partial_sc(const relation& eco, const relation& mo,
                      const relation& fr) const {
    const relation elsewhere = sb_ - same_location_;
    const relation scb =
        sb_ | elsewhere * hb_ * elsewhere | (hb_ & same_location_) | mo | fr;
    const relation all = only(seq_cst_);
    const relation fence = only(seq_cst_ & fences_);
    const relation base =
        (all | fence * hb_.optional()) * scb * (all | hb_.optional() * fence);
    return base | fence * (hb_ | hb_ * eco * hb_) * fence;
  }

  std::uint64_t stored(std::size_t store) const {
    const event& e = events_[store];
    if (e.does != what::add) return e.value;
    return stored(source_[store]) + e.value;
  }

  std::string outcome() const {
    std::vector<std::string> reads(program_.size());
    for (const std::size_t r : reads_) {
      reads[std::size_t(events_[r].thread)] +=
          std::to_string(stored(source_[r])) + " ";
    }
    std::array<std::uint64_t, locations> last{};
    for (unsigned l = 0; l < locations; ++l) {
      if (!stores_[l].empty()) last[l] = stored(stores_[l].back());
    }
    return text(reads, last);
  }

  static relation only(std::uint32_t set) { return relation::identity(set); }

  const program& program_;
  std::vector<event> events_;
  std::size_t size_;
  relation sb_{}, same_location_{};
  std::uint32_t fences_ = 0, writes_ = 0, updates_ = 0;
  std::uint32_t releases_ = 0, acquires_ = 0, seq_cst_ = 0;
  std::vector<std::size_t> reads_;
  std::array<std::vector<std::size_t>, locations> stores_;
  std::vector<std::size_t> source_;  // of each read
  relation rf_{}, hb_{};
  std::set<std::string> outcomes_;
};

}  // namespace rc11
