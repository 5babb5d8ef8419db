// clang rejects it: cannot call function 'balance' while mutex 'mutex_' is held
#include "shared_state/thread_safety_annotations.hpp"

using thread_safety_annotations::guard, thread_safety_annotations::mutex;

class account {
 public:
  int balance() EXCLUDES(mutex_) {
    guard lock{mutex_};
    return balance_;
  }
  void add_interest() {
    guard lock{mutex_};
    balance_ += balance() / 10;
  }

 private:
  mutex mutex_;
  int balance_ GUARDED_BY(mutex_) = 0;
};
