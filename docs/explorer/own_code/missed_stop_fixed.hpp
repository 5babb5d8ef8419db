// A pool tells its worker to leave, and waits until it has left.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace missed_stop_fixed {

class pool {
 public:
  ~pool() {
    {
      const std::scoped_lock lock{tasks_};
      running_ = false;
    }
    work_.notify_all();
    worker_.join();
  }

 private:
  void run() {
    std::unique_lock lock{tasks_};
    work_.wait(lock, [this] { return !running_; });
  }

  std::mutex tasks_;
  std::condition_variable work_;
  std::atomic<bool> running_{true};
  std::thread worker_{[this] { run(); }};
};

inline void scenario() { pool one_worker; }

}  // namespace missed_stop_fixed
