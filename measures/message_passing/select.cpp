#include "message_passing/select.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "measure/measure.hpp"
#include "measure/together.hpp"

namespace {

using number = std::uint64_t;

struct channel : fast_channel::channel<number> {
  channel() : fast_channel::channel<number>{1024} {}
};

// One thread sends the numbers from 0 on, to each channel in turn; `receive`
// gets them, `count` of them, and returns their sum.
template <std::size_t Channels, typename Receive>
measure::result deal_out(std::int64_t operations, Receive receive) {
  std::array<channel, Channels> channels;
  const auto count = static_cast<number>(operations);
  number sum = 0;
  const double seconds = measure::together({
      [&] {
        for (number next = 0; next < count; ++next)
          channels[next % Channels].send(number{next});
      },
      [&] { sum = receive(channels, count); },
  });
  return measure::timed(seconds, operations, sum);
}

template <std::size_t Channels>
measure::result select_from(std::int64_t operations) {
  const auto receive = [](auto& channels, number count) {
    selecting::selector next;
    number sum = 0;
    const auto add = [&](std::optional<number> item) { sum += *item; };
    const auto one = [&]<std::size_t... I>(std::index_sequence<I...>) {
      next.first_of(selecting::receive(channels[I], add)...);
    };
    for (number received = 0; received < count; ++received)
      one(std::make_index_sequence<Channels>{});
    return sum;
  };
  return deal_out<Channels>(operations, receive);
}

measure::result receive_from_one(std::int64_t operations) {
  const auto receive = [](auto& channels, number count) {
    number sum = 0;
    for (number received = 0; received < count; ++received)
      sum += *channels.front().receive();
    return sum;
  };
  return deal_out<1>(operations, receive);
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve({argv + 1, argv + argc},
                        {{"1 sender, channels in turn, 1 receiver",
                          "ns per item",
                          {{"select from 2 channels", select_from<2>},
                           {"select from 4 channels", select_from<4>},
                           {"select from 1 channel", select_from<1>},
                           {"receive from 1 channel", receive_from_one}}}});
}
