// clang rejects it: calling function 'book' requires holding mutex 'mutex_'
#include "shared_state/thread_safety_annotations.hpp"

using thread_safety_annotations::mutex;

class account {
 public:
  void pay_in(int amount) { book(amount); }

 private:
  void book(int amount) REQUIRES(mutex_) { balance_ += amount; }

  mutex mutex_;
  int balance_ GUARDED_BY(mutex_) = 0;
};
