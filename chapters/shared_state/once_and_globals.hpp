// Set something up once, at its first use, whichever thread comes first.
#pragma once

#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace once_and_globals {

// ANCHOR: lazy
// A value that is made at the first get(). Whoever comes meanwhile waits, and
// sees it whole. get() may be called from any thread at any time, except from
// `make` itself.
template <typename T>
class lazy {
 public:
  explicit lazy(std::function<T()> make) : make_{std::move(make)} {}

  // If making the value throws, that get() throws it, and the next one tries
  // again.
  const T& get() {
    // Acquire pairs with the store below: what is made is there.
    if (!made_.load(std::memory_order_acquire)) make_now();
    return *value_;
  }

 private:
  void make_now() {
    const std::lock_guard<std::mutex> lock{mutex_};
    // Relaxed: the mutex orders this look after another thread's store.
    if (made_.load(std::memory_order_relaxed)) return;
    value_.emplace(make_());
    made_.store(true, std::memory_order_release);
  }

  const std::function<T()> make_;
  std::mutex mutex_;
  std::optional<T> value_;         // written under mutex_, read once made_
  std::atomic<bool> made_{false};  // never goes back
};
// ANCHOR_END: lazy

// ANCHOR: globals
using dictionary = std::map<std::string, std::string>;

// Built at the first call, whichever thread makes it. Never destroyed, so that
// it is still there for what runs after main().
inline const dictionary& names_of_days() {
  static const dictionary& names = *new dictionary{
      {"lundi", "Monday"}, {"mardi", "Tuesday"}, {"mercredi", "Wednesday"}};
  return names;
}

// A global that changes: the data, with the only functions that touch it.
// constinit: it is ready before any code runs, in whichever file.
class word_count {
 public:
  void add(int words) {
    const std::lock_guard<std::mutex> lock{mutex_};
    words_ += words;
  }

  // Returns what has been counted, and begins again.
  int take() {
    const std::lock_guard<std::mutex> lock{mutex_};
    return std::exchange(words_, 0);
  }

 private:
  std::mutex mutex_;
  int words_ = 0;  // guarded by mutex_
};

inline constinit word_count words_translated;
// ANCHOR_END: globals

// ANCHOR: run
// Readers ask for a word at the same moment. The dictionary is loaded for the
// first of them; the first attempts may fail.
inline void run(std::ostream& out, int readers, int failures) {
  int attempts = 0;  // guarded by the laziness of `loaded`
  lazy<dictionary> loaded{[&] {
    if (++attempts <= failures) throw std::runtime_error{"no such disk"};
    return names_of_days();
  }};

  std::once_flag open;
  int opened = 0;                    // written under `open`
  std::atomic<int> turned_away = 0;  // relaxed: read after the joins
  {
    std::vector<boost::scoped_thread<>> asking;
    for (int reader = 0; reader < readers; ++reader)
      asking.emplace_back([&] {
        std::call_once(open, [&] { ++opened; });
        try {
          words_translated.add(static_cast<int>(loaded.get().size()));
        } catch (const std::runtime_error&) {
          turned_away.fetch_add(1, std::memory_order_relaxed);
        }
      });
  }
  out << "library opened: " << opened << "\nattempts to load: " << attempts
      << "\nreaders turned away: "
      << turned_away.load(std::memory_order_relaxed)
      << "\nwords translated: " << words_translated.take() << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two readers ask three times, and the first attempt fails. What they got is
// counted in a word_count, and taken from it meanwhile.
inline void scenario() {
  int attempts = 0;  // guarded by the laziness of `price`
  lazy<int> price{[&] {
    if (++attempts == 1) throw std::runtime_error{"the line is busy"};
    return 42;
  }};
  word_count seen;
  int taken = 0;
  {
    const auto ask = [&] {
      try {
        seen.add(price.get());
      } catch (const std::runtime_error&) {
      }
    };
    boost::scoped_thread<> reader{ask};
    boost::scoped_thread<> other_reader{[&] {
      ask();
      ask();
    }};
    taken = seen.take();
  }
  taken += seen.take();
  assert(attempts == 2 && "made anew after a failure, and never after that");
  assert(taken == 84 && "whoever was not turned away saw the value");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: double_checked
// Whoever finds it loaded does without the lock. Nothing orders that look, nor
// what it saw.
class catalogue {
 public:
  const int& price() {
    if (!loaded_) {
      const std::lock_guard<std::mutex> lock{mutex_};
      if (!loaded_) {
        price_ = 42;
        loaded_ = true;
      }
    }
    return price_;
  }

 private:
  std::mutex mutex_;
  bool loaded_ = false;
  int price_ = 0;
};

inline void double_checked() {
  catalogue prices;
  boost::scoped_thread<> reader{[&] { prices.price(); }};
  const int price = prices.price();
  assert(price == 42 && "loaded before it is read");
}
// ANCHOR_END: double_checked

// ANCHOR: claimed_is_not_done
// The flag says that somebody has begun. Whoever comes second does not wait.
inline void claimed_is_not_done() {
  std::atomic<bool> begun = false;
  int price = 0;
  const auto ask = [&] {
    if (!begun.exchange(true, std::memory_order_acq_rel)) price = 42;
    return price;
  };
  boost::scoped_thread<> reader{[&] { ask(); }};
  const int answer = ask();
  assert(answer == 42 && "loaded before it is read");
}
// ANCHOR_END: claimed_is_not_done

// ANCHOR: needs_itself
// The euro's rate is computed from the dollar's, and the dollar's from the
// euro's.
inline void needs_itself() {
  lazy<int>* dollars = nullptr;
  lazy<int> euro{[&] { return dollars->get() + 1; }};
  lazy<int> dollar{[&] { return euro.get() - 1; }};
  dollars = &dollar;
  boost::scoped_thread<> trader{[&] { euro.get(); }};
  boost::scoped_thread<> other_trader{[&] { dollar.get(); }};
}
// ANCHOR_END: needs_itself

}  // namespace broken

}  // namespace once_and_globals
