// What the channel promises when the machine fails.
#include "message_passing/fast_channel.hpp"

#include <boost/chrono/duration.hpp>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <latch>
#include <optional>
#include <sstream>

#include "catch.hpp"
#include "faults.hpp"

using fast_channel::channel;

TEST_CASE("fast_channel: without memory there is no channel.") {
  const auto use = [] {
    channel<int> items{8};
    items.send(1);
  };
  CHECK(faults::run_out_of_memory_everywhere(use) > 0);
}

TEST_CASE("fast_channel: ten million items need no memory but the ring.") {
  channel<int> items{8};
  const faults::no_memory_from here_on{1};
  int lost = 0;
  for (int item = 0; item < faults::many; ++item) {
    items.send(int{item});
    if (items.receive() != item) ++lost;
  }
  CHECK(lost == 0);
}

TEST_CASE("fast_channel: waiting needs no memory.") {
  channel<int> items{1, fast_channel::spinning::none};
  std::optional<int> received;
  {
    std::latch begun{1};
    boost::scoped_thread<> receiver{[&] {
      begun.count_down();
      received = items.receive();
    }};
    begun.wait();
    const faults::no_memory_from here_on{1};
    boost::this_thread::sleep_for(boost::chrono::milliseconds{20});
    items.send(7);
    boost::this_thread::sleep_for(boost::chrono::milliseconds{20});
  }
  CHECK(received == 7);
}

TEST_CASE("fast_channel: a run that is refused a thread says so and ends.") {
  const auto run = [] {
    std::ostringstream out;
    fast_channel::run(out, 20, 2, 2, 5);
  };
  CHECK(faults::refuse_threads_everywhere(run) > 0);
}
