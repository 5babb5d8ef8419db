// Replace a configuration under its readers, who pay what a pointer costs.
#pragma once

#include <atomic>
#include <boost/smart_ptr/atomic_shared_ptr.hpp>
#include <boost/smart_ptr/make_shared.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstdint>
#include <iomanip>
#include <memory>
#include <ostream>
#include <string_view>
#include <utility>
#include <vector>

namespace atomic_shared_ptr {

// ANCHOR: published
// A value that is replaced as a whole while threads read it. Every member may
// be called from any thread at any time.
template <typename T>
class published {
 public:
  using pointer = std::shared_ptr<const T>;

  // Neither this nor a later value may be null.
  explicit published(pointer first) : newest_{std::move(first)} {}

  // The newest value. It lives, and stays as it is, as long as you keep it.
  pointer load() const {
    boost::lock_guard<boost::mutex> lock{mutex_};
    return newest_;
  }

  void store(pointer next) {
    boost::lock_guard<boost::mutex> turn{writers_};
    publish(next);
  }

  // Replaces the newest value by change(it). Writers take turns, so none loses
  // what another wrote. If `change` throws, the value stays.
  template <typename Change>
  void update(Change change) {
    pointer next;  // outlives the lock, and so does the old value in the end
    boost::lock_guard<boost::mutex> turn{writers_};
    next = std::make_shared<const T>(change(*newest_));
    publish(next);
  }

  // Reads for one thread. It keeps a value, and asks for another only if there
  // is a newer one. It must not outlive what it reads from.
  class reader {
   public:
    explicit reader(const published& from) : from_{from} {}

    // The newest value, valid until the next get(). A value whose store happens
    // before get() is seen.
    const T& get() {
      // Relaxed: only asks. The value itself is read under the lock.
      if (from_.version_.load(std::memory_order_relaxed) != seen_) [[unlikely]]
        renew();
      return *value_.get();  // never null, so nobody need look
    }

   private:
    // Apart, so that get() is small enough to become part of its caller.
    void renew() {
      pointer old;  // outlives the lock
      boost::lock_guard<boost::mutex> lock{from_.mutex_};
      old.swap(value_);
      value_ = from_.newest_;
      // Relaxed: written under this lock alone.
      seen_ = from_.version_.load(std::memory_order_relaxed);
    }

    const published& from_;
    pointer value_;
    std::uint64_t seen_ = 0;  // no value has this version
  };

 private:
  // Leaves the old value in `next`.
  void publish(pointer& next) {
    boost::lock_guard<boost::mutex> lock{mutex_};
    newest_.swap(next);
    // Relaxed: a reader that sees it goes on to take the lock.
    version_.fetch_add(1, std::memory_order_relaxed);
  }

  std::atomic<std::uint64_t> version_{1};
  mutable boost::mutex mutex_;
  pointer newest_;        // guarded by mutex_; writers may read it
  boost::mutex writers_;  // taken before mutex_
};
// ANCHOR_END: published

// ANCHOR: run
// Where a service runs: on one machine, behind the gate that belongs to it.
struct place {
  int machine, gate;
};

inline place moved(place from) { return {from.machine + 1, from.gate + 1}; }

// Two clients look the place up, again and again, while the service moves on.
// `make_look()` gives each of them something to call; store(place) moves.
template <typename MakeLook, typename Store>
void serve(std::ostream& out, std::string_view way, int lookups, int moves,
           MakeLook make_look, Store store) {
  std::vector<int> arrived(2);
  {
    std::vector<boost::scoped_thread<>> clients;
    for (int& mine : arrived)
      clients.emplace_back([&mine, lookups, look = make_look()]() mutable {
        for (int i = 0; i < lookups; ++i) {
          const auto found = look();
          if (found->machine == found->gate) ++mine;
        }
      });
    for (int i = 1; i <= moves; ++i) store(place{1 + i, 1 + i});
  }
  out << std::left << std::setw(30) << way << arrived[0] + arrived[1]
      << " lookups arrived, now on machine " << make_look()()->machine << '\n';
}

inline void run(std::ostream& out, int lookups, int moves) {
  constexpr auto release = std::memory_order_release;  // pairs with the load
  std::atomic standard{std::make_shared<const place>(place{1, 1})};
  serve(
      out, "std::atomic<std::shared_ptr>", lookups, moves,
      [&] { return [&] { return standard.load(std::memory_order_acquire); }; },
      [&](place next) {
        standard.store(std::make_shared<const place>(next), release);
      });

  boost::atomic_shared_ptr boosts{boost::make_shared<const place>(place{1, 1})};
  serve(
      out, "boost::atomic_shared_ptr", lookups, moves,
      [&] { return [&] { return boosts.load(); }; },
      [&](place next) { boosts.store(boost::make_shared<const place>(next)); });

  using published_place = published<place>;
  published_place ours{std::make_shared<const place>(place{1, 1})};
  serve(
      out, "published, a reader each", lookups, moves,
      [&] {
        return [reader = published_place::reader{ours}]() mutable {
          return &reader.get();
        };
      },
      [&](place next) { ours.store(std::make_shared<const place>(next)); });
}
// ANCHOR_END: run

// ANCHOR: scenario
// The service moves twice at once, under a client that looks twice.
inline void scenario() {
  published<place> service{std::make_shared<const place>(place{1, 1})};
  published<place>::reader client{service};
  {
    boost::scoped_thread<> mover{[&] { service.update(moved); }};
    boost::scoped_thread<> other_mover{[&] { service.update(moved); }};
    const place first = client.get();
    const place second = client.get();
    assert(first.machine == first.gate && second.machine == second.gate &&
           "machine and gate change together");
    assert(first.machine <= second.machine && "a reader never goes back");
  }
  const place last = client.get();
  assert(last.machine == 3 && "no move is lost, and the reader sees both");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: two_lookups
// Each lookup is right. The service may move between the two.
inline void two_lookups() {
  published<place> service{std::make_shared<const place>(place{1, 1})};
  boost::scoped_thread<> mover{[&] { service.update(moved); }};
  published<place>::reader client{service};
  const int machine = client.get().machine;
  const int gate = client.get().gate;
  assert(machine == gate && "the client finds the gate of the machine");
}
// ANCHOR_END: two_lookups

// ANCHOR: version_first
// Announces the new value, then stores it.
inline void version_first() {
  boost::mutex mutex;
  auto newest = std::make_shared<const int>(1);  // guarded by mutex
  std::atomic<int> version{1};
  boost::scoped_thread<> mover{[&] {
    version.store(2, std::memory_order_relaxed);
    boost::lock_guard<boost::mutex> lock{mutex};
    newest = std::make_shared<const int>(2);
  }};

  std::shared_ptr<const int> mine;
  int seen = 0;
  const auto get = [&] {
    const int now = version.load(std::memory_order_relaxed);
    if (now != seen) {
      boost::lock_guard<boost::mutex> lock{mutex};
      mine = newest;
      seen = now;
    }
    return *mine;
  };
  get();
  mover.join();
  const int last = get();
  assert(last == 2 && "a client sees the newest value in the end");
}
// ANCHOR_END: version_first

// ANCHOR: kept_reference
// A reference that get() gave is used after the next get().
inline void kept_reference() {
  published<place> service{std::make_shared<const place>(place{1, 1})};
  boost::scoped_thread<> mover{[&] { service.update(moved); }};
  published<place>::reader client{service};
  const place& before = client.get();
  const place& after = client.get();
  assert(before.machine <= after.machine && "a service moves on");
}
// ANCHOR_END: kept_reference

// ANCHOR: load_then_store
// Two replacements that each start from what they loaded.
inline void move(published<place>& service) {
  const place old = *service.load();
  service.store(std::make_shared<const place>(moved(old)));
}

inline void load_then_store() {
  published<place> service{std::make_shared<const place>(place{1, 1})};
  boost::scoped_thread<> mover{[&] { move(service); }};
  move(service);
  mover.join();
  const int machine = service.load()->machine;
  assert(machine == 3 && "both moves count");
}
// ANCHOR_END: load_then_store

}  // namespace broken

}  // namespace atomic_shared_ptr
