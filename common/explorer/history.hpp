// Are the calls that threads make on an object linearizable? Here: in every
// interleaving of all short programs, under the explorer. On real threads, with
// longer and random programs: see random_histories.hpp.
//
// A subject is an object and what threads do with it:
//
//   struct recorded_channel {
//     using specification = sequential::channel<1>;
//     // What a thread does next, where choose(n) is any of 0 .. n - 1.
//     template <typename Choose>
//     static sequential::operation draw(unsigned thread, Choose choose) {
//       return {.what = choose(2) == 0 ? does::put : does::take};
//     }
//     // Does it, and notes in it what was observed.
//     void apply(sequential::operation& o);
//   };
//
// It may also say what main does, which has started the threads:
//
//     static constexpr does meanwhile = does::close;
//     static constexpr does afterwards = does::take;  // as long as it is ok
//
// and that draw() depends on the thread:
//
//     static constexpr bool has_roles = true;
//
// The second item that thread 1 puts is 12.
#pragma once

#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

#include "explorer/engine/history_words.hpp"

namespace explorer {

// What one thread does, in its order.
template <typename Subject, typename Choose>
std::vector<sequential::operation> draw_calls(unsigned thread, unsigned count,
                                              Choose choose) {
  std::vector<sequential::operation> calls;
  for (unsigned i = 1; i <= count; ++i) {
    auto next = Subject::draw(thread, choose);
    next.thread = thread;
    next.value = 10 * std::int64_t{thread} + i;
    calls.push_back(next);
  }
  return calls;
}

// Whether a history is linearizable, and what could be explained of it.
using judge = linearization(const history&, const precedence&);

// What the explorer's runtime does for the functions below; call these instead.
namespace recording {
__attribute__((visibility("default"))) unsigned choose(unsigned alternatives);
__attribute__((visibility("default"))) void begin();
__attribute__((visibility("default"))) std::size_t call(
    const sequential::operation& o);
__attribute__((visibility("default"))) void ret(
    std::size_t which, const sequential::operation& observed);
// Ends the execution as a failure, unless the history is linearizable.
__attribute__((visibility("default"))) void end(judge& judged);
}  // namespace recording

// Does `o`, recorded.
template <typename Subject>
bool do_recorded(Subject& subject, sequential::operation o) {
  const auto which = recording::call(o);
  subject.apply(o);
  recording::ret(which, o);
  return o.ok;
}

using calls_by_thread = std::vector<std::vector<sequential::operation>>;

// Every program, as a choice of the search. Threads that are alike take theirs
// in ascending order: to exchange two of them would show nothing new.
template <typename Subject>
calls_by_thread any_program(unsigned threads, unsigned each) {
  calls_by_thread all;
  std::vector<unsigned> before(64);
  for (unsigned t = 1; t <= threads; ++t) {
    std::vector<unsigned> chosen;
    bool as_before = !requires { Subject::has_roles; };
    all.push_back(draw_calls<Subject>(t, each, [&](unsigned alternatives) {
      const auto least = as_before ? before[chosen.size()] : 0;
      const auto choice = least + recording::choose(alternatives - least);
      as_before = as_before && choice == least;
      chosen.push_back(choice);
      return choice;
    }));
    chosen.resize(before.size());
    before = chosen;
  }
  return all;
}

template <typename Subject>
void record_calls(Subject& subject, const calls_by_thread& what) {
  std::vector<std::thread> workers;
  workers.reserve(what.size());
  for (const auto& calls : what) {
    workers.emplace_back([&subject, &calls] {
      for (const auto& o : calls) do_recorded(subject, o);
    });
  }
  if constexpr (requires { Subject::meanwhile; }) {
    do_recorded(subject, {.what = Subject::meanwhile});
  }
  for (auto& worker : workers) worker.join();
  if constexpr (requires { Subject::afterwards; }) {
    while (do_recorded(subject, {.what = Subject::afterwards})) continue;
  }
}

// The subject alone in its frame: so the debugging information tells for sure
// how what lies in it is called.
template <typename Subject>
__attribute__((noinline)) void record_history(const calls_by_thread& what) {
  Subject subject;
  record_calls(subject, what);
}

// A scenario: every program of `threads` threads with `each` calls, one of them
// in each execution, so that the explorer tries all interleavings of all of
// them. A call comes before another if it has returned and that happens before
// the other begins.
template <typename Subject>
void every_history(unsigned threads, unsigned each) {
  const auto what = any_program<Subject>(threads, each);
  recording::begin();
  record_history<Subject>(what);
  recording::end(
      linearize<typename Subject::specification, sequential::operation>);
}

}  // namespace explorer
