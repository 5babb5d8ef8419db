#include <span>

#include "front_desk/front_desk.hpp"
#include "multithreading/continuations.hpp"
#include "multithreading/exceptions_in_threads.hpp"
#include "multithreading/executors.hpp"
#include "multithreading/fork_join.hpp"
#include "multithreading/futures.hpp"
#include "multithreading/graceful_shutdown.hpp"
#include "multithreading/hash_files.hpp"
#include "multithreading/julia_fractal.hpp"
#include "multithreading/map_reduce.hpp"
#include "multithreading/parallel_for_each.hpp"
#include "multithreading/parallel_search.hpp"
#include "multithreading/parallel_sort.hpp"
#include "multithreading/scoped_threads.hpp"
#include "multithreading/spawn_and_join.hpp"
#include "multithreading/stop_and_interrupt.hpp"
#include "multithreading/thread_arguments.hpp"
#include "multithreading/thread_local_storage.hpp"
#include "multithreading/thread_pool.hpp"
#include "multithreading/thumbnails.hpp"

using front_desk::folder_knob, front_desk::knob, front_desk::recipe;

int main(int argc, char* argv[]) {
  return front_desk::serve(
      "multithreading", {argv + 1, argv + argc},
      {
          recipe{"spawn_and_join",
                 "Start threads, give each its share of the work, and wait for "
                 "their results.",
                 spawn_and_join::run, knob{"stations", 3, 1, 64},
                 knob{"days", 365, 2, 1000}}
              .explore(spawn_and_join::scenario)
              .breaks("return_before_join",
                      spawn_and_join::broken::return_before_join)
              .breaks("throw_before_join",
                      spawn_and_join::broken::throw_before_join),
          recipe{"thread_arguments",
                 "Hand a thread its arguments, and know which are its own and "
                 "which are yours.",
                 thread_arguments::run, knob{"pages", 2}}
              .explore(thread_arguments::scenario)
              .breaks("dangling_reference",
                      thread_arguments::broken::dangling_reference)
              .breaks("captured_this", thread_arguments::broken::captured_this)
              .breaks("converted_late",
                      thread_arguments::broken::converted_late)
              .breaks("copied_silently",
                      thread_arguments::broken::copied_silently),
          recipe{"scoped_threads",
                 "Let threads borrow local data, and never outlive it.",
                 scoped_threads::run, knob{"steps", 1000, 1, 1000000},
                 knob{"threads", 4, 1, 16}}
              .explore(scoped_threads::scenario)
              .breaks("thread_member_first",
                      scoped_threads::broken::thread_member_first)
              .breaks("moved_out", scoped_threads::broken::moved_out)
              .breaks("element_moves", scoped_threads::broken::element_moves),
          recipe{"exceptions_in_threads",
                 "Carry an exception from the thread that meets it to the one "
                 "that waits.",
                 exceptions_in_threads::run, knob{"stations", 4, 1, 64},
                 knob{"failing", 2, 0, 64}}
              .explore(exceptions_in_threads::scenario)
              .breaks("caught_by_the_starter",
                      exceptions_in_threads::broken::caught_by_the_starter)
              .breaks("looked_before_the_join",
                      exceptions_in_threads::broken::looked_before_the_join)
              .breaks("one_place_for_all",
                      exceptions_in_threads::broken::one_place_for_all)
              .breaks("one_object_for_two",
                      exceptions_in_threads::broken::one_object_for_two),
          recipe{"stop_and_interrupt",
                 "Ask a thread to stop, and have it stop soon, even while it "
                 "waits.",
                 stop_and_interrupt::run, knob{"orders", 3}}
              .explore(stop_and_interrupt::scenario)
              .explore("ordered", stop_and_interrupt::ordered)
              .explore("interrupted", stop_and_interrupt::interrupted)
              .breaks("deaf_wait", stop_and_interrupt::broken::deaf_wait)
              .breaks("foreign_wait", stop_and_interrupt::broken::foreign_wait)
              .breaks("order_left_behind",
                      stop_and_interrupt::broken::order_left_behind)
              .breaks("callback_under_lock",
                      stop_and_interrupt::broken::callback_under_lock),
          recipe{"thread_local_storage",
                 "Give each thread a variable of its own, and add them up at "
                 "the end.",
                 thread_local_storage::run, knob{"readers", 3, 1, 64},
                 knob{"words", 1000, 1, 100000}}
              .explore(thread_local_storage::scenario)
              .explore("scratch", thread_local_storage::scratch)
              .breaks("one_for_all", thread_local_storage::broken::one_for_all)
              .breaks("summed_too_early",
                      thread_local_storage::broken::summed_too_early)
              .breaks("left_by_another",
                      thread_local_storage::broken::left_by_another)
              .breaks("not_captured",
                      thread_local_storage::broken::not_captured)
              .breaks("lent", thread_local_storage::broken::lent),
          recipe{"futures",
                 "Get a value, or an error, from work that somebody else does.",
                 futures::run, knob{"guests", 3, 1, 16}}
              .explore(futures::scenario)
              .explore("shared", futures::shared)
              .breaks("dropped_at_once", futures::broken::dropped_at_once)
              .breaks("nobody_waits", futures::broken::nobody_waits)
              .breaks("one_future_for_two", futures::broken::one_future_for_two)
              .breaks("never_runs", futures::broken::never_runs)
              .breaks("forgotten", futures::broken::forgotten),
          recipe{"continuations",
                 "Say what comes after a result, instead of waiting for it.",
                 continuations::run, knob{"shops", 3, 1, 16},
                 knob{"closed", 1, 0, 16}}
              .explore(continuations::scenario)
              .explore("failing", continuations::failing)
              .explore("all", continuations::all)
              .breaks("under_lock", continuations::broken::under_lock)
              .breaks("both_answer", continuations::broken::both_answer)
              .breaks("nobody_waits", continuations::broken::nobody_waits),
          recipe{"thread_pool",
                 "Run tasks on a few threads that stay, and get their results "
                 "and errors back.",
                 thread_pool::run, knob{"books", 4, 1, 1000},
                 knob{"threads", 2, 1, 64}}
              .explore(thread_pool::scenario)
              .explore("answers", thread_pool::answers)
              .breaks("stops_without_lock",
                      thread_pool::broken::stops_without_lock)
              .breaks("error_leaves", thread_pool::broken::error_leaves)
              .breaks("future_dropped", thread_pool::broken::future_dropped)
              .measured(),
          recipe{"graceful_shutdown",
                 "End a pool in good order: finish what it has taken on, or "
                 "call it off.",
                 graceful_shutdown::run, knob{"parcels", 6, 0, 1000},
                 knob{"interrupts", 1, 0, 2}}
              .explore(graceful_shutdown::scenario)
              .explore("draining", graceful_shutdown::draining)
              .breaks("waits_for_its_own_pool",
                      graceful_shutdown::broken::waits_for_its_own_pool)
              .breaks("looks_then_puts",
                      graceful_shutdown::broken::looks_then_puts)
              .breaks("destroyed_by_its_task",
                      graceful_shutdown::broken::destroyed_by_its_task),
          recipe{"executors",
                 "Leave it to your caller which thread does the work, and "
                 "when.",
                 executors::run, knob{"photos", 3, 1, 20}}
              .explore(executors::scenario)
              .breaks("pool_is_not_serial",
                      executors::broken::pool_is_not_serial)
              .breaks("looks_then_leaves", executors::broken::looks_then_leaves)
              .breaks("waits_in_line", executors::broken::waits_in_line)
              .breaks("nobody_runs_the_loop",
                      executors::broken::nobody_runs_the_loop),
          recipe{"parallel_for_each",
                 "Change every element of an array on all cores.",
                 parallel_for_each::run,
                 knob{"samples", 100'000, 1, 10'000'000},
                 knob{"percent", 150, 1, 1000}}
              .explore(parallel_for_each::scenario)
              .breaks("counts_in_passing",
                      parallel_for_each::broken::counts_in_passing)
              .breaks("reads_its_neighbor",
                      parallel_for_each::broken::reads_its_neighbor)
              .breaks("locks_unsequenced",
                      parallel_for_each::broken::locks_unsequenced)
              .measured(),
          recipe{"parallel_search",
                 "Search a large array on all cores, and stop as soon as the "
                 "answer is known.",
                 parallel_search::run, knob{"days", 7, 1, 100},
                 knob{"failure", 300'000, 0, 10'000'000}}
              .explore(parallel_search::scenario)
              .breaks("first_come", parallel_search::broken::first_come)
              .breaks("compare_then_store",
                      parallel_search::broken::compare_then_store)
              .breaks("plain_flag", parallel_search::broken::plain_flag)
              .measured(),
          recipe{"parallel_sort",
                 "Sort a large array on all cores, and keep equal elements in "
                 "their order.",
                 parallel_sort::run, knob{"runners", 20'000, 1, 1'000'000}}
              .explore(parallel_sort::scenario)
              .breaks("time_corrected_meanwhile",
                      parallel_sort::broken::time_corrected_meanwhile)
              .breaks("counts_comparisons",
                      parallel_sort::broken::counts_comparisons)
              .measured(),
          recipe{"map_reduce",
                 "Compute averages and sums over a large array on all cores.",
                 map_reduce::run, knob{"residents", 100'000, 1, 10'000'000}}
              .explore(map_reduce::scenario)
              .breaks("one_tally", map_reduce::broken::one_tally)
              .breaks("as_they_finish", map_reduce::broken::as_they_finish)
              .measured(),
          recipe{"fork_join",
                 "Split a problem into parts that split in turn, and solve "
                 "them on all cores.",
                 fork_join::run, knob{"n", 25, 0, 35},
                 knob{"cut_off", 18, 1, 35},
                 knob{"numbers", 100'000, 1, 10'000'000}}
              .explore(fork_join::scenario)
              .breaks("adds_before_the_join",
                      fork_join::broken::adds_before_the_join)
              .breaks("parts_overlap", fork_join::broken::parts_overlap)
              .breaks("lock_across_the_join",
                      fork_join::broken::lock_across_the_join)
              .measured(),
          recipe{"hash_files",
                 "Hash every file under a folder with a fixed number of "
                 "threads.",
                 hash_files::run, folder_knob{"folder", SAMPLES "/letters"},
                 knob{"threads", 4, 1, 64}}
              .explore(hash_files::scenario)
              .breaks("check_then_take", hash_files::broken::check_then_take),
          recipe{"julia_fractal",
                 "Draw a picture on a pool of threads, one task to a row, and "
                 "save it as a PNG.",
                 julia_fractal::run, knob{"width", 640, 64, 4096},
                 knob{"threads", 4, 1, 64}, folder_knob{"into", ""}}
              .explore(julia_fractal::scenario)
              .breaks("row_by_reference",
                      julia_fractal::broken::row_by_reference)
              .breaks("canvas_goes_first",
                      julia_fractal::broken::canvas_goes_first)
              .breaks("saved_too_early", julia_fractal::broken::saved_too_early)
              .measured(),
          recipe{"thumbnails",
                 "Shrink a folder of images on all cores, and let no broken "
                 "one stop the rest.",
                 thumbnails::run, folder_knob{"folder", SAMPLES "/photos"},
                 knob{"size", 64, 1, 1024}, knob{"threads", 4, 1, 64},
                 folder_knob{"into", ""}}
              .explore(thumbnails::scenario)
              .breaks("first_error_ends_all",
                      thumbnails::broken::first_error_ends_all)
              .breaks("shared_buffer", thumbnails::broken::shared_buffer),
      });
}
