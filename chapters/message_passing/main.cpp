#include <span>

#include "front_desk/front_desk.hpp"
#include "message_passing/bounded_channel.hpp"
#include "message_passing/pipeline.hpp"

using front_desk::knob, front_desk::recipe;

int main(int argc, char* argv[]) {
  return front_desk::serve(
      "message_passing", {argv + 1, argv + argc},
      {
          recipe{"bounded_channel",
                 "Make a fast producer wait for a slow consumer.",
                 bounded_channel::run, knob{"items", 5}, knob{"capacity", 2}}
              .explore(bounded_channel::scenario)
              .breaks("if_instead_of_while",
                      bounded_channel::broken::if_instead_of_while),
          recipe{"pipeline",
                 "Work on a stream in several threads, and get the results in "
                 "its order.",
                 pipeline::run, knob{"lines", 10}, knob{"workers", 2, 1, 16},
                 knob{"in_flight", 4}}
              .explore(pipeline::scenario)
              .breaks("arrival_order", pipeline::broken::arrival_order)
              .breaks("first_worker_closes",
                      pipeline::broken::first_worker_closes),
      });
}
