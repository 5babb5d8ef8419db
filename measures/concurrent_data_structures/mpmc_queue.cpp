#include "concurrent_data_structures/mpmc_queue.hpp"

#include "hand_over.hpp"
#include "locked_queue.hpp"
#include "measure/measure.hpp"

namespace {

using lockfree_queue = mpmc_queue::bounded_queue<number, places>;

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve(
      {argv + 1, argv + argc},
      {{"1 producer, 1 consumer, room for 1024",
        "ns per item",
        {{"std::queue and std::mutex", hand_over<locked_queue, 1>},
         {"mpmc_queue", hand_over<lockfree_queue, 1>}}},
       {"2 producers, 2 consumers, room for 1024",
        "ns per item",
        {{"std::queue and std::mutex", hand_over<locked_queue, 2>},
         {"mpmc_queue", hand_over<lockfree_queue, 2>}}}});
}
