#include "explorer/front_end/imports.hpp"

#include <dlfcn.h>
#include <link.h>
#include <sys/mman.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "explorer/front_end/runtime.hpp"

namespace explorer {
namespace {

void enter_tbb() {
  const unwatched guard;
  give_up("what oneTBB's library does");
}

void read_from_stream() {
  const unwatched guard;
  give_up("input from a stream");
}

bool begins(std::string_view name, std::string_view with) {
  return name.substr(0, with.size()) == with;
}

// Members of std::istream but for constructors and destructors, the operators
// >> and getline().
bool is_input(std::string_view name) {
  return begins(name, "_ZStrsI") || begins(name, "_ZSt7getline") ||
         (begins(name, "_ZNSi") && !begins(name, "_ZNSiC") &&
          !begins(name, "_ZNSiD"));
}

// Memory and exceptions are those of every library.
bool is_harmless(std::string_view name) {
  return name.find("allocate") != name.npos ||
         name.find("throw_exception") != name.npos;
}

bool is_in_tbb(const void* code) {
  Dl_info found;
  return dladdr(code, &found) != 0 && found.dli_fname != nullptr &&
         std::strstr(found.dli_fname, "/libtbb") != nullptr;
}

using stub = void (*)();

stub stand_in(std::string_view name, const void* code) {
  if (is_input(name)) return read_from_stream;
  return is_in_tbb(code) && !is_harmless(name) ? enter_tbb : nullptr;
}

// The loader has made the table read-only.
void overwrite(stub* slot, stub with) {
  constexpr std::uintptr_t page = 4096;
  auto* begin = reinterpret_cast<void*>(reinterpret_cast<std::uintptr_t>(slot) /
                                        page * page);
  mprotect(begin, page, PROT_READ | PROT_WRITE);
  *slot = with;
  mprotect(begin, page, PROT_READ);
}

// What the loader knows of the executable's imports.
class import_table {
 public:
  explicit import_table(const ElfW(Dyn) * first) {
    for (const auto* entry = first; entry->d_tag != DT_NULL; ++entry)
      if (std::size_t(entry->d_tag) < entries_.size())
        entries_[std::size_t(entry->d_tag)] = entry->d_un.d_ptr;
  }

  // Every import was bound when the program started (-z now).
  void redirect() const {
    redirect(DT_JMPREL, DT_PLTRELSZ);
    redirect(DT_RELA, DT_RELASZ);
  }

 private:
  template <typename Entry>
  const Entry* at(int tag) const {
    return reinterpret_cast<const Entry*>(entries_[std::size_t(tag)]);
  }

  void redirect(int table, int bytes) const {
    const auto* first = at<ElfW(Rela)>(table);
    const auto count = entries_[std::size_t(bytes)] / sizeof(ElfW(Rela));
    for (std::size_t i = 0; i < count; ++i) redirect(first[i]);
  }

  void redirect(const ElfW(Rela) & import) const {
    const auto how = ELF64_R_TYPE(import.r_info);
    if (how != R_X86_64_JUMP_SLOT && how != R_X86_64_GLOB_DAT) return;
    const auto& symbol = at<ElfW(Sym)>(DT_SYMTAB)[ELF64_R_SYM(import.r_info)];
    auto* slot = reinterpret_cast<stub*>(import.r_offset);
    if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC || *slot == nullptr) return;
    const auto instead = stand_in(at<char>(DT_STRTAB) + symbol.st_name,
                                  reinterpret_cast<const void*>(*slot));
    if (instead != nullptr) overwrite(slot, instead);
  }

  std::array<std::uintptr_t, DT_JMPREL + 1> entries_{};
};

int redirect_first(dl_phdr_info* object, std::size_t, void*) {
  for (int i = 0; i < object->dlpi_phnum; ++i)
    if (object->dlpi_phdr[i].p_type == PT_DYNAMIC)
      import_table{reinterpret_cast<const ElfW(Dyn)*>(
                       object->dlpi_addr + object->dlpi_phdr[i].p_vaddr)}
          .redirect();
  return 1;
}

}  // namespace

void redirect_unseen_imports() { dl_iterate_phdr(redirect_first, nullptr); }

}  // namespace explorer
