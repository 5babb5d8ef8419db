// Runs test programs under the engine.
//
// A program is a function that uses the types below; it is called once for
// each execution. An execution that fails is abandoned: its fibers are dropped
// without unwinding, so programs keep nothing on the heap across operations.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "engine_fibers.hpp"
#include "explorer/engine/search.hpp"

namespace model {

class thread {
 public:
  template <class F>
  explicit thread(F body, site_id at = __builtin_LINE())
      : id_{now().create(body, at)} {}
  thread(const thread&) = delete;

  bool join(bool timed = false, site_id at = __builtin_LINE()) {
    return now()
               .perform({.what = kind::join,
                         .site = at,
                         .target = id_,
                         .timed = timed})
               .how == result::done;
  }

 private:
  thread_id id_;
};

// Starts the bodies as threads and joins them, in order, at no line of their
// own.
template <class... F>
void parallel(F... bodies) {
  std::array<thread, sizeof...(F)> threads{thread{bodies}...};
  for (thread& t : threads) t.join(false, explorer::no_site);
}

class memory {
 protected:
  explicit memory(object_id block = explorer::no_object)
      : id_{now().search().new_object(object_kind::location, block)} {}
  object_id id_;
};

class atomic : memory {
 public:
  explicit atomic(std::uint64_t v = 0, object_id block = explorer::no_object)
      : memory{block}, value_{v} {}
  atomic(const atomic&) = delete;

  using order = std::memory_order;
  static constexpr order seq_cst = std::memory_order_seq_cst;

  std::uint64_t load(order m = seq_cst, site_id at = __builtin_LINE()) {
    return now()
        .perform({.what = kind::load, .site = at, .object = id_, .order = m},
                 value_)
        .value;
  }
  void store(std::uint64_t v, order m = seq_cst,
             site_id at = __builtin_LINE()) {
    value_ = now()
                 .perform({.what = kind::store,
                           .site = at,
                           .object = id_,
                           .order = m,
                           .value = v},
                          value_)
                 .newest;
  }
  std::uint64_t exchange(std::uint64_t v, order m = seq_cst,
                         site_id at = __builtin_LINE()) {
    return rmw([v](std::uint64_t) { return v; }, m, at);
  }
  std::uint64_t fetch_add(std::uint64_t v, order m = seq_cst,
                          site_id at = __builtin_LINE()) {
    return rmw([v](std::uint64_t old) { return old + v; }, m, at);
  }
  bool compare_exchange(std::uint64_t& expected, std::uint64_t v,
                        bool weak = false, order m = seq_cst, order f = seq_cst,
                        site_id at = __builtin_LINE()) {
    const outcome o = now().perform({.what = kind::cas,
                                     .site = at,
                                     .object = id_,
                                     .order = m,
                                     .failure_order = f,
                                     .weak = weak,
                                     .value = v,
                                     .expected = expected},
                                    value_);
    expected = o.value;
    if (o.how == result::done) value_ = o.newest;
    return o.how == result::done;
  }
  // Returns how it came back; refused if the value is another one.
  result park(std::uint64_t expected, bool timed = false,
              site_id at = __builtin_LINE()) {
    return now()
        .perform({.what = kind::park,
                  .site = at,
                  .object = id_,
                  .timed = timed,
                  .expected = expected},
                 value_)
        .how;
  }
  std::uint64_t unpark(std::uint64_t most, site_id at = __builtin_LINE()) {
    return now()
        .perform(
            {.what = kind::unpark, .site = at, .object = id_, .value = most})
        .value;
  }

 private:
  template <class F>
  std::uint64_t rmw(F f, order m, site_id at) {
    const std::uint64_t old =
        now()
            .perform({.what = kind::rmw, .site = at, .object = id_, .order = m},
                     value_)
            .value;
    value_ = now().search().modify(f(old));
    return old;
  }

  std::uint64_t value_;
};

class plain : memory {
 public:
  explicit plain(std::uint64_t v = 0, object_id block = explorer::no_object)
      : memory{block}, value_{v} {}
  plain(const plain&) = delete;

  std::uint64_t read(site_id at = __builtin_LINE()) {
    now().perform({.what = kind::read, .site = at, .object = id_});
    now().search().note_value(value_);
    return value_;
  }
  void write(std::uint64_t v, site_id at = __builtin_LINE()) {
    now().perform({.what = kind::write, .site = at, .object = id_});
    value_ = v;
    now().search().note_value(value_);
  }

 private:
  std::uint64_t value_;
};

class block {
 public:
  block() : id{now().search().new_object(object_kind::block)} {}
  void free(site_id at = __builtin_LINE()) {
    now().perform({.what = kind::free, .site = at, .object = id});
  }
  const object_id id;
};

inline void fence(std::memory_order m, site_id at = __builtin_LINE()) {
  now().perform({.what = kind::fence, .site = at, .order = m});
}
inline void yield(site_id at = __builtin_LINE()) {
  now().perform({.what = kind::yield, .site = at});
}
inline void require(bool holds, const char* text,
                    site_id at = __builtin_LINE()) {
  if (!holds) now().fail(explorer::failure::assertion, at, text);
}

using explorer::mode;

class mutex {
 public:
  explicit mutex(bool recursive = false)
      : recursive_{recursive},
        id{now().search().new_object(object_kind::lock)} {}
  mutex(const mutex&) = delete;

  void lock(mode how = mode::exclusive, site_id at = __builtin_LINE()) {
    act(kind::lock, how, false, at);
  }
  bool try_lock(mode how = mode::exclusive, site_id at = __builtin_LINE()) {
    return act(kind::try_lock, how, false, at) == result::done;
  }
  bool try_lock_for(mode how = mode::exclusive, site_id at = __builtin_LINE()) {
    return act(kind::lock, how, true, at) == result::done;
  }
  void unlock(site_id at = __builtin_LINE()) {
    act(kind::unlock, mode::exclusive, false, at);
  }
  void destroy(site_id at = __builtin_LINE()) {
    act(kind::destroy, mode::exclusive, false, at);
  }
  bool convert(mode from, mode to, bool tries = false,
               site_id at = __builtin_LINE()) {
    return now()
               .perform({.what = tries ? kind::try_convert : kind::convert,
                         .site = at,
                         .object = id,
                         .held = from,
                         .to_mode = to})
               .how == result::done;
  }

 private:
  result act(kind what, mode how, bool timed, site_id at) {
    return now()
        .perform({.what = what,
                  .site = at,
                  .object = id,
                  .held = how,
                  .timed = timed,
                  .recursive = recursive_})
        .how;
  }

  bool recursive_;

 public:
  const object_id id;
};

class condition {
 public:
  condition() : id{now().search().new_object(object_kind::condition)} {}
  condition(const condition&) = delete;

  result wait(mutex& m, bool timed = false, site_id at = __builtin_LINE()) {
    return now()
        .perform({.what = kind::wait,
                  .site = at,
                  .object = id,
                  .mutex = m.id,
                  .timed = timed})
        .how;
  }
  std::uint64_t notify_one(site_id at = __builtin_LINE()) {
    return now()
        .perform({.what = kind::notify_one, .site = at, .object = id})
        .value;
  }
  std::uint64_t notify_all(site_id at = __builtin_LINE()) {
    return now()
        .perform({.what = kind::notify_all, .site = at, .object = id})
        .value;
  }
  void destroy(site_id at = __builtin_LINE()) {
    now().perform({.what = kind::destroy, .site = at, .object = id});
  }

  const object_id id;
};

class semaphore {
 public:
  explicit semaphore(std::uint64_t units)
      : id_{now().search().new_object(object_kind::semaphore)} {
    now().search().set_units(id_, units);
  }
  bool acquire(bool timed = false, site_id at = __builtin_LINE()) {
    return act(kind::acquire, 1, timed, at);
  }
  bool try_acquire(site_id at = __builtin_LINE()) {
    return act(kind::try_acquire, 1, false, at);
  }
  void release(std::uint64_t units = 1, site_id at = __builtin_LINE()) {
    act(kind::release, units, false, at);
  }

 private:
  bool act(kind what, std::uint64_t units, bool timed, site_id at) {
    return now()
               .perform({.what = what,
                         .site = at,
                         .object = id_,
                         .timed = timed,
                         .value = units})
               .how == result::done;
  }

  object_id id_;
};

class once {
 public:
  once() : id_{now().search().new_object(object_kind::once)} {}

  template <class F>
  void call(F f, site_id at = __builtin_LINE()) {
    const auto enter =
        now().perform({.what = kind::once_enter, .site = at, .object = id_});
    if (enter.how == result::refused) return;
    f();
    now().perform(
        {.what = kind::once_leave, .site = at, .object = id_, .value = 1});
  }

 private:
  object_id id_;
};

inline explorer::verdict explore(const explorer::options& asked,
                                 const std::function<void()>& program) {
  explorer::search s{asked};
  runner{s}.run(program);
  return s.answer();
}

inline explorer::verdict explore(const std::function<void()>& program) {
  return explore({}, program);
}

struct replayed {
  explorer::verdict found;
  explorer::trace trace;
  std::string misfit;
};

inline replayed replay(const explorer::options& asked, std::string_view name,
                       const std::function<void()>& program) {
  explorer::search s{asked, name};
  runner{s}.run(program);
  return {.found = s.answer(), .trace = s.recorded(), .misfit = s.misfit()};
}

}  // namespace model
