// clang rejects it: mutex 'mutex_' is not held on every path through here
#include "shared_state/thread_safety_annotations.hpp"

using thread_safety_annotations::mutex;

class account {
 public:
  bool withdraw(int amount) {
    mutex_.lock();
    if (balance_ < amount) return false;
    balance_ -= amount;
    mutex_.unlock();
    return true;
  }

 private:
  mutex mutex_;
  int balance_ GUARDED_BY(mutex_) = 0;
};
