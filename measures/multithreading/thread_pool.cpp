#include "multithreading/thread_pool.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/thread/executors/basic_thread_pool.hpp>
#include <boost/thread/future.hpp>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "measure/measure.hpp"
#include "measure/together.hpp"

namespace {

constexpr int threads = 2;

class our_pool {
 public:
  template <typename Work>
  void post(Work work) {
    threads_.post(std::move(work));
  }

  template <typename Work>
  auto submit(Work work) {
    return threads_.submit(std::move(work));
  }

 private:
  thread_pool::pool threads_{threads};
};

// ANCHOR: others
// Its destructor interrupts the tasks. Hence the two calls before.
class boosts_pool {
 public:
  ~boosts_pool() {
    threads_.close();
    threads_.join();
  }

  template <typename Work>
  void post(Work work) {
    threads_.submit(std::move(work));
  }

  template <typename Work>
  auto submit(Work work) {
    return boost::async(threads_, std::move(work));
  }

 private:
  boost::basic_thread_pool threads_{threads};
};

// Its destructor throws away the tasks that nobody has begun. Hence join().
class asios_pool {
 public:
  ~asios_pool() { threads_.join(); }

  template <typename Work>
  void post(Work work) {
    boost::asio::post(threads_, std::move(work));
  }

  template <typename Work>
  auto submit(Work work) {
    return boost::asio::post(threads_,
                             boost::asio::use_future(std::move(work)));
  }

 private:
  boost::asio::thread_pool threads_{threads};
};
// ANCHOR_END: others

// Posts tasks that count. The time ends when all are done.
template <typename Pool>
measure::result posted(std::int64_t tasks) {
  std::atomic<std::uint64_t> done = 0;
  const double seconds = measure::seconds([&] {
    Pool pool;
    for (std::int64_t task = 0; task < tasks; ++task)
      pool.post([&] { done.fetch_add(1, std::memory_order_relaxed); });
  });
  return measure::timed(seconds, tasks, done.load(std::memory_order_relaxed));
}

// Submits tasks in portions and adds up what they return.
template <typename Pool>
measure::result answered(std::int64_t tasks) {
  constexpr std::size_t portion = 256;
  std::uint64_t sum = 0;
  const double seconds = measure::seconds([&] {
    Pool pool;
    std::vector<decltype(pool.submit([] { return std::int64_t{}; }))> answers;
    answers.reserve(portion);
    for (std::int64_t task = 0; task < tasks;) {
      for (; answers.size() < portion && task < tasks; ++task)
        answers.push_back(pool.submit([task] { return task; }));
      for (auto& answer : answers) sum += answer.get();
      answers.clear();
    }
  });
  return measure::timed(seconds, tasks, sum);
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve({argv + 1, argv + argc},
                        {{"2 threads, tasks without an answer",
                          "ns per task",
                          {{"boost::basic_thread_pool", posted<boosts_pool>},
                           {"boost::asio::thread_pool", posted<asios_pool>},
                           {"thread_pool", posted<our_pool>}}},
                         {"2 threads, tasks with an answer, 256 at a time",
                          "ns per task",
                          {{"boost::basic_thread_pool", answered<boosts_pool>},
                           {"boost::asio::thread_pool", answered<asios_pool>},
                           {"thread_pool", answered<our_pool>}}}});
}
