#include "explorer/front_end/unseen.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <set>
#include <string>

namespace explorer {
namespace {

constexpr std::uintptr_t page = 4096;
constexpr unsigned char breakpoint = 0xcc;

std::set<std::uintptr_t> trapped;

std::string list_name() {
  char path[4096];
  const auto length = readlink("/proc/self/exe", path, sizeof path);
  return std::string(path, length > 0 ? std::size_t(length) : 0) + ".unseen";
}

void set_trap(std::uintptr_t address) {
  auto* begin = reinterpret_cast<void*>(address / page * page);
  mprotect(begin, page, PROT_READ | PROT_WRITE | PROT_EXEC);
  *reinterpret_cast<unsigned char*>(address) = breakpoint;
  mprotect(begin, page, PROT_READ | PROT_EXEC);
  trapped.insert(address);
}

}  // namespace

void trap_unseen_instructions() {
  const auto name = list_name();
  std::ifstream list{name};
  if (!list) throw std::runtime_error(name + " is missing: build again");
  std::uintptr_t address = 0;
  while (list >> std::hex >> address) set_trap(address);
}

bool is_unseen_instruction(const void* address) {
  return trapped.count(reinterpret_cast<std::uintptr_t>(address) - 1) != 0;
}

}  // namespace explorer
