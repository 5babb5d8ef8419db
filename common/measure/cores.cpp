#include "measure/cores.hpp"

#ifdef __linux__
#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>
#endif

namespace measure {

#ifdef __linux__
namespace {

// The first of the hardware threads that share a core with this one; itself if
// the system does not say.
int first_of_core(int processor) {
  std::ifstream list{"/sys/devices/system/cpu/cpu" + std::to_string(processor) +
                     "/topology/thread_siblings_list"};
  int first = processor;
  return list >> first ? first : processor;
}

std::vector<int> usable_processors() {
  cpu_set_t usable;
  CPU_ZERO(&usable);
  sched_getaffinity(0, sizeof usable, &usable);
  std::vector<int> all;
  for (int processor = 0; processor < CPU_SETSIZE; ++processor)
    if (CPU_ISSET(processor, &usable)) all.push_back(processor);
  std::stable_partition(all.begin(), all.end(),
                        [](int each) { return first_of_core(each) == each; });
  return all;
}

}  // namespace

void pin_to_core(std::size_t i) {
  static const std::vector<int> processors = usable_processors();
  if (processors.empty()) return;
  cpu_set_t mine;
  CPU_ZERO(&mine);
  CPU_SET(processors[i % processors.size()], &mine);
  pthread_setaffinity_np(pthread_self(), sizeof mine, &mine);
}
#else
void pin_to_core(std::size_t) {}
#endif

}  // namespace measure
