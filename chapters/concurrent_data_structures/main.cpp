#include <span>

#include "concurrent_data_structures/concurrent_hash_map.hpp"
#include "concurrent_data_structures/epoch_reclamation.hpp"
#include "concurrent_data_structures/hazard_pointers.hpp"
#include "concurrent_data_structures/lockfree_stack.hpp"
#include "concurrent_data_structures/mpmc_queue.hpp"
#include "concurrent_data_structures/ordered_map.hpp"
#include "concurrent_data_structures/seqlock.hpp"
#include "concurrent_data_structures/spsc_ring.hpp"
#include "concurrent_data_structures/test_concurrent_code.hpp"
#include "concurrent_data_structures/timed_queue.hpp"
#include "concurrent_data_structures/triple_buffer.hpp"
#include "concurrent_data_structures/two_lock_queue.hpp"
#include "concurrent_data_structures/work_stealing_deque.hpp"
#include "front_desk/front_desk.hpp"

using front_desk::knob, front_desk::recipe;

int main(int argc, char* argv[]) {
  return front_desk::serve(
      "concurrent_data_structures", {argv + 1, argv + argc},
      {
          recipe{"two_lock_queue",
                 "Let one thread add to a queue while another takes from it, "
                 "each with a lock.",
                 two_lock_queue::run, knob{"letters", 1000, 1, 10'000},
                 knob{"clerks", 2, 1, 16}}
              .explore(two_lock_queue::scenario)
              .breaks("no_dummy", two_lock_queue::broken::no_dummy)
              .breaks("notified_without_the_lock",
                      two_lock_queue::broken::notified_without_the_lock)
              .measured(),
          recipe{"spsc_ring",
                 "Hand items from one thread to one other, and never make "
                 "either wait.",
                 spsc_ring::run, knob{"samples", 10'000, 1, 100'000},
                 knob{"capacity", 16}}
              .explore(spsc_ring::scenario)
              .explore("batches", spsc_ring::batches)
              .breaks("index_first", spsc_ring::broken::index_first)
              .breaks("two_producers", spsc_ring::broken::two_producers)
              .measured(),
          recipe{"mpmc_queue",
                 "Share one queue among many producers and many consumers "
                 "without a lock.",
                 mpmc_queue::run, knob{"parcels", 1000, 1, 10'000},
                 knob{"docks", 2, 1, 16}, knob{"vans", 2, 1, 16}}
              .explore(mpmc_queue::scenario)
              .breaks("empty_then_pop", mpmc_queue::broken::empty_then_pop)
              .breaks("over_asked_last", mpmc_queue::broken::over_asked_last)
              .measured(),
          recipe{
              "lockfree_stack",
              "Take first what was put back last, from many threads, without "
              "a lock.",
              lockfree_stack::run, knob{"dishes", 1000, 1, 10'000},
              knob{"cooks", 2, 1, lockfree_stack::most_pans}}
              .explore(lockfree_stack::scenario)
              .explore("items", lockfree_stack::items)
              .breaks("aba", lockfree_stack::broken::aba)
              .measured(),
          recipe{"hazard_pointers",
                 "Free memory that other threads may still be reading.",
                 hazard_pointers::run, knob{"replacements", 1000, 1, 10'000},
                 knob{"travellers", 2, 1, 16}}
              .explore(hazard_pointers::scenario)
              .breaks("no_second_look", hazard_pointers::broken::no_second_look)
              .breaks("announced_late",
                      hazard_pointers::broken::announced_late),
          recipe{"epoch_reclamation",
                 "Walk among nodes that others remove, and free them when all "
                 "have moved on.",
                 epoch_reclamation::run, knob{"changes", 1000, 1, 10'000},
                 knob{"passengers", 2, 1, 16}}
              .explore(epoch_reclamation::scenario)
              .explore("ride", epoch_reclamation::ride)
              .explore("departure", epoch_reclamation::departure)
              .breaks("one_epoch_early",
                      epoch_reclamation::broken::one_epoch_early)
              .measured(),
          recipe{"concurrent_hash_map",
                 "Share a hash table among many threads, and change its "
                 "entries in place.",
                 concurrent_hash_map::run, knob{"readers", 4, 1, 16},
                 knob{"pages", 100, 1, 1000}}
              .explore(concurrent_hash_map::scenario)
              .breaks("find_then_insert",
                      concurrent_hash_map::broken::find_then_insert)
              .breaks("two_accessors",
                      concurrent_hash_map::broken::two_accessors)
              .measured(),
          recipe{"ordered_map",
                 "Keep keys in order while many threads add, look up and walk.",
                 ordered_map::run, knob{"lines", 3, 1, 16},
                 knob{"trains", 100, 2, 1000}}
              .explore(ordered_map::scenario)
              .breaks("stored_link", ordered_map::broken::stored_link)
              .breaks("erased_while_read",
                      ordered_map::broken::erased_while_read)
              .measured(),
          recipe{"timed_queue",
                 "Take the most urgent item first, and none before its time.",
                 timed_queue::run, knob{"calls", 4, 1, 20},
                 knob{"apart", 10, 0, 100}}
              .explore(timed_queue::scenario)
              .breaks("earlier_one_waits",
                      timed_queue::broken::earlier_one_waits)
              .breaks("nobody_takes_over",
                      timed_queue::broken::nobody_takes_over)
              .measured(),
          recipe{"work_stealing_deque",
                 "Spread work over threads when one task makes more tasks than "
                 "another.",
                 work_stealing_deque::run,
                 knob{"entries", 100'000, 1, 1'000'000},
                 knob{"workers", 4, 1, 16}}
              .explore(work_stealing_deque::scenario)
              .explore("sharing", work_stealing_deque::sharing)
              .breaks("missing_fence",
                      work_stealing_deque::broken::missing_fence)
              .breaks("last_job_unclaimed",
                      work_stealing_deque::broken::last_job_unclaimed)
              .breaks("outgrown_ring_freed",
                      work_stealing_deque::broken::outgrown_ring_freed)
              .measured(),
          recipe{"seqlock",
                 "Publish the latest value to many readers, and never let them "
                 "delay you.",
                 seqlock::run, knob{"seconds", 10'000, 1, 1'000'000},
                 knob{"displays", 2, 1, 16}}
              .explore(seqlock::scenario)
              .breaks("plain_words", seqlock::broken::plain_words)
              .breaks("second_look_too_early",
                      seqlock::broken::second_look_too_early)
              .breaks("two_writers", seqlock::broken::two_writers)
              .measured(),
          recipe{"triple_buffer",
                 "Hand over the latest value, of any size, and never make "
                 "either side wait.",
                 triple_buffer::run, knob{"pictures", 1000, 1, 100'000},
                 knob{"pixels", 100, 1, 10'000}}
              .explore(triple_buffer::scenario)
              .breaks("slot_back_too_early",
                      triple_buffer::broken::slot_back_too_early)
              .breaks("two_slots", triple_buffer::broken::two_slots)
              .measured(),
          recipe{
              "test_concurrent_code",
              "Test code that threads share, so that a bug in it can be seen.",
              test_concurrent_code::run, knob{"histories", 500, 1, 10'000},
              knob{"threads", 4, 1, 8}, knob{"seed", 1, 1, 1'000'000}}
              .explore(test_concurrent_code::scenario)
              .breaks("look_then_take",
                      test_concurrent_code::broken::look_then_take)
              .breaks("relaxed_flag",
                      test_concurrent_code::broken::relaxed_flag),
      });
}
