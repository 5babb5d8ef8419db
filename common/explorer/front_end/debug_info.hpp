// What the compiler has noted about the executable: which source lines an
// instruction belongs to, and which variables lie where.
//
// Reads DWARF with libdw (elfutils). Slow: for reports only. Every answer is
// empty where the debugging information is.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace explorer {

// Whether a reader wrote the file: it is none of the system's headers.
inline bool is_readers(const std::string& file) {
  return !file.empty() && !file.starts_with("/usr/");
}

// A call, as the source has it: an inlined one counts.
struct source_frame {
  std::string function;  // without its namespace
  std::string file;      // as the compiler was told, after prefix mapping
  int line = 0;

  bool is_readers() const { return explorer::is_readers(file); }
};

// A machine frame: where it will go on, and the stack that it occupies.
struct machine_frame {
  std::uintptr_t address = 0;
  std::uintptr_t stack_begin = 0;
  std::uintptr_t stack_end = 0;  // the canonical frame address
};

struct variable {
  std::string name;      // "orders.mutex_"
  std::string type;      // its own, without its namespace
  bool is_whole = true;  // the address is where that variable begins
};

// What a new-expression has made.
struct allocated {
  std::string type;  // a class, unqualified
  bool is_array = false;
  std::size_t size = 0;
  auto operator<=>(const allocated&) const = default;
};

class debug_info {
 public:
  // Of the running executable.
  debug_info();
  ~debug_info();

  // The calls around the instruction before `return_address`, innermost first.
  const std::vector<source_frame>& frames_at(std::uintptr_t return_address);

  // The source files, as the compiler was told; some more than once.
  std::vector<std::string> files();

  // The global variable at an address.
  std::optional<variable> global_at(std::uintptr_t address);
  // The local variable at an address within the frame. Of those that share the
  // address at different times, one that is large enough.
  std::optional<variable> local_at(const machine_frame& frame,
                                   std::uintptr_t address,
                                   std::size_t least_size);
  // The member at an offset: ".next", "[3].turn", or empty for the object.
  std::optional<variable> member_at(const allocated& what, std::size_t offset);

 private:
  struct reader;
  std::unique_ptr<reader> reader_;
};

}  // namespace explorer
