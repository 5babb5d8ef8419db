// Keep threads from slowing each other down over data that they do not share.
#pragma once

#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <ostream>
#include <string_view>
#include <vector>

namespace false_sharing {

// ANCHOR: padded
// The bytes that one core at a time can write: 64 on x86-64 and most ARM.
#if defined(__APPLE__) && defined(__aarch64__)
inline constexpr std::size_t cache_line = 128;
#else
inline constexpr std::size_t cache_line = 64;
#endif

// A T that shares its cache lines with nothing else, wherever it is: in an
// array, in a class, on the heap, on a stack.
template <typename T>
struct alignas(cache_line) padded {
  T value{};
};
// ANCHOR_END: padded

// ANCHOR: count
// The same without the padding, to compare.
template <typename T>
struct bare {
  T value{};
};

// A count that many threads raise and do not meet over: each has a stripe of
// its own. Every member may be called from any thread at any time.
template <template <typename> typename Slot = padded>
class striped_count {
 public:
  // How many stripes share a cache line, at most.
  static constexpr std::size_t stripes_on_a_line =
      sizeof(Slot<int>) < cache_line ? cache_line / sizeof(Slot<int>) : 1;

  explicit striped_count(int stripes) : stripes_(stripes) {}

  // Two threads may use the same stripe: it is slower, and as right.
  void add(int stripe) {
    stripes_[stripe].value.fetch_add(1, std::memory_order_relaxed);
  }

  // Counts each add() that happened before, and perhaps some that are under
  // way.
  int total() const {
    int sum = 0;
    for (const auto& stripe : stripes_)
      sum += stripe.value.load(std::memory_order_relaxed);
    return sum;
  }

 private:
  std::vector<Slot<std::atomic<int>>> stripes_;
};
// ANCHOR_END: count

// ANCHOR: run
// Threads of a server count the requests that they answer.
template <template <typename> typename Slot>
void serve(std::ostream& out, std::string_view name, int threads,
           int requests) {
  striped_count<Slot> answered(threads);
  {
    std::vector<boost::scoped_thread<>> serving;
    for (int mine = 0; mine < threads; ++mine)
      serving.emplace_back([&answered, mine, requests] {
        for (int i = 0; i < requests; ++i) answered.add(mine);
      });
  }
  out << name << sizeof(Slot<std::atomic<int>>) << " bytes apart, "
      << striped_count<Slot>::stripes_on_a_line << " to a cache line, counted "
      << answered.total() << '\n';
}

// Two counters that are members of one class.
template <template <typename> typename Slot>
struct connection {
  Slot<int> bytes_read, bytes_written;
};

template <template <typename> typename Slot>
void lay_out(std::ostream& out, std::string_view name) {
  const connection<Slot> open;
  const auto* const begin = reinterpret_cast<const char*>(&open);
  const auto* const member = reinterpret_cast<const char*>(&open.bytes_written);
  out << name << "two members, at 0 and " << member - begin << " of "
      << sizeof(open) << " bytes\n";
}

inline void run(std::ostream& out, int threads, int requests) {
  serve<bare>(out, "bare:   ", threads, requests);
  serve<padded>(out, "padded: ", threads, requests);
  lay_out<bare>(out, "bare:   ");
  lay_out<padded>(out, "padded: ");
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two threads count, one of them on two stripes, and a third one adds up.
inline void scenario() {
  striped_count<> answered(2);
  int meanwhile = 0;
  {
    boost::scoped_thread<> server{[&] { answered.add(0); }};
    boost::scoped_thread<> other_server{[&] {
      answered.add(0);
      answered.add(1);
    }};
    meanwhile = answered.total();
  }
  const int total = answered.total();
  assert(0 <= meanwhile && meanwhile <= total && "no request counts twice");
  assert(total == 3 && "no request is lost");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: vector_of_bool
// Each thread sets an element of its own. The elements are bits of one word,
// and to set a bit is to read the word, change it, and write it back.
inline void vector_of_bool() {
  std::vector<bool> answered(2);
  {
    boost::scoped_thread<> server{[&] { answered[0] = true; }};
    boost::scoped_thread<> other_server{[&] { answered[1] = true; }};
  }
  const bool both = answered[0] && answered[1];
  assert(both && "each thread set its own");
}
// ANCHOR_END: vector_of_bool

// ANCHOR: plain_counts
// Each thread writes a number of its own, so it seems that none has to be
// atomic. But somebody adds them up.
inline void plain_counts() {
  padded<int> here, there;
  boost::scoped_thread<> server{[&] { ++here.value; }};
  boost::scoped_thread<> other_server{[&] { ++there.value; }};
  const int total = here.value + there.value;
  assert(total <= 2 && "no request counts twice");
}
// ANCHOR_END: plain_counts

}  // namespace broken

}  // namespace false_sharing
