#include <span>

#include "front_desk/front_desk.hpp"
#include "message_passing/actor.hpp"
#include "message_passing/bounded_channel.hpp"
#include "message_passing/broadcast.hpp"
#include "message_passing/close_and_time_out.hpp"
#include "message_passing/fast_channel.hpp"
#include "message_passing/mpsc_channel.hpp"
#include "message_passing/pipeline.hpp"
#include "message_passing/rate_limiter.hpp"
#include "message_passing/select.hpp"
#include "message_passing/timers.hpp"
#include "message_passing/worker_pool.hpp"

using front_desk::knob, front_desk::recipe;

int main(int argc, char* argv[]) {
  return front_desk::serve(
      "message_passing", {argv + 1, argv + argc},
      {
          recipe{"mpsc_channel",
                 "Let many threads report to one, and end when the last of "
                 "them leaves.",
                 mpsc_channel::run, knob{"stations", 3, 1, 64},
                 knob{"voters", 4}}
              .explore(mpsc_channel::scenario)
              .breaks("first_to_leave_closes",
                      mpsc_channel::broken::first_to_leave_closes)
              .breaks("look_then_leave", mpsc_channel::broken::look_then_leave)
              .breaks("kept_in_the_closure",
                      mpsc_channel::broken::kept_in_the_closure),
          recipe{"bounded_channel",
                 "Make a fast producer wait for a slow consumer.",
                 bounded_channel::run, knob{"items", 5}, knob{"capacity", 2, 0}}
              .explore(bounded_channel::scenario)
              .explore("rendezvous", bounded_channel::rendezvous)
              .breaks("if_instead_of_while",
                      bounded_channel::broken::if_instead_of_while)
              .measured(),
          recipe{"close_and_time_out",
                 "Send and receive without waiting for ever, and know why "
                 "nothing came.",
                 close_and_time_out::run, knob{"cars", 5}, knob{"seats", 8},
                 knob{"places", 2, 1, 100}}
              .explore(close_and_time_out::scenario)
              .breaks("empty_taken_for_the_end",
                      close_and_time_out::broken::empty_taken_for_the_end)
              .breaks("time_out_believed",
                      close_and_time_out::broken::time_out_believed)
              .breaks("thrown_past_close",
                      close_and_time_out::broken::thrown_past_close),
          recipe{"worker_pool",
                 "Give jobs to a few workers, collect what they make, and "
                 "never get stuck.",
                 worker_pool::run, knob{"rows", 16, 1, 100},
                 knob{"workers", 2, 1, 16}, knob{"room", 2}}
              .explore(worker_pool::scenario)
              .breaks("both_full", worker_pool::broken::both_full)
              .breaks("failure_unanswered",
                      worker_pool::broken::failure_unanswered)
              .breaks("one_pill", worker_pool::broken::one_pill),
          recipe{"select",
                 "Wait for whichever of several channels is ready first.",
                 selecting::run, knob{"customers", 3}, knob{"desks", 2, 1, 16}}
              .explore(selecting::scenario)
              .explore("sharing", selecting::sharing)
              .breaks("look_then_receive", selecting::broken::look_then_receive)
              .breaks("always_the_first", selecting::broken::always_the_first)
              .breaks("wake_up_kept", selecting::broken::wake_up_kept)
              .measured(),
          recipe{"timers",
                 "Get a message when it is time: once, or again and again.",
                 timers::run, knob{"period", 10, 1, 30}, knob{"slow", 25}}
              .explore(timers::scenario)
              .breaks("drifts", timers::broken::drifts)
              .breaks("bursts", timers::broken::bursts)
              .breaks("one_tick_for_two", timers::broken::one_tick_for_two),
          recipe{"pipeline",
                 "Work on a stream in several threads, and get the results in "
                 "its order.",
                 pipeline::run, knob{"lines", 10}, knob{"workers", 2, 1, 16},
                 knob{"in_flight", 4}}
              .explore(pipeline::scenario)
              .breaks("arrival_order", pipeline::broken::arrival_order)
              .breaks("first_worker_closes",
                      pipeline::broken::first_worker_closes),
          recipe{"actor",
                 "Give state one thread that owns it, and use it by sending "
                 "messages.",
                 actor::run, knob{"reports", 10}, knob{"restarts", 1, 0}}
              .explore(actor::scenario)
              .breaks("asks_itself", actor::broken::asks_itself)
              .breaks("stop_is_a_message", actor::broken::stop_is_a_message),
          recipe{"broadcast",
                 "Tell several threads the same thing, and decide what a slow "
                 "one costs.",
                 broadcast::run, knob{"measurements", 8}, knob{"capacity", 3}}
              .explore(broadcast::scenario)
              .breaks("delivers_under_lock",
                      broadcast::broken::delivers_under_lock)
              .breaks("leaves_during_publish",
                      broadcast::broken::leaves_during_publish),
          recipe{"rate_limiter",
                 "Let work start at a steady rate, and a burst of it after a "
                 "quiet time.",
                 rate_limiter::run, knob{"clients", 6, 1, 16}, knob{"burst", 3}}
              .explore(rate_limiter::scenario)
              .breaks("check_then_take", rate_limiter::broken::check_then_take)
              .breaks("refilled_twice", rate_limiter::broken::refilled_twice),
          recipe{"fast_channel",
                 "Pass items between threads at the speed of the cores, and "
                 "sleep when idle.",
                 fast_channel::run, knob{"readings", 1000},
                 knob{"sensors", 2, 1, 8}, knob{"loggers", 2, 1, 8},
                 knob{"places", 5}}
              .explore(fast_channel::scenario)
              .explore("draining", fast_channel::draining)
              .explore("closing", fast_channel::closing)
              .explore("mutex_and_condition",
                       fast_channel::mutex_and_condition::scenario)
              .explore("spinning", fast_channel::spinning::scenario)
              .explore("ring", fast_channel::ring::scenario)
              .explore("parking", fast_channel::parking::scenario)
              .breaks("relaxed_turn", fast_channel::ring::broken::relaxed_turn)
              .breaks("no_second_look",
                      fast_channel::parking::broken::no_second_look)
              .breaks("wake_up_kept",
                      fast_channel::parking::broken::wake_up_kept)
              .breaks("closed_beside_the_tail",
                      fast_channel::broken::closed_beside_the_tail)
              .measured(),
      });
}
