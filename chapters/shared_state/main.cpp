#include <span>

#include "front_desk/front_desk.hpp"
#include "shared_state/condition_variable.hpp"
#include "shared_state/data_race.hpp"

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
          recipe{"condition_variable",
                 "Let a thread sleep until what it needs is there.",
                 condition_variable::run, knob{"pieces", 5}, knob{"ahead", 2}}
              .explore(condition_variable::scenario)
              .breaks("lost_wakeup", condition_variable::broken::lost_wakeup)
              .breaks("no_predicate", condition_variable::broken::no_predicate)
              .breaks("wrong_waiter", condition_variable::broken::wrong_waiter),
      });
}
