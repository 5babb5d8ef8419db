// Is a history of concurrent operations one that a sequential object could
// have shown?
//
// Each operation must seem to happen at one moment between its call and its
// return. The search for such an order is Wing and Gong's (JPDC 1993) with
// Lowe's memory of what has been tried (Concurrency and Computation 2017).
//
// What has returned before another operation is called comes first in that
// order. In a history of real threads, `called` and `returned` tell: they are
// any clock that no two events share and that agrees with real time, a
// std::atomic counter for example. For a history of the explorer, the caller
// says what comes before what; see history.hpp, which records both.
//
// Thread-safety: none; each thread records operations of its own, and one
// thread checks them all.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <unordered_set>
#include <utility>
#include <vector>

namespace explorer {

inline constexpr std::uint64_t not_returned =
    std::numeric_limits<std::uint64_t>::max();

// An operation, its arguments and what was observed of it. One that has not
// returned may have taken effect or not.
template <class Operation>
struct call {
  Operation operation{};
  std::uint64_t called = 0;
  std::uint64_t returned = not_returned;
  std::uint32_t thread = 0;  // whose call it is: for reports alone
};

struct linearization {
  bool exists = false;
  // Indices into the history: the order found, or else the longest one that
  // could be explained.
  std::vector<std::size_t> order{};
};

// Operations of a history, by their indices: the first has returned before the
// second was called.
using precedence = std::vector<std::vector<bool>>;

template <class Operation>
precedence in_time(const std::vector<call<Operation>>& history) {
  precedence before(history.size(), std::vector<bool>(history.size()));
  for (std::size_t i = 0; i < history.size(); ++i) {
    for (std::size_t j = 0; j < history.size(); ++j) {
      before[i][j] = history[i].returned < history[j].called;
    }
  }
  return before;
}

// A Specification has
//   state                                     a value: copied, compared by ==
//   bool apply(state&, const Operation&)      false: no such result is possible
//   std::size_t hash(const state&)
// For an operation that has not returned, apply must accept any result.
template <class Specification, class Operation>
class linearizability {
 public:
  // `before` is transitive.
  linearizability(const std::vector<call<Operation>>& history,
                  const precedence& before)
      : history_{history},
        before_{before},
        taken_(history.size()),
        awaited_(history.size()) {
    for (std::size_t i = 0; i < history.size(); ++i) {
      by_call_.push_back(i);
      if (history[i].returned != not_returned) ++unexplained_;
      for (std::size_t j = 0; j < history.size(); ++j) {
        if (before[i][j]) ++awaited_[j];
      }
    }
    std::sort(by_call_.begin(), by_call_.end(), [&](auto a, auto b) {
      return history[a].called < history[b].called;
    });
  }

  linearization check() {
    linearization best;
    std::size_t from = 0;
    for (;;) {
      if (order_.size() > best.order.size()) note(best);
      if (unexplained_ == 0) {
        best.exists = true;
        note(best);
        return best;
      }
      if (take_next(from)) {
        from = 0;
      } else if (order_.empty()) {
        return best;
      } else {
        from = give_back() + 1;
      }
    }
  }

 private:
  using state = typename Specification::state;
  struct taken {
    std::size_t position;  // in by_call_
    state before;
  };
  struct tried {
    std::vector<bool> taken;
    state after;
    bool operator==(const tried&) const = default;
  };
  struct hash {
    std::size_t operator()(const tried& t) const {
      return std::hash<std::vector<bool>>{}(t.taken) * 0x9e3779b97f4a7c15U ^
             Specification {}.hash(t.after);
    }
  };

  // The first operation at or after `from` that may come next.
  bool take_next(std::size_t from) {
    for (std::size_t at = from; at < by_call_.size(); ++at) {
      const std::size_t i = by_call_[at];
      if (taken_[i] || awaited_[i] > 0) continue;
      state after = now_;
      if (!specification_.apply(after, history_[i].operation)) continue;
      taken_[i] = true;
      if (!seen_.insert({taken_, after}).second) {
        taken_[i] = false;
        continue;
      }
      if (history_[i].returned != not_returned) --unexplained_;
      for (std::size_t j = 0; j < awaited_.size(); ++j) {
        if (before_[i][j]) --awaited_[j];
      }
      order_.push_back({at, std::exchange(now_, std::move(after))});
      return true;
    }
    return false;
  }

  std::size_t give_back() {
    const std::size_t at = order_.back().position;
    const std::size_t i = by_call_[at];
    taken_[i] = false;
    if (history_[i].returned != not_returned) ++unexplained_;
    for (std::size_t j = 0; j < awaited_.size(); ++j) {
      if (before_[i][j]) ++awaited_[j];
    }
    now_ = std::move(order_.back().before);
    order_.pop_back();
    return at;
  }

  void note(linearization& l) const {
    l.order.clear();
    for (const taken& t : order_) l.order.push_back(by_call_[t.position]);
  }

  const std::vector<call<Operation>>& history_;
  const precedence& before_;
  Specification specification_{};
  state now_{};
  std::vector<std::size_t> by_call_{};
  std::vector<bool> taken_;
  std::vector<std::size_t> awaited_;  // not yet taken, and to come before
  std::vector<taken> order_{};
  std::size_t unexplained_ = 0;  // operations that returned, not yet taken
  std::unordered_set<tried, hash> seen_{};
};

// The time is exponential in the number of operations that overlap.
template <class Specification, class Operation>
linearization linearize(const std::vector<call<Operation>>& history,
                        const precedence& before) {
  return linearizability<Specification, Operation>{history, before}.check();
}

template <class Specification, class Operation>
linearization linearize(const std::vector<call<Operation>>& history) {
  return linearize<Specification>(history, in_time(history));
}

}  // namespace explorer
