// Interruption of Boost's threads. The first one ends the folding of Boost's
// mutexes (see locks.cpp): from then on its real code does what it does, with
// every one of its mutexes visible.
#include <boost/thread/thread_only.hpp>

#include "explorer/front_end/intercept.hpp"
#include "explorer/front_end/runtime.hpp"

__attribute__((visibility("default"))) void boost::thread::interrupt() {
  static auto* const real =
      explorer::hidden<void(boost::thread*)>("_ZN5boost6thread9interruptEv");
  if (explorer::watching() && explorer::folding()) explorer::stop_folding();
  real(this);
}
