// What a program prints, made fit for JSON.
#pragma once

#include <string>
#include <string_view>

namespace book_server {

// Cuts a stream of bytes where no character of UTF-8 is cut in two.
class whole_characters {
 public:
  // What of the bytes so far can be passed on. A character of which more bytes
  // are to come is kept for the next call.
  std::string take(std::string_view bytes);

  // The bytes of a character that never became whole.
  std::string rest();

 private:
  std::string kept_;
};

}  // namespace book_server
