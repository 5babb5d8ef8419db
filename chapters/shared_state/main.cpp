#include <span>

#include "front_desk/front_desk.hpp"
#include "shared_state/atomic_shared_ptr.hpp"
#include "shared_state/atomics.hpp"
#include "shared_state/choose_a_primitive.hpp"
#include "shared_state/condition_variable.hpp"
#include "shared_state/data_race.hpp"
#include "shared_state/deadlock.hpp"
#include "shared_state/debug_a_deadlock.hpp"
#include "shared_state/external_locking.hpp"
#include "shared_state/false_sharing.hpp"
#include "shared_state/find_a_race.hpp"
#include "shared_state/latch_barrier_semaphore.hpp"
#include "shared_state/memory_ordering.hpp"
#include "shared_state/once_and_globals.hpp"
#include "shared_state/poisoning.hpp"
#include "shared_state/reader_writer_lock.hpp"
#include "shared_state/shared_ownership.hpp"
#include "shared_state/spinlock.hpp"
#include "shared_state/synchronized_value.hpp"
#include "shared_state/thread_safety_annotations.hpp"

using front_desk::knob, front_desk::recipe;

int main(int argc, char* argv[]) {
  return front_desk::serve(
      "shared_state", {argv + 1, argv + argc},
      {
          recipe{"data_race",
                 "Change one variable from several threads and lose no update.",
                 data_race::run, knob{"seats", 100}, knob{"windows", 2, 1, 16}}
              .explore(data_race::scenario)
              .breaks("lost_update", data_race::broken::lost_update)
              .breaks("unnamed_guard", data_race::broken::unnamed_guard)
              .breaks("check_then_act", data_race::broken::check_then_act)
              .breaks("unlocked_read", data_race::broken::unlocked_read),
          recipe{
              "find_a_race",
              "Find the two lines that race, in a program that mostly works.",
              find_a_race::run, knob{"sensors", 3, 1, 16},
              knob{"readings", 100}}
              .explore(find_a_race::scenario)
              .breaks("looks_without_the_lock",
                      find_a_race::broken::looks_without_the_lock)
              .breaks("ordered_by_accident",
                      find_a_race::broken::ordered_by_accident)
              .breaks("atomic_and_wrong",
                      find_a_race::broken::atomic_and_wrong),
          recipe{"deadlock", "Take several locks, and never wait in a circle.",
                 deadlock::run, knob{"philosophers", 5, 2, 16},
                 knob{"meals", 100}}
              .explore(deadlock::scenario)
              .breaks("opposite_orders", deadlock::broken::opposite_orders)
              .breaks("left_fork_first", deadlock::broken::left_fork_first)
              .breaks("same_lock_twice", deadlock::broken::same_lock_twice)
              .breaks("try_and_retry", deadlock::broken::try_and_retry),
          recipe{"debug_a_deadlock",
                 "Learn from a hung program who waits for whom.",
                 debug_a_deadlock::run, knob{"cooks", 3, 1, 16},
                 knob{"patience", 20, 1, 1000}}
              .explore(debug_a_deadlock::scenario)
              .breaks("calls_under_lock",
                      debug_a_deadlock::broken::calls_under_lock),
          recipe{"synchronized_value",
                 "Keep data and its lock in one object, so that nobody forgets "
                 "the lock.",
                 synchronized_value::run, knob{"rounds", 1000},
                 knob{"tellers", 2, 1, 16}}
              .explore(synchronized_value::scenario)
              .breaks("two_arrows", synchronized_value::broken::two_arrows)
              .breaks("arrows_in_one_line",
                      synchronized_value::broken::arrows_in_one_line)
              .breaks("one_after_the_other",
                      synchronized_value::broken::one_after_the_other)
              .breaks("kept_reference",
                      synchronized_value::broken::kept_reference),
          recipe{"external_locking",
                 "Let callers hold a lock over several calls, and the compiler "
                 "ask for it.",
                 external_locking::run, knob{"receipts", 200},
                 knob{"tills", 2, 1, 16}}
              .explore(external_locking::scenario)
              .breaks("lock_per_line", external_locking::broken::lock_per_line)
              .breaks("another_lock", external_locking::broken::another_lock)
              .breaks("locks_again", external_locking::broken::locks_again),
          recipe{"reader_writer_lock",
                 "Let many threads read at the same time, and one write alone.",
                 reader_writer_lock::run, knob{"raises", 1000},
                 knob{"customers", 3, 1, 16}}
              .explore(reader_writer_lock::scenario)
              .breaks("two_upgraders",
                      reader_writer_lock::broken::two_upgraders)
              .breaks("reads_twice", reader_writer_lock::broken::reads_twice)
              .breaks("counts_readers",
                      reader_writer_lock::broken::counts_readers)
              .breaks("looks_then_writes",
                      reader_writer_lock::broken::looks_then_writes)
              .measured(),
          recipe{"condition_variable",
                 "Let a thread sleep until what it needs is there.",
                 condition_variable::run, knob{"pieces", 5}, knob{"ahead", 2}}
              .explore(condition_variable::scenario)
              .breaks("lost_wakeup", condition_variable::broken::lost_wakeup)
              .breaks("no_predicate", condition_variable::broken::no_predicate)
              .breaks("wrong_waiter", condition_variable::broken::wrong_waiter),
          recipe{"once_and_globals",
                 "Set something up once, at its first use, whichever thread "
                 "comes first.",
                 once_and_globals::run, knob{"readers", 4, 1, 16},
                 knob{"failures", 1, 0}}
              .explore(once_and_globals::scenario)
              .breaks("double_checked",
                      once_and_globals::broken::double_checked)
              .breaks("claimed_is_not_done",
                      once_and_globals::broken::claimed_is_not_done)
              .breaks("needs_itself", once_and_globals::broken::needs_itself),
          recipe{"latch_barrier_semaphore",
                 "Make threads wait for each other: once, in each round, or a "
                 "few at a time.",
                 latch_barrier_semaphore::run, knob{"steps", 100},
                 knob{"workers", 3, 1, 8}}
              .explore(latch_barrier_semaphore::scenario)
              .breaks("in_place", latch_barrier_semaphore::broken::in_place)
              .breaks("leaves_early",
                      latch_barrier_semaphore::broken::leaves_early)
              .breaks("latch_for_rounds",
                      latch_barrier_semaphore::broken::latch_for_rounds)
              .breaks("lost_permit",
                      latch_barrier_semaphore::broken::lost_permit),
          recipe{"atomics",
                 "Count, limit and flag from several threads without a lock.",
                 atomics::run, knob{"cars", 100}, knob{"gates", 3, 1, 16},
                 knob{"places", 2}}
              .explore(atomics::scenario)
              .explore("noting", atomics::noting)
              .breaks("load_then_store", atomics::broken::load_then_store)
              .breaks("add_then_undo", atomics::broken::add_then_undo)
              .breaks("two_atomics", atomics::broken::two_atomics)
              .breaks("mixed_access", atomics::broken::mixed_access),
          recipe{"memory_ordering",
                 "Know what one thread may see of what another has done.",
                 memory_ordering::run, knob{"rounds", 1000}}
              .explore(memory_ordering::scenario)
              .breaks("relaxed_flag", memory_ordering::broken::relaxed_flag)
              .breaks("relaxed_message",
                      memory_ordering::broken::relaxed_message)
              .breaks("store_buffering",
                      memory_ordering::broken::store_buffering)
              .breaks("one_fence", memory_ordering::broken::one_fence)
              .measured(),
          recipe{"false_sharing",
                 "Keep threads from slowing each other down over data that "
                 "they do not share.",
                 false_sharing::run, knob{"threads", 4, 1, 16},
                 knob{"requests", 1000}}
              .explore(false_sharing::scenario)
              .breaks("vector_of_bool", false_sharing::broken::vector_of_bool)
              .breaks("plain_counts", false_sharing::broken::plain_counts)
              .measured(),
          recipe{"spinlock",
                 "Guard a few instructions with a lock that does not put "
                 "threads to sleep.",
                 spinlock::run, knob{"channels", 4, 1, 16},
                 knob{"samples", 1000}}
              .explore(spinlock::scenario)
              .explore("peterson", spinlock::peterson)
              .breaks("look_then_set", spinlock::broken::look_then_set)
              .breaks("relaxed_unlock", spinlock::broken::relaxed_unlock)
              .breaks("peterson_released", spinlock::broken::peterson_released)
              .breaks("locks_twice", spinlock::broken::locks_twice)
              .measured(),
          recipe{"shared_ownership",
                 "Keep an object alive as long as any thread uses it, and no "
                 "longer.",
                 shared_ownership::run, knob{"lines", 3, 1, 16}}
              .explore(shared_ownership::scenario)
              .breaks("relaxed_count", shared_ownership::broken::relaxed_count)
              .breaks("use_count_believed",
                      shared_ownership::broken::use_count_believed)
              .breaks("one_pointer", shared_ownership::broken::one_pointer)
              .breaks("cycle", shared_ownership::broken::cycle),
          recipe{"atomic_shared_ptr",
                 "Replace a configuration under its readers, who pay what a "
                 "pointer costs.",
                 atomic_shared_ptr::run, knob{"lookups", 10000},
                 knob{"moves", 100}}
              .explore(atomic_shared_ptr::scenario)
              .breaks("two_lookups", atomic_shared_ptr::broken::two_lookups)
              .breaks("version_first", atomic_shared_ptr::broken::version_first)
              .breaks("kept_reference",
                      atomic_shared_ptr::broken::kept_reference)
              .breaks("load_then_store",
                      atomic_shared_ptr::broken::load_then_store)
              .measured(),
          recipe{"thread_safety_annotations",
                 "Let the compiler check what may cross threads, and under "
                 "which lock.",
                 thread_safety_annotations::run, knob{"letters", 1000},
                 knob{"writers", 3, 1, 16}}
              .explore(thread_safety_annotations::scenario)
              .breaks("kept_address",
                      thread_safety_annotations::broken::kept_address)
              .breaks("hidden_pointer",
                      thread_safety_annotations::broken::hidden_pointer),
          recipe{"poisoning",
                 "Notice that an exception has left shared data half changed.",
                 poisoning::run, knob{"parcels", 10}, knob{"torn", 4, 0}}
              .explore(poisoning::scenario)
              .breaks("unlocks_in_silence",
                      poisoning::broken::unlocks_in_silence)
              .breaks("asks_before_it_locks",
                      poisoning::broken::asks_before_it_locks)
              .breaks("blames_whoever_cleans_up",
                      poisoning::broken::blames_whoever_cleans_up),
          recipe{"choose_a_primitive",
                 "Choose how threads share data by answering five questions.",
                 choose_a_primitive::run, knob{"writers", 2, 0},
                 knob{"read_meanwhile", 1, 0, 1}, knob{"tell_only", 0, 0, 1},
                 knob{"values", 2}, knob{"reads_per_write", 1, 1, 1000000}}
              .explore(choose_a_primitive::scenario)
              .breaks("two_atomics", choose_a_primitive::broken::two_atomics)
              .breaks("parts_read_meanwhile",
                      choose_a_primitive::broken::parts_read_meanwhile)
              .measured(),
      });
}
