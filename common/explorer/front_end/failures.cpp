// How a scenario says that it has failed: assert(), std::terminate(), abort()
// and the signals of broken memory accesses.
#include "explorer/front_end/failures.hpp"

#include <signal.h>
#include <ucontext.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>

#include "explorer/front_end/fiber.hpp"
#include "explorer/front_end/intercept.hpp"
#include "explorer/front_end/runtime.hpp"
#include "explorer/front_end/unseen.hpp"

namespace explorer {
namespace {

std::string description(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "an exception that is no std::exception";
  }
}

[[noreturn]] void die(const char* what) {
  std::fprintf(stderr, "explorer: %s, outside the scenario\n", what);
  std::_Exit(3);
}

// Without an exception in flight, it is the destructor of a joinable thread
// that has called std::terminate().
[[noreturn]] void on_terminate() {
  if (!watching()) die("std::terminate()");
  const auto* caller = EXPLORER_CALLER;
  const unwatched guard;
  if (const auto thrown = std::current_exception())
    fail(failure::uncaught_exception, caller, description(thrown));
  fail(failure::joinable_destroyed, caller, "");
}

// Where the thread stood when the signal came.
const char* interrupted_at(void* context) {
  const auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  return reinterpret_cast<const char*>(registers[REG_RIP]);
}

void on_trap(int, siginfo_t*, void* context) {
  const auto* next = interrupted_at(context);
  if (!watching() || !is_unseen_instruction(next)) die("a trap");
  const unwatched guard;
  give_up("inline assembly that orders or changes memory", next);
}

// A library, or the runtime itself, looked at an object that a null pointer of
// the scenario's led to.
bool is_null_object(const siginfo_t& what) {
  constexpr std::uintptr_t first_page = 4096;
  return what.si_signo == SIGSEGV && running_fiber() >= 0 &&
         reinterpret_cast<std::uintptr_t>(what.si_addr) < first_page;
}

void on_signal(int number, siginfo_t* what, void* context) {
  if (!watching() && !is_null_object(*what)) die(strsignal(number));
  const unwatched guard;
  // As if the instruction had been a call.
  fail(failure::assertion, interrupted_at(context) + 1,
       number == SIGSEGV || number == SIGBUS
           ? "touches memory that is not there"
           : strsignal(number));
}

}  // namespace

void watch_for_failures() {
  std::set_terminate(on_terminate);
  static std::array<char, 64 * 1024> own_stack;
  stack_t stack{};
  stack.ss_sp = own_stack.data();
  stack.ss_size = own_stack.size();
  sigaltstack(&stack, nullptr);
  struct sigaction action {};
  action.sa_sigaction = on_signal;
  action.sa_flags = SA_ONSTACK | SA_NODEFER | SA_SIGINFO;
  for (const int number : {SIGSEGV, SIGBUS, SIGILL, SIGFPE})
    sigaction(number, &action, nullptr);
  struct sigaction trap {};
  trap.sa_sigaction = on_trap;
  trap.sa_flags = SA_ONSTACK | SA_NODEFER | SA_SIGINFO;
  sigaction(SIGTRAP, &trap, nullptr);
}

}  // namespace explorer

EXPLORER_INTERCEPT void __assert_fail(const char* expression, const char*,
                                      unsigned, const char*) noexcept {
  if (!explorer::watching()) explorer::die(expression);
  const explorer::unwatched guard;
  explorer::fail(explorer::failure::assertion, EXPLORER_CALLER,
                 "assert(" + std::string(expression) + ") fails");
}

EXPLORER_INTERCEPT void abort() noexcept {
  if (!explorer::watching()) std::_Exit(134);
  const explorer::unwatched guard;
  explorer::fail(explorer::failure::assertion, EXPLORER_CALLER,
                 "abort() is called");
}
