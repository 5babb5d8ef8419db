// Runs the bodies at the same time, each on a thread of its own, and returns
// when all of them have ended.
#pragma once

#include <boost/thread/thread.hpp>
#include <utility>

template <typename Thread = boost::thread, typename... Body>
void together(Body... bodies) {
  Thread threads[] = {Thread{std::move(bodies)}...};
  for (auto& thread : threads) thread.join();
}
