// Every compiler rejects it: until the first publish() the consumer looks at a T{}
#include "concurrent_data_structures/triple_buffer.hpp"

struct picture {
  explicit picture(int pixels);
};

constexpr auto size = sizeof(triple_buffer::buffer<picture>);
