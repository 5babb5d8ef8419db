#include "explorer/front_end/image.hpp"

#include <link.h>
#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace explorer::image {
namespace {

struct range {
  char* begin = nullptr;
  char* end = nullptr;

  bool holds(const void* address) const {
    return address >= begin && address < end;
  }
};

range code, variables;
std::vector<char> kept;

constexpr std::uintptr_t page = 4096;

int find_ranges(dl_phdr_info* object, std::size_t, void*) {
  range relocated;
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const auto& header = object->dlpi_phdr[i];
    auto* begin = reinterpret_cast<char*>(object->dlpi_addr + header.p_vaddr);
    const range found{begin, begin + header.p_memsz};
    if (header.p_type == PT_GNU_RELRO) relocated = found;
    if (header.p_type != PT_LOAD) continue;
    if ((header.p_flags & PF_X) != 0) code = found;
    if ((header.p_flags & PF_W) != 0) variables = found;
  }
  // The loader has made the head of the writable segment read-only.
  if (variables.holds(relocated.begin)) {
    const auto end = reinterpret_cast<std::uintptr_t>(relocated.end);
    variables.begin = reinterpret_cast<char*>(end / page * page);
  }
  return 1;
}

}  // namespace

void keep() {
  dl_iterate_phdr(find_ranges, nullptr);
  kept.assign(variables.begin, variables.end);
}

void restore() { std::memcpy(variables.begin, kept.data(), kept.size()); }

bool is_code(const void* address) { return code.holds(address); }

std::size_t code_offset(const void* address) {
  return std::size_t(static_cast<const char*>(address) - code.begin);
}

std::size_t code_size() { return std::size_t(code.end - code.begin); }

bool is_variable(const void* address) { return variables.holds(address); }

}  // namespace explorer::image
