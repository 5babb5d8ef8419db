// What sequential objects do: the specifications that `linearize` checks
// histories against.
//
// One operation type serves them all. `ok` says what was observed: an item was
// there, there was room, the lock was free, the key was there. An operation
// whose result nobody has seen, because it has not returned, is `unseen`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace explorer::sequential {

enum class does : std::uint8_t {
  put,       // value; channel: ok unless closed or full
  take,      // value, ok; not ok: it was empty (channel: and, for all, closed)
  steal,     // value, ok: a take at the other end
  close,     // channel; timed_queue: how many were left in `was`
  insert,    // key, value; ok: the key was new; timed_queue: it was open
  find,      // key, value, ok
  next,      // key, value, ok: the first entry from there on, its key in `was`
  erase,     // key; ok: the key was there
  add,       // value; result in `was`
  set,       // value
  exchange,  // value; result in `was`
  get,       // value
  lock,      // ok: the lock was free
  unlock,
};

struct operation {
  does what = does::put;
  std::int64_t key = 0;
  std::int64_t value = 0;
  std::int64_t was = 0;
  std::uint32_t thread = 0;  // whose call it is; 0 is main
  bool ok = true;
  bool unseen = false;
  bool lenient = false;  // not ok says nothing, and has changed nothing
};

template <class Numbers>
std::size_t mix(const Numbers& numbers) {
  std::size_t h = 0x9e3779b9U;
  for (const auto n : numbers) {
    h = (h ^ static_cast<std::size_t>(n)) * 0x100000001b3U;
  }
  return h;
}

// Has changed nothing, and need not say why.
inline bool excused(const operation& o) {
  return o.lenient && !o.ok && !o.unseen;
}
inline bool agrees(const operation& o, bool ok) {
  return o.unseen || o.ok == ok;
}
inline bool agrees(const operation& o, bool ok, std::int64_t value) {
  return o.unseen || (o.ok == ok && (!ok || o.value == value));
}

// Unbounded, first in, first out: put, take.
struct queue {
  using state = std::vector<std::int64_t>;
  std::size_t hash(const state& s) const { return mix(s); }
  bool apply(state& s, const operation& o) const {
    if (excused(o)) return true;
    if (o.what == does::put) {
      s.push_back(o.value);
      return agrees(o, true);
    }
    if (s.empty()) return agrees(o, false);
    if (!agrees(o, true, s.front())) return false;
    s.erase(s.begin());
    return true;
  }
};

// Unbounded, last in, first out: put, take.
struct stack {
  using state = std::vector<std::int64_t>;
  std::size_t hash(const state& s) const { return mix(s); }
  bool apply(state& s, const operation& o) const {
    if (excused(o)) return true;
    if (o.what == does::put) {
      s.push_back(o.value);
      return agrees(o, true);
    }
    if (s.empty()) return agrees(o, false);
    if (!agrees(o, true, s.back())) return false;
    s.pop_back();
    return true;
  }
};

// A stack from whose other end one steals: put, take, steal.
struct deque {
  using state = std::vector<std::int64_t>;
  std::size_t hash(const state& s) const { return mix(s); }
  bool apply(state& s, const operation& o) const {
    return o.what == does::steal ? queue{}.apply(s, o) : stack{}.apply(s, o);
  }
};

// A queue of at most Capacity items that can be closed: put, take, close. What
// blocks returns only when it is done: a put that is not ok found the channel
// closed, a take that is not ok found it closed and empty.
template <std::size_t Capacity>
struct channel {
  struct state {
    std::vector<std::int64_t> items{};
    bool closed = false;
    bool operator==(const state&) const = default;
  };
  std::size_t hash(const state& s) const {
    return mix(s.items) * 2 + (s.closed ? 1 : 0);
  }
  bool apply(state& s, const operation& o) const {
    switch (o.what) {
      case does::close:
        s.closed = true;
        return true;
      case does::put:
        if (s.closed) return agrees(o, false);
        if (s.items.size() == Capacity || !agrees(o, true)) return false;
        s.items.push_back(o.value);
        return true;
      default:
        if (s.items.empty()) return s.closed && agrees(o, false);
        if (!agrees(o, true, s.items.front())) return false;
        s.items.erase(s.items.begin());
        return true;
    }
  }
};

// A queue of at most Capacity items that nobody waits for: put (not ok: it was
// full), take.
template <std::size_t Capacity>
struct bounded_queue {
  using state = std::vector<std::int64_t>;
  std::size_t hash(const state& s) const { return mix(s); }
  bool apply(state& s, const operation& o) const {
    if (excused(o)) return true;
    if (o.what == does::put && s.size() == Capacity) return agrees(o, false);
    return queue{}.apply(s, o);
  }
};

// insert (only new keys), find, erase.
struct map {
  using state = std::map<std::int64_t, std::int64_t>;
  std::size_t hash(const state& s) const {
    std::size_t h = s.size();
    for (const auto& [key, value] : s) {
      h = h * 31 + mix(std::vector{key, value});
    }
    return h;
  }
  bool apply(state& s, const operation& o) const {
    const auto at = s.find(o.key);
    const bool there = at != s.end();
    switch (o.what) {
      case does::insert:
        if (!there) s.emplace(o.key, o.value);
        return agrees(o, !there);
      case does::erase:
        if (there) s.erase(at);
        return agrees(o, there);
      default:
        return agrees(o, there, there ? at->second : 0);
    }
  }
};

// A map in the order of its keys: next, and what a map does.
struct ordered_map {
  using state = map::state;
  std::size_t hash(const state& s) const { return map{}.hash(s); }
  bool apply(state& s, const operation& o) const {
    if (o.what != does::next) return map{}.apply(s, o);
    const auto at = s.lower_bound(o.key);
    if (at == s.end()) return agrees(o, false);
    return agrees(o, true, at->second) && (o.unseen || o.was == at->first);
  }
};

// Items with keys, of which the least comes out first, and of equal ones the
// one that came first: insert, take, close. An item whose key is above 0 is not
// due, and stays. With `Waits`, a take that is not ok found the queue closed.
template <bool Waits>
struct timed_queue {
  struct state {
    std::multimap<std::int64_t, std::int64_t> items{};
    bool closed = false;
    bool operator==(const state&) const = default;
  };
  std::size_t hash(const state& s) const {
    std::size_t h = s.closed ? 1 : 0;
    for (const auto& [key, value] : s.items)
      h = h * 31 + mix(std::vector{key, value});
    return h;
  }
  bool apply(state& s, const operation& o) const {
    const auto first = s.items.begin();
    switch (o.what) {
      case does::close: {
        const auto left = static_cast<std::int64_t>(s.items.size());
        s = {.closed = true};
        return o.unseen || o.was == left;
      }
      case does::insert:
        if (!s.closed) s.items.emplace(o.key, o.value);
        return agrees(o, !s.closed);
      default:
        if (first == s.items.end() || first->first > 0)
          return (s.closed || !Waits) && agrees(o, false);
        if (!agrees(o, true, first->second)) return false;
        s.items.erase(first);
        return true;
    }
  }
};

// One value, 0 at first: set, exchange (was: the value before), get.
struct atomic_register {
  using state = std::int64_t;
  std::size_t hash(state s) const { return static_cast<std::size_t>(s); }
  bool apply(state& s, const operation& o) const {
    if (excused(o)) return true;
    if (o.what == does::get) return o.unseen || o.value == s;
    const auto was = std::exchange(s, o.value);
    return o.what == does::set || o.unseen || o.was == was;
  }
};

// add (was: the value before), get.
struct counter {
  using state = std::int64_t;
  std::size_t hash(state s) const { return static_cast<std::size_t>(s); }
  bool apply(state& s, const operation& o) const {
    if (o.what == does::get) return o.unseen || o.value == s;
    const bool possible = o.unseen || o.was == s;
    s += o.value;
    return possible;
  }
};

// lock (ok unless it is a try that failed), unlock.
struct lock {
  using state = bool;  // held
  std::size_t hash(state s) const { return s ? 1 : 0; }
  bool apply(state& s, const operation& o) const {
    const bool free = !s;
    if (o.what == does::unlock) {
      s = false;
      return !free;
    }
    if (!agrees(o, free)) return false;
    s = true;
    return true;
  }
};

}  // namespace explorer::sequential
