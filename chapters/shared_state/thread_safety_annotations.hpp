// Let the compiler check what may cross threads, and under which lock.
#pragma once

#include <boost/thread/mutex.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

// ANCHOR: annotations
// Read by clang with -Wthread-safety. Other compilers see nothing.
#if defined(__clang__)
#define ANNOTATION(x) __attribute__((x))
#else
#define ANNOTATION(x)
#endif
#define CAPABILITY(name) ANNOTATION(capability(name))
#define SCOPED_CAPABILITY ANNOTATION(scoped_lockable)
#define GUARDED_BY(mutex) ANNOTATION(guarded_by(mutex))
#define REQUIRES(...) ANNOTATION(requires_capability(__VA_ARGS__))
#define EXCLUDES(...) ANNOTATION(locks_excluded(__VA_ARGS__))
#define ACQUIRE(...) ANNOTATION(acquire_capability(__VA_ARGS__))
#define RELEASE(...) ANNOTATION(release_capability(__VA_ARGS__))
// ANCHOR_END: annotations

namespace thread_safety_annotations {

// ANCHOR: mutex
// A boost::mutex that clang can follow.
class CAPABILITY("mutex") mutex {
 public:
  void lock() ACQUIRE() { mutex_.lock(); }
  void unlock() RELEASE() { mutex_.unlock(); }

 private:
  boost::mutex mutex_;
};

// Locks for as long as it lives.
class SCOPED_CAPABILITY guard {
 public:
  explicit guard(mutex& guarding) ACQUIRE(guarding) : mutex_{guarding} {
    mutex_.lock();
  }
  ~guard() RELEASE() { mutex_.unlock(); }
  guard(const guard&) = delete;
  guard& operator=(const guard&) = delete;

 private:
  mutex& mutex_;
};
// ANCHOR_END: mutex

// ANCHOR: sendable
// Whether a T leads to something that it does not own. Specialize it for a
// class of your own that does: C++20 cannot look into it.
template <typename T>
inline constexpr bool borrows = std::is_pointer_v<T> || std::is_reference_v<T>;
template <typename Char, typename Traits>
inline constexpr bool borrows<std::basic_string_view<Char, Traits>> = true;
template <typename T, std::size_t N>
inline constexpr bool borrows<std::span<T, N>> = true;
template <typename T>
inline constexpr bool borrows<std::reference_wrapper<T>> = true;
// Others own it as well. That is harmless as long as nobody can change it.
template <typename T>
inline constexpr bool borrows<std::shared_ptr<T>> =
    !std::is_const_v<T> || borrows<std::remove_const_t<T>>;
// A vector, a pair, an optional of what borrows.
template <template <typename...> typename Of, typename... Parts>
inline constexpr bool borrows<Of<Parts...>> = (borrows<Parts> || ...);

template <typename T>
concept sendable = std::movable<T> && !borrows<T>;
// ANCHOR_END: sendable

// ANCHOR: letter_box
// Takes letters from any thread, and hands them over all at once. Every member
// may be called from any thread at any time.
template <typename Letter>
class letter_box {
  static_assert(sendable<Letter>, "a letter owns what it carries");

 public:
  void post(Letter letter) EXCLUDES(mutex_) {
    guard lock{mutex_};
    add(std::move(letter));
  }

  // What was posted since the last time.
  std::vector<Letter> collect() EXCLUDES(mutex_) {
    guard lock{mutex_};
    return std::exchange(letters_, {});
  }

  // How many were posted so far.
  int posted() EXCLUDES(mutex_) {
    guard lock{mutex_};
    return posted_;
  }

 private:
  void add(Letter letter) REQUIRES(mutex_) {
    letters_.push_back(std::move(letter));
    ++posted_;
  }

  mutex mutex_;
  std::vector<Letter> letters_ GUARDED_BY(mutex_);
  int posted_ GUARDED_BY(mutex_) = 0;
};
// ANCHOR_END: letter_box

// ANCHOR: run
// Writers post, and the box is emptied meanwhile.
inline void run(std::ostream& out, int letters, int writers) {
  letter_box<std::string> box;
  std::size_t collected = 0;
  {
    std::vector<boost::scoped_thread<>> desks;
    for (int desk = 0; desk < writers; ++desk)
      desks.emplace_back([&] {
        for (int i = 0; i < letters; ++i) box.post("Dear Sir or Madam");
      });
    collected += box.collect().size();
  }
  collected += box.collect().size();
  out << "posted " << box.posted() << ", collected " << collected << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two writers post, and the box is emptied meanwhile.
inline void scenario() {
  letter_box<int> box;
  std::size_t collected = 0;
  {
    boost::scoped_thread<> writer{[&] { box.post(1); }};
    boost::scoped_thread<> other_writer{[&] { box.post(2); }};
    collected = box.collect().size();
  }
  collected += box.collect().size();
  const int posted = box.posted();
  assert(posted == 2 && collected == 2 && "each letter is collected once");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: kept_address
// A till that lends its total, under its lock.
class till {
 public:
  template <typename Work>
  void with_total(Work work) EXCLUDES(mutex_) {
    guard lock{mutex_};
    work(total_);
  }

 private:
  mutex mutex_;
  int total_ GUARDED_BY(mutex_) = 0;
};

// clang is content. The address outlives the lock.
inline void kept_address() {
  till shared;
  const int* kept = nullptr;
  shared.with_total([&](const int& total) { kept = &total; });
  boost::scoped_thread<> clerk{
      [&] { shared.with_total([](int& total) { total += 10; }); }};
  assert((*kept == 0 || *kept == 10) && "before the sale or after it");
}
// ANCHOR_END: kept_address

// ANCHOR: hidden_pointer
// Neither pointer nor reference, and yet it leads to the sender's balance.
struct statement {
  const int* balance;
};

inline void hidden_pointer() {
  static_assert(sendable<statement>);
  letter_box<statement> box;
  int balance = 100;
  boost::scoped_thread<> bank{[&] {
    box.post({&balance});
    balance -= 10;
  }};
  for (const statement& letter : box.collect())
    assert(*letter.balance >= 90 && "as it was, or as it is now");
}
// ANCHOR_END: hidden_pointer

}  // namespace broken

}  // namespace thread_safety_annotations
