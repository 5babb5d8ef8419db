// Signals that an ordinary thread answers.
#pragma once

#include <pthread.h>
#include <signal.h>

#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <functional>
#include <utility>

namespace graceful_shutdown {

// ANCHOR: signals
// While it lives, SIGINT and SIGTERM interrupt neither this thread nor those
// that it starts. Comes before the first of them.
class quiet {
 public:
  quiet() { pthread_sigmask(SIG_BLOCK, &signals(), &before_); }
  ~quiet() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  quiet(const quiet&) = delete;
  quiet& operator=(const quiet&) = delete;

  static const sigset_t& signals() {
    static const sigset_t both = [] {
      sigset_t set;
      sigemptyset(&set);
      sigaddset(&set, SIGINT);
      sigaddset(&set, SIGTERM);
      return set;
    }();
    return both;
  }

 private:
  sigset_t before_;
};

// Calls on_signal() for each signal, in an ordinary thread: it may lock and
// allocate. Needs a `quiet` around the whole program. Signals that come while
// it is at work become one.
class listener {
 public:
  explicit listener(std::function<void()> on_signal)
      : on_signal_{std::move(on_signal)} {}
  ~listener() {
    leaving_.store(true, std::memory_order_release);
    pthread_kill(thread_.native_handle(), SIGTERM);
  }
  listener(const listener&) = delete;
  listener& operator=(const listener&) = delete;

 private:
  void listen() {
    for (int signal = 0;;) {
      sigwait(&quiet::signals(), &signal);
      if (leaving_.load(std::memory_order_acquire)) return;
      on_signal_();
    }
  }

  const std::function<void()> on_signal_;
  std::atomic<bool> leaving_ = false;  // the store pairs with the load
  boost::scoped_thread<> thread_{[this] { listen(); }};
};
// ANCHOR_END: signals

}  // namespace graceful_shutdown
