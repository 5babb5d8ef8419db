// The compiler's callbacks for atomic operations of up to 8 bytes.
//
// Memory holds each location's newest value. The engine is shown it, and says
// what an operation reads and what memory is to hold afterwards. Atomic
// operations of 16 bytes end the search. clang 14 has one callback for weak and
// strong exchanges: under clang, none fails without a cause.
#include <cstdint>
#include <cstring>

#include "explorer/front_end/intercept.hpp"
#include "explorer/front_end/orders.hpp"
#include "explorer/front_end/runtime.hpp"
#include "explorer/front_end/weak_exchanges.hpp"

namespace explorer {
namespace {

template <typename Value>
std::uint64_t widen(Value value) {
  std::uint64_t wide = 0;
  std::memcpy(&wide, &value, sizeof value);
  return wide;
}

template <typename Value>
Value narrow(std::uint64_t wide) {
  Value value;
  std::memcpy(&value, &wide, sizeof value);
  return value;
}

// Every memory order of the scenario passes here on its way to the engine. The
// callbacks count the orders as the language does; the compiler may add flags
// above them.
std::memory_order order_at(const void* caller, order_role role, int order) {
  return order_in_force(caller, role,
                        static_cast<std::memory_order>(order & 7));
}

template <typename Value>
operation on(kind what, const volatile Value* p, const void* caller) {
  const auto* address = const_cast<const Value*>(p);
  check_bounds(address, sizeof(Value), caller);
  const auto offset = reinterpret_cast<std::uintptr_t>(address) % 8;
  return {
      .what = what,
      .site = site_of(caller),
      .object = location_at(address),
      .mask = static_cast<std::uint8_t>(((1u << sizeof(Value)) - 1) << offset)};
}

template <typename Value>
Value load(const volatile Value* p, int order, const void* caller) {
  if (!watching()) return *p;
  const unwatched guard;
  auto op = on(kind::load, p, caller);
  op.order = order_at(caller, order_role::load, order);
  announce(op);
  return narrow<Value>(perform(widen(*p)).value);
}

template <typename Value>
void store(volatile Value* p, Value value, int order, const void* caller) {
  if (!watching()) {
    *p = value;
    return;
  }
  const unwatched guard;
  auto op = on(kind::store, p, caller);
  op.order = order_at(caller, order_role::store, order);
  op.value = widen(value);
  announce(op);
  *p = narrow<Value>(perform(widen(*p)).newest);
}

template <typename Value, typename Change>
Value modify(volatile Value* p, int order, const void* caller, Change change) {
  if (!watching()) {
    const Value old = *p;
    *p = change(old);
    return old;
  }
  const unwatched guard;
  auto op = on(kind::rmw, p, caller);
  op.order = order_at(caller, order_role::modification, order);
  announce(op);
  const auto old = narrow<Value>(perform(widen(*p)).value);
  *p = narrow<Value>(complete_modification(widen(change(old))));
  return old;
}

void note_exchange_from(const void* caller) {
  if (!watching()) return;
  const unwatched guard;
  note_exchange(site_of(caller));
}

template <typename Value>
bool exchange_if(volatile Value* p, Value* expected, Value desired, int order,
                 int failure_order, bool weak, const void* caller) {
  if (!watching()) {
    const Value old = *p;
    if (old == *expected) {
      *p = desired;
      return true;
    }
    *expected = old;
    return false;
  }
  const unwatched guard;
  auto op = on(kind::cas, p, caller);
  op.order = order_at(caller, order_role::modification, order);
  op.failure_order = order_at(caller, order_role::failure, failure_order);
  op.expected = widen(*expected);
  op.value = widen(desired);
  op.weak = weak;
  announce(op);
  const auto done = perform(widen(*p));
  if (done.how == result::done) {
    *p = narrow<Value>(done.newest);
    return true;
  }
  *expected = narrow<Value>(done.value);
  return false;
}

}  // namespace
}  // namespace explorer

#define EXPLORER_MODIFICATION(bits, type, name, expression)                 \
  EXPLORER_INTERCEPT type __tsan_atomic##bits##_##name(volatile type* p,    \
                                                       type v, int order) { \
    return explorer::modify(p, order, EXPLORER_CALLER, [v](type old) {      \
      static_cast<void>(old);                                               \
      return static_cast<type>(expression);                                 \
    });                                                                     \
  }

#define EXPLORER_ATOMICS(bits, type)                                           \
  EXPLORER_INTERCEPT type __tsan_atomic##bits##_load(const volatile type* p,   \
                                                     int order) {              \
    return explorer::load(p, order, EXPLORER_CALLER);                          \
  }                                                                            \
  EXPLORER_INTERCEPT void __tsan_atomic##bits##_store(volatile type* p,        \
                                                      type v, int order) {     \
    explorer::store(p, v, order, EXPLORER_CALLER);                             \
  }                                                                            \
  EXPLORER_MODIFICATION(bits, type, exchange, v)                               \
  EXPLORER_MODIFICATION(bits, type, fetch_add, old + v)                        \
  EXPLORER_MODIFICATION(bits, type, fetch_sub, old - v)                        \
  EXPLORER_MODIFICATION(bits, type, fetch_and, old& v)                         \
  EXPLORER_MODIFICATION(bits, type, fetch_or, old | v)                         \
  EXPLORER_MODIFICATION(bits, type, fetch_xor, old ^ v)                        \
  EXPLORER_MODIFICATION(bits, type, fetch_nand, ~(old & v))                    \
  EXPLORER_INTERCEPT int __tsan_atomic##bits##_compare_exchange_strong(        \
      volatile type* p, type* expected, type desired, int order, int failed) { \
    return explorer::exchange_if(p, expected, desired, order, failed, false,   \
                                 EXPLORER_CALLER);                             \
  }                                                                            \
  EXPLORER_INTERCEPT int __tsan_atomic##bits##_compare_exchange_weak(          \
      volatile type* p, type* expected, type desired, int order, int failed) { \
    return explorer::exchange_if(p, expected, desired, order, failed, true,    \
                                 EXPLORER_CALLER);                             \
  }                                                                            \
  EXPLORER_INTERCEPT type __tsan_atomic##bits##_compare_exchange_val(          \
      volatile type* p, type expected, type desired, int order, int failed) {  \
    explorer::note_exchange_from(EXPLORER_CALLER);                             \
    explorer::exchange_if(p, &expected, desired, order, failed, false,         \
                          EXPLORER_CALLER);                                    \
    return expected;                                                           \
  }

EXPLORER_ATOMICS(8, std::uint8_t)
EXPLORER_ATOMICS(16, std::uint16_t)
EXPLORER_ATOMICS(32, std::uint32_t)
EXPLORER_ATOMICS(64, std::uint64_t)

// Sixteen bytes and more: whatever the operation, the search ends here.
namespace {

[[noreturn]] void give_up_on_size() {
  const explorer::unwatched guard;
  explorer::give_up("an atomic operation on sixteen bytes or more");
}

}  // namespace

#define EXPLORER_UNSEEN(name) \
  EXPLORER_INTERCEPT void __tsan_atomic128_##name() { give_up_on_size(); }

EXPLORER_UNSEEN(load)
EXPLORER_UNSEEN(store)
EXPLORER_UNSEEN(exchange)
EXPLORER_UNSEEN(fetch_add)
EXPLORER_UNSEEN(fetch_sub)
EXPLORER_UNSEEN(fetch_and)
EXPLORER_UNSEEN(fetch_or)
EXPLORER_UNSEEN(fetch_xor)
EXPLORER_UNSEEN(fetch_nand)
EXPLORER_UNSEEN(compare_exchange_strong)
EXPLORER_UNSEEN(compare_exchange_weak)
EXPLORER_UNSEEN(compare_exchange_val)

// What the compilers leave to libatomic, whose names only the linker may say.
#define EXPLORER_LIBATOMIC(name)                                    \
  EXPLORER_INTERCEPT void explorer_##name() asm("__atomic_" #name); \
  EXPLORER_INTERCEPT void explorer_##name() { give_up_on_size(); }

EXPLORER_LIBATOMIC(load)
EXPLORER_LIBATOMIC(store)
EXPLORER_LIBATOMIC(exchange)
EXPLORER_LIBATOMIC(compare_exchange)
EXPLORER_LIBATOMIC(load_16)
EXPLORER_LIBATOMIC(store_16)
EXPLORER_LIBATOMIC(exchange_16)
EXPLORER_LIBATOMIC(compare_exchange_16)

EXPLORER_INTERCEPT void __tsan_atomic_signal_fence(int) {}

EXPLORER_INTERCEPT void __tsan_atomic_thread_fence(int order) {
  if (!explorer::watching()) return;
  const explorer::unwatched guard;
  const auto* caller = EXPLORER_CALLER;
  explorer::act({.what = explorer::kind::fence,
                 .site = explorer::site_of(caller),
                 .order = explorer::order_at(
                     caller, explorer::order_role::fence, order)});
}
