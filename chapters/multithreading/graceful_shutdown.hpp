// End a pool in good order: finish what it has taken on, or call it off.
#pragma once

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <boost/chrono/duration.hpp>
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/lock_types.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <condition_variable>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <stop_token>
#include <type_traits>
#include <utility>
#include <vector>

#include "graceful_shutdown/signals.hpp"
#include "thread_pool.hpp"

namespace graceful_shutdown {

// ANCHOR: service
// Why a task that was taken on has no result.
struct called_off : std::runtime_error {
  called_off() : std::runtime_error{"called off"} {}
};

// A pool that can be closed, drained and cancelled. Its destructor drains. Any
// thread may call any member at any time; a task must not call drain().
class service {
 public:
  explicit service(int threads) : threads_{threads} {}

  // Has work(stop) called. The future receives what it returns or throws, or
  // called_off. Returns nullopt if closed: the task went nowhere.
  template <typename Work>
  auto submit(Work work) {
    using result = std::invoke_result_t<Work&, std::stop_token>;
    std::optional<std::future<result>> answer;
    const boost::lock_guard<boost::mutex> lock{mutex_};
    if (closed_) return answer;
    answer = threads_.submit([this, work = std::move(work)]() mutable {
      const leaving one_less{*this};
      if (stop_.stop_requested()) throw called_off{};
      return work(stop_.get_token());
    });
    ++open_;
    return answer;
  }

  // Takes no more tasks. Waits for nobody.
  void close() {
    const boost::lock_guard<boost::mutex> lock{mutex_};
    closed_ = true;
  }

  // Closes, and waits for the tasks that were taken on. Returns false if that
  // takes longer than `at_most`.
  bool drain(boost::chrono::milliseconds at_most) {
    close();
    boost::unique_lock<boost::mutex> lock{mutex_};
    return all_done_.wait_for(lock, at_most, [&] { return open_ == 0; });
  }

  // Closes. Tasks that have begun are asked to stop; all others answer
  // called_off. Waits for nobody.
  void cancel() {
    close();
    stop_.request_stop();
  }

 private:
  // One open task less at the end of its scope.
  struct leaving {
    service& of;
    ~leaving() {
      const boost::lock_guard<boost::mutex> lock{of.mutex_};
      if (--of.open_ == 0) of.all_done_.notify_all();
    }
  };

  boost::mutex mutex_;
  boost::condition_variable all_done_;
  int open_ = 0;         // guarded by mutex_; tasks without an answer
  bool closed_ = false;  // guarded by mutex_
  std::stop_source stop_;
  thread_pool::pool threads_;  // join before the rest goes
};
// ANCHOR_END: service

// ANCHOR: run
// A shop packs parcels as soon as the tape arrives. The first Ctrl-C closes it,
// the second one sends the packers home.
inline void run(std::ostream& out, int parcels, int interrupts) {
  std::mutex mutex;
  std::condition_variable_any arrival;
  bool tape = false;  // guarded by mutex
  const auto pack = [&](std::stop_token stop) {
    std::unique_lock lock{mutex};
    arrival.wait(lock, stop, [&] { return tape; });
    if (stop.stop_requested()) throw called_off{};
  };

  const quiet here;
  service packers{2};
  std::atomic<int> heard = 0;  // the addition pairs with the wait
  const listener ctrl_c{[&] {
    heard.load(std::memory_order_relaxed) == 0 ? packers.close()
                                               : packers.cancel();
    heard.fetch_add(1, std::memory_order_release);
    heard.notify_one();
  }};

  std::vector<std::future<void>> answers;
  for (int parcel = 0; parcel < parcels; ++parcel)
    answers.push_back(*packers.submit(pack));
  for (int signal = 0; signal < interrupts; ++signal) {
    kill(getpid(), SIGINT);
    heard.wait(signal, std::memory_order_acquire);
  }
  out << "one more parcel: " << (packers.submit(pack) ? "taken" : "not taken")
      << '\n';
  {
    const std::lock_guard lock{mutex};
    tape = true;
  }
  arrival.notify_all();

  int packed = 0, sent_back = 0;
  for (auto& answer : answers) try {
      answer.get();
      ++packed;
    } catch (const called_off&) {
      ++sent_back;
    }
  out << "packed: " << packed << ", sent back: " << sent_back << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// A parcel comes while the shop is cancelled: it is refused, packed or sent
// back, and the customer learns which.
inline void scenario() {
  int packed = 0, answered = 0;
  bool taken = false;
  {
    service packers{1};
    const boost::scoped_thread<> owner{[&] { packers.cancel(); }};
    auto answer = packers.submit([&](std::stop_token) { return ++packed; });
    taken = answer.has_value();
    if (taken) try {
        answered = answer->get();
      } catch (const called_off&) {
      }
  }
  assert(packed == answered && "who was answered, and only they, was served");
  assert((taken || packed == 0) && "who was refused was not");
}
// ANCHOR_END: scenario

// ANCHOR: draining
// The packers may need longer than the owner waits.
inline void draining() {
  bool packed = false;
  service packers{1};
  packers.submit([&](std::stop_token) { packed = true; });
  if (packers.drain(boost::chrono::milliseconds{1}))
    assert(packed && "drained, so the parcel is packed");
}
// ANCHOR_END: draining

namespace broken {

// ANCHOR: waits_for_its_own_pool
// The task waits for another task of its pool, which has one thread.
inline void waits_for_its_own_pool() {
  thread_pool::pool packer{1};
  auto parcel = packer.submit([&] {
    auto label = packer.submit([] { return 7; });
    return label.get();
  });
  parcel.get();
}
// ANCHOR_END: waits_for_its_own_pool

// ANCHOR: looks_then_puts
// Asks whether the shop is open, and only then puts the parcel there.
inline void looks_then_puts() {
  std::atomic<bool> closed = false;
  boost::mutex mutex;
  std::deque<int> parcels;  // guarded by mutex
  int packed = 0;
  bool taken = false;
  {
    const boost::scoped_thread<> packer{[&] {
      closed.store(true, std::memory_order_seq_cst);
      const boost::lock_guard<boost::mutex> lock{mutex};
      for (; !parcels.empty(); parcels.pop_front()) ++packed;
    }};
    if (!closed.load(std::memory_order_seq_cst)) {
      const boost::lock_guard<boost::mutex> lock{mutex};
      parcels.push_back(1);
      taken = true;
    }
  }
  assert(packed == (taken ? 1 : 0) && "what was taken is packed");
}
// ANCHOR_END: looks_then_puts

// ANCHOR: destroyed_by_its_task
// Everyone who uses the pool keeps it alive, and so does a task.
inline void destroyed_by_its_task() {
  auto packer = std::make_shared<thread_pool::pool>(1);
  packer->post([packer] {});
}
// ANCHOR_END: destroyed_by_its_task

}  // namespace broken

}  // namespace graceful_shutdown
