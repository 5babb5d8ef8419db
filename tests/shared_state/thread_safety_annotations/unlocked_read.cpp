// clang rejects it: reading variable 'balance_' requires holding mutex 'mutex_'
#include "shared_state/thread_safety_annotations.hpp"

using thread_safety_annotations::guard, thread_safety_annotations::mutex;

class account {
 public:
  void pay_in(int amount) {
    guard lock{mutex_};
    balance_ += amount;
  }
  int balance() { return balance_; }

 private:
  mutex mutex_;
  int balance_ GUARDED_BY(mutex_) = 0;
};
