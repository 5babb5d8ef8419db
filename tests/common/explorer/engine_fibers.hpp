// Runs the threads of a test program under the engine, each on a fiber.
#pragma once

#include <array>
#include <boost/context/detail/fcontext.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "explorer/engine/search.hpp"

namespace model {

using explorer::kind;
using explorer::object_id;
using explorer::object_kind;
using explorer::operation;
using explorer::outcome;
using explorer::result;
using explorer::site_id;
using explorer::thread_id;

class runner {
 public:
  explicit runner(explorer::search& driven) : search_{driven} {}

  // `after` is called at the end of each execution.
  void run(const std::function<void()>& program,
           const std::function<void(const explorer::search&)>& after = {}) {
    running = this;
    bodies_[0] = program;
    while (search_.begin()) {
      make(0);
      enter(0);
      if (after) after(search_);
    }
    running = nullptr;
  }

  explorer::search& search() { return search_; }

  outcome perform(const operation& o, const std::uint64_t& current) {
    announce(o);
    outcome done = search_.perform(current);
    stop_if_failed();
    while (done.how == result::asleep) {
      announce({.what = kind::wake, .site = o.site});
      done = search_.perform();
      stop_if_failed();
    }
    return done;
  }
  outcome perform(const operation& o) { return perform(o, o.value); }

  thread_id create(std::function<void()> body, site_id at) {
    const auto t = static_cast<thread_id>(
        perform({.what = kind::create, .site = at}).value);
    bodies_[t] = std::move(body);
    make(t);
    return t;
  }

  void fail(explorer::failure what, site_id at, std::string_view text) {
    search_.fail(what, at, text);
    stop_if_failed();
  }

  inline static runner* running = nullptr;

 private:
  using context = boost::context::detail::fcontext_t;
  static constexpr std::size_t stack_size = 64 * 1024;
  static constexpr std::size_t driver = explorer::max_threads;

  void make(thread_id t) {
    if (!stacks_[t]) {
      stacks_[t] = std::make_unique_for_overwrite<char[]>(stack_size);
    }
    contexts_[t] = boost::context::detail::make_fcontext(
        stacks_[t].get() + stack_size, stack_size, &fiber);
  }
  void enter(std::size_t to) {
    const std::size_t from = std::exchange(inside_, to);
    const auto back =
        boost::context::detail::jump_fcontext(contexts_[to], &contexts_[from]);
    *static_cast<context*>(back.data) = back.fctx;
  }
  static void fiber(boost::context::detail::transfer_t back) {
    *static_cast<context*>(back.data) = back.fctx;
    runner& r = *running;
    const std::size_t self = r.inside_;
    if (self != 0) {
      r.search_.perform();  // its start
      r.stop_if_failed();
    }
    r.bodies_[self]();
    r.go_to(r.search_.end());
  }
  void go_to(thread_id next) {
    if (next == explorer::nobody) {
      enter(driver);
    } else if (next != inside_) {
      enter(next);
    }
  }
  void announce(const operation& o) { go_to(search_.announce(o)); }
  void stop_if_failed() {
    if (search_.failed()) enter(driver);
  }

  explorer::search& search_;
  std::array<context, explorer::max_threads + 1> contexts_{};
  std::array<std::unique_ptr<char[]>, explorer::max_threads> stacks_{};
  std::array<std::function<void()>, explorer::max_threads> bodies_{};
  std::size_t inside_ = driver;
};

inline runner& now() { return *runner::running; }

}  // namespace model
