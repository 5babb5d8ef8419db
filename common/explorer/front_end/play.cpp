#include "explorer/front_end/play.hpp"

#include <memory>

namespace explorer {
namespace {

// Schedules of a search that did not fold Boost's mutexes are called so.
const std::string unfolded = "i.";

class noter : public observer {
 public:
  explicit noter(names& called) : called_{called} {}

  void begin() override { called_.forget(); }
  void announced(thread_id by) override {
    called_.note_announced(by, current_frames());
  }
  void step(const struct step& last) override {
    called_.note_step(last, current_frames());
  }
  void allocation(const void* begin, std::size_t size) override {
    called_.note_allocation(begin, size, current_frames());
  }

 private:
  names& called_;
};

void no_progress() {}

// What the libraries initialise once in the life of a process, they initialise
// here, so that the executions to come are all alike. What belongs to the
// scenario is put back as it was.
void warm_up(scenario_function scenario) {
  options once;
  once.executions = 1;
  search s{once};
  drive(s, scenario, no_progress);
}

}  // namespace

verdict explore(scenario_function scenario, const options& limits,
                void (*progress)()) {
  warm_up(scenario);
  for (;;) {
    search s{limits};
    if (drive(s, scenario, progress)) return s.answer();
  }
}

std::string public_schedule(const std::string& schedule) {
  return folding() ? schedule : unfolded + schedule;
}

played replay(scenario_function scenario, const options& limits,
              const std::string& schedule, names& called) {
  const bool was_unfolded = schedule.rfind(unfolded, 0) == 0;
  if (was_unfolded) unfold();
  warm_up(scenario);
  noter notes{called};
  for (;;) {
    search s{limits,
             was_unfolded ? schedule.substr(unfolded.size()) : schedule};
    if (!drive(s, scenario, no_progress, &notes)) continue;
    called.learn(known_objects());
    return {s.recorded(), s.answer(), s.misfit()};
  }
}

}  // namespace explorer
