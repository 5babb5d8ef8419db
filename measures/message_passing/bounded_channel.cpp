#include "message_passing/bounded_channel.hpp"

#include <boost/thread/concurrent_queues/sync_bounded_queue.hpp>
#include <cstddef>
#include <cstdint>

#include "measure/measure.hpp"
#include "measure/together.hpp"

namespace {

using number = std::uint64_t;

template <std::size_t Capacity>
class our_channel {
 public:
  void send(number item) { items_.send(item); }
  number receive() { return *items_.receive(); }

 private:
  bounded_channel::channel<number> items_{Capacity};
};

template <std::size_t Capacity>
class boosts_queue {
 public:
  void send(number item) { items_.push_back(item); }
  number receive() { return items_.pull_front(); }

 private:
  boost::sync_bounded_queue<number> items_{Capacity};
};

// One thread sends the numbers from 0 on to another, which adds them up.
template <typename Channel>
measure::result hand_over(std::int64_t operations) {
  Channel channel;
  const auto count = static_cast<number>(operations);
  number sum = 0;
  const double seconds = measure::together({
      [&] {
        for (number next = 0; next < count; ++next) channel.send(next);
      },
      [&] {
        for (number received = 0; received < count; ++received)
          sum += channel.receive();
      },
  });
  return measure::timed(seconds, operations, sum);
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve(
      {argv + 1, argv + argc},
      {{"1 sender, 1 receiver",
        "ns per item",
        {{"bounded_channel, room for 1", hand_over<our_channel<1>>},
         {"bounded_channel, room for 16", hand_over<our_channel<16>>},
         {"bounded_channel, room for 1024", hand_over<our_channel<1024>>},
         {"boost::sync_bounded_queue, 1", hand_over<boosts_queue<1>>},
         {"boost::sync_bounded_queue, 16", hand_over<boosts_queue<16>>},
         {"boost::sync_bounded_queue, 1024", hand_over<boosts_queue<1024>>}}}});
}
