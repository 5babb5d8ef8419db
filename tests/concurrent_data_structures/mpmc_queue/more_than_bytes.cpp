// Every compiler rejects it: a consumer copies an item before it knows that it won it
#include "concurrent_data_structures/mpmc_queue.hpp"

struct parcel {
  parcel(const parcel& other) : sender{other.sender} {}
  parcel& operator=(const parcel&) = default;
  int sender;
};

constexpr auto size = sizeof(mpmc_queue::bounded_queue<parcel, 8>);
