// clang rejects it: writing variable 'balance_' requires holding mutex 'mutex_'
#include "shared_state/thread_safety_annotations.hpp"

using thread_safety_annotations::guard, thread_safety_annotations::mutex;

class account {
 public:
  void close() {
    guard{mutex_};
    balance_ = 0;
  }

 private:
  mutex mutex_;
  int balance_ GUARDED_BY(mutex_) = 0;
};
