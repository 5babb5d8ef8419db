// Runs a scenario under the engine: the model threads, the addresses that the
// engine knows as small numbers, and the step from an intercepted call to an
// operation of the search.
//
// One operating-system thread carries everything (see fiber.hpp), so plain
// variables are enough here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "explorer/engine/search.hpp"
#include "explorer/front_end/fiber.hpp"

namespace explorer {

// Whether the code that runs is the scenario's, or a library's on its behalf.
// Everything else passes through the interceptors untouched.
bool watching();

// While one is alive, the runtime's own calls are not taken for the scenario's.
class unwatched {
 public:
  unwatched();
  ~unwatched();
  unwatched(const unwatched&) = delete;
  unwatched& operator=(const unwatched&) = delete;
};

constexpr std::size_t most_keys = 64;

// What a model thread owns besides its fiber.
struct model_thread {
  using destructor = std::pair<void (*)(void*), void*>;

  void* (*function)(void*) = nullptr;
  void* argument = nullptr;
  void* result = nullptr;
  bool joined = false;     // or detached: pthread_join() is an error
  std::int64_t clock = 0;  // nanoseconds since the execution began
  std::size_t depth = 0;   // of calls
  std::array<const void*, 512> calls{};   // return addresses, outermost first
  std::vector<destructor> exits{};        // of thread_local objects
  std::array<void*, most_keys> values{};  // of pthread_setspecific()

  // Boost's condition variables, see locks.cpp.
  void* last_mutex = nullptr;  // that was initialised
  int internal_held = 0;
  void* released = nullptr;    // unlocked while an internal mutex was held
  void* reacquired = nullptr;  // locked again by the wake-up
  bool joined_early[most_fibers]{};
};

model_thread& self();
model_thread& thread_at(int thread);

// The engine's number for what lies at an address, given on first use.
object_id location_at(const void* address);
object_id object_at(object_kind what, const void* address);
// The storage at this address begins a new life: forget what it was.
void forget_object(object_kind what, const void* address);

// Ends the execution as a failure if these bytes, at most 8 in one cell, lie on
// the scenario's heap and not within a block.
void check_bounds(const void* begin, std::size_t size, const void* caller);

// Memory is given back: the locks in it end their lives. std::mutex does not
// tell when it is destroyed.
void end_locks_within(const void* begin, std::size_t size, const void* caller);

// Announces the operation, lets the search choose, and returns when this
// thread may go on: the operation must be performed at once.
void announce(const operation& next);
// After announce(): performs, where `current` is what memory holds now.
outcome perform(std::uint64_t current = 0);
// After perform() of an rmw: the value that it writes. Returns what memory is
// to hold.
std::uint64_t complete_modification(std::uint64_t value);
// After a plain access of at most 8 bytes, for reports: what memory holds, and
// what it will hold before the thread's next operation.
void note_read(const void* begin, std::size_t size);
void note_write(const void* begin, std::size_t size);
// Both, for operations that do not look at memory.
outcome act(const operation& next);

// A choice of the search, 0 .. alternatives - 1.
std::uint32_t choose(std::uint32_t alternatives);
// What happens before the running thread's next step.
const clock& past();

// The running thread failed. Does not return: the execution is abandoned.
[[noreturn]] void fail(failure what, const void* caller, std::string_view text);
// The search must begin again, because a rule of it has changed.
[[noreturn]] void begin_again();
// The explorer cannot see what the scenario does there.
[[noreturn]] void give_up(std::string_view what, const void* caller = nullptr);
bool has_given_up();

// The source position of a call: the caller's own address if it lies in the
// scenario's code, else that of the last call from there.
site_id site_of(const void* caller);
const void* code_of(site_id site);

// In every execution the system may refuse to start so many threads.
void allow_refused_threads(int most);

// Starts a model thread that runs function(argument). Returns -1 if the system
// refuses.
int create_thread(void* (*function)(void*), void* argument, site_id site);

// Runs the destructors of what is local to the running thread.
void run_exits();

// Boost's own mutexes inside its condition variables and threads are folded
// into the operations that they serve until a scenario interrupts a thread.
bool folding();
void unfold();
// Unfolds in the middle of an execution: the search begins again.
[[noreturn]] void stop_folding();

// One search. `scenario` is run once for each execution.
using scenario_function = void (*)();

// Watches a replay from inside the running thread.
class observer {
 public:
  virtual ~observer() = default;
  virtual void begin() = 0;                  // a fresh execution
  virtual void announced(thread_id by) = 0;  // a step, which may never come
  virtual void step(const struct step& last) = 0;
  virtual void allocation(const void* begin, std::size_t size) = 0;
};

// Prepares the process: fibers, heap, the image of the variables. Call once,
// before the first search.
void prepare_runtime();
// Drives `s` to its end, or to the moment a rule changes: then returns false,
// and the caller begins again with a fresh search.
bool drive(search& s, scenario_function scenario, void (*progress)(),
           observer* watcher = nullptr);
// Tells the observer, if there is one, of new memory.
void note_allocation(const void* begin, std::size_t size);

// The addresses behind the engine's numbers in the last execution.
struct known_object {
  object_kind what{};
  const void* address = nullptr;  // of a location: as it was first touched
};
const std::vector<known_object>& known_objects();

}  // namespace explorer
