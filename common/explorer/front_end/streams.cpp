// Output to a stream happens inside the standard library, where the compiler
// has put no callbacks: whoever writes to a stream changes its buffer. The
// standard streams are the exception that the language makes.
#include <iostream>
#include <ostream>
#include <sstream>
#include <string>

#include "explorer/front_end/intercept.hpp"
#include "explorer/front_end/runtime.hpp"

namespace explorer {
namespace {

bool is_standard(const std::streambuf* buffer) {
  return buffer == std::cout.rdbuf() || buffer == std::cerr.rdbuf() ||
         buffer == std::clog.rdbuf();
}

// The buffer's first pointer stands for all that it holds.
void touch_buffer(kind what, const std::streambuf* buffer, const void* caller) {
  if (!watching() || buffer == nullptr || is_standard(buffer)) return;
  touch(what, reinterpret_cast<const char*>(buffer) + sizeof(void*),
        sizeof(void*), caller);
}

}  // namespace
}  // namespace explorer

#define EXPLORER_OUTPUT(name, symbol, parameters, arguments)                   \
  __attribute__((visibility("default"), used)) std::ostream& name(             \
      std::ostream& out EXPLORER_UNPACK parameters) asm(symbol);               \
  std::ostream& name(std::ostream& out EXPLORER_UNPACK parameters) {           \
    using function = std::ostream&(std::ostream & EXPLORER_UNPACK parameters); \
    static auto* const real = explorer::hidden<function>(symbol);              \
    explorer::touch_buffer(explorer::kind::write, out.rdbuf(),                 \
                           EXPLORER_CALLER);                                   \
    return real(out EXPLORER_UNPACK arguments);                                \
  }
#define EXPLORER_UNPACK(...) , __VA_ARGS__

EXPLORER_OUTPUT(insert_text,
                "_ZSt16__ostream_insertIcSt11char_traitsIcEERSt13basic_"
                "ostreamIT_T0_ES6_PKS3_l",
                (const char* text, std::streamsize size), (text, size))
EXPLORER_OUTPUT(insert_bool, "_ZNSo9_M_insertIbEERSoT_", (bool value), (value))
EXPLORER_OUTPUT(insert_long, "_ZNSo9_M_insertIlEERSoT_", (long value), (value))
EXPLORER_OUTPUT(insert_unsigned_long, "_ZNSo9_M_insertImEERSoT_",
                (unsigned long value), (value))
EXPLORER_OUTPUT(insert_double, "_ZNSo9_M_insertIdEERSoT_", (double value),
                (value))
EXPLORER_OUTPUT(insert_pointer, "_ZNSo9_M_insertIPKvEERSoT_",
                (const void* value), (value))
EXPLORER_OUTPUT(insert_int, "_ZNSolsEi", (int value), (value))
EXPLORER_OUTPUT(insert_short, "_ZNSolsEs", (short value), (value))
EXPLORER_OUTPUT(put, "_ZNSo3putEc", (char value), (value))
EXPLORER_OUTPUT(write, "_ZNSo5writeEPKcl",
                (const char* text, std::streamsize size), (text, size))

__attribute__((visibility("default"), used)) std::string
text_of(const std::stringbuf& buffer) asm(
    "_ZNKSt7__cxx1115basic_stringbufIcSt11char"
    "_traitsIcESaIcEE3strEv");
std::string text_of(const std::stringbuf& buffer) {
  static auto* const real =
      explorer::hidden<std::string(const std::stringbuf&)>(
          "_ZNKSt7__cxx1115basic_stringbufIcSt11char_traitsIcESaIcEE3strEv");
  explorer::touch_buffer(explorer::kind::read, &buffer, EXPLORER_CALLER);
  return real(buffer);
}
