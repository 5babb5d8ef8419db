#include "explorer/front_end/fiber.hpp"

#include <asm/prctl.h>
#include <dlfcn.h>
#include <link.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "explorer/front_end/raw.hpp"

// Saves the callee-saved registers and the stack pointer of the caller in
// *from, and goes on with the stack `to`. The entry thunk has no return
// address that an unwinder could follow: an exception that no frame of the
// fiber catches ends in std::terminate(), as in a thread.
asm(R"(
.text
.globl explorer_switch_stack
.hidden explorer_switch_stack
.type explorer_switch_stack, @function
explorer_switch_stack:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size explorer_switch_stack, .-explorer_switch_stack

.globl explorer_enter_fiber
.hidden explorer_enter_fiber
.type explorer_enter_fiber, @function
explorer_enter_fiber:
  .cfi_startproc
  .cfi_undefined rip
  call *%rbx
  ud2
  .cfi_endproc
.size explorer_enter_fiber, .-explorer_enter_fiber
)");

extern "C" {
void explorer_switch_stack(void** from, void* to);
void explorer_enter_fiber();

// The C++ runtime's record of exceptions in flight.
struct exception_state {
  void* caught;
  unsigned uncaught;
};
exception_state* __cxa_get_globals() noexcept;
}

namespace explorer {
namespace {

// Fixed, so that addresses of local variables are the same in every search.
constexpr std::uintptr_t stacks_begin = 0x2000'0000'0000;
constexpr std::size_t stack_size = std::size_t{1} << 18;
constexpr std::size_t guard_size = 4096;

struct context {
  void* stack_pointer = nullptr;
  std::uintptr_t control_block = 0;
  pthread_t handle{};
};

std::array<context, most_fibers> fibers;
context driver;
int running = -1;
bool has_wrfsbase = false;
std::atomic<int> lent{0};

struct thread_local_image {
  const void* bytes = nullptr;
  std::size_t initialised = 0;
  std::size_t size = 0;
  std::size_t below_control_block = 0;
};
thread_local_image image;

int find_image(dl_phdr_info* object, std::size_t, void*) {
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const auto& header = object->dlpi_phdr[i];
    if (header.p_type != PT_TLS) continue;
    const auto align = header.p_align > 0 ? header.p_align : 1;
    image.bytes =
        reinterpret_cast<const void*>(object->dlpi_addr + header.p_vaddr);
    image.initialised = header.p_filesz;
    image.size = header.p_memsz;
    image.below_control_block = (header.p_memsz + align - 1) / align * align;
  }
  return 1;  // the executable comes first, and only its variables are reset
}

std::uintptr_t current_control_block() {
  std::uintptr_t self;
  asm("movq %%fs:0, %0" : "=r"(self));
  return self;
}

void use_control_block(std::uintptr_t block) {
  if (has_wrfsbase)
    asm volatile("wrfsbase %0" : : "r"(block) : "memory");
  else
    raw_syscall(SYS_arch_prctl, ARCH_SET_FS, long(block));
}

void* lend_control_block(void* borrower) {
  auto& fiber = *static_cast<context*>(borrower);
  fiber.control_block = current_control_block();
  fiber.handle = pthread_self();
  lent.fetch_add(1);
  for (;;) raw_syscall(SYS_pause);
}

char* stack_of(int thread) {
  return reinterpret_cast<char*>(stacks_begin) +
         std::size_t(thread) * stack_size;
}

char* storage_of(int thread) {
  return reinterpret_cast<char*>(fibers[std::size_t(thread)].control_block -
                                 image.below_control_block);
}

void reset_storage(int thread) {
  auto* storage = storage_of(thread);
  std::memcpy(storage, image.bytes, image.initialised);
  std::memset(storage + image.initialised, 0, image.size - image.initialised);
}

void forget_exceptions(int thread) {
  const auto mine = current_control_block();
  use_control_block(fibers[std::size_t(thread)].control_block);
  *__cxa_get_globals() = {};
  use_control_block(mine);
}

void go(context& from, context& to, int thread) {
  running = thread;
  use_control_block(to.control_block);
  explorer_switch_stack(&from.stack_pointer, to.stack_pointer);
}

context& current() {
  return running < 0 ? driver : fibers[std::size_t(running)];
}

[[noreturn]] void give_up(const char* what) {
  std::fprintf(stderr, "explorer: %s\n", what);
  std::_Exit(3);
}

}  // namespace

void prepare_fibers() {
  constexpr unsigned long fsgsbase = 2;
  has_wrfsbase = (getauxval(AT_HWCAP2) & fsgsbase) != 0;
  dl_iterate_phdr(find_image, nullptr);
  driver.control_block = current_control_block();
  const auto size = stack_size * most_fibers;
  void* stacks =
      mmap(reinterpret_cast<void*>(stacks_begin), size, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE | MAP_NORESERVE |
               MAP_STACK,
           -1, 0);
  if (stacks == MAP_FAILED) give_up("no memory for the stacks");
  const auto create = reinterpret_cast<decltype(&pthread_create)>(
      dlsym(RTLD_NEXT, "pthread_create"));
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 * 1024);
  for (int i = 0; i < most_fibers; ++i) {
    mprotect(stack_of(i), guard_size, PROT_NONE);
    pthread_t handle;
    if (create(&handle, &small, lend_control_block, &fibers[std::size_t(i)]) !=
        0)
      give_up("the system refuses to start threads");
    while (lent.load() <= i) raw_syscall(SYS_sched_yield);
  }
}

void start_fiber(int thread, void (*entry)()) {
  reset_storage(thread);
  forget_exceptions(thread);
  // What explorer_switch_stack() pops: six registers (rbx is the fifth), the
  // entry thunk as return address; then the thunk's own, aligned frame.
  auto* frame = reinterpret_cast<void**>(stack_of(thread) + stack_size) - 9;
  for (int i = 0; i < 9; ++i) frame[i] = nullptr;
  frame[4] = reinterpret_cast<void*>(entry);
  frame[6] = reinterpret_cast<void*>(explorer_enter_fiber);
  fibers[std::size_t(thread)].stack_pointer = frame;
}

void resume_fiber(int thread) {
  go(current(), fibers[std::size_t(thread)], thread);
}

void resume_driver() { go(current(), driver, -1); }

int running_fiber() { return running; }

pthread_t fiber_handle(int thread) {
  return fibers[std::size_t(thread)].handle;
}

int fiber_of(pthread_t handle) {
  for (int i = 0; i < most_fibers; ++i)
    if (fibers[std::size_t(i)].handle == handle) return i;
  return -1;
}

int stack_owner(const void* address) {
  const auto offset = reinterpret_cast<std::uintptr_t>(address) - stacks_begin;
  return offset < stack_size * most_fibers ? int(offset / stack_size) : -1;
}

}  // namespace explorer
