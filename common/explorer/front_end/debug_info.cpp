#include "explorer/front_end/debug_info.hpp"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <utility>

#include "explorer/front_end/dwarf.hpp"

namespace explorer {

struct debug_info::reader {
  int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  Dwarf* data = dwarf_begin(file, DWARF_C_READ);
  struct local {
    Dwarf_Die die{};
    bool is_from_begin = false;  // of the frame, else from its end
    std::uintptr_t offset = 0;
    std::uintptr_t begin(const machine_frame& frame) const {
      return (is_from_begin ? frame.stack_begin : frame.stack_end) + offset;
    }
  };
  struct function {
    std::uintptr_t end = 0;
    Dwarf_Die die{};
  };
  std::map<std::uintptr_t, function> functions{};  // by where they begin
  std::map<std::uintptr_t, Dwarf_Die> globals{};
  std::map<allocated, std::optional<Dwarf_Die>> classes{};
  std::map<std::uintptr_t, std::vector<source_frame>> frames{};
  std::map<std::uintptr_t, std::vector<local>> locals{};

  reader() = default;
  ~reader() {
    dwarf_end(data);
    close(file);
  }
  reader(const reader&) = delete;
  reader& operator=(const reader&) = delete;

  bool each_unit(const std::function<bool(Dwarf_Die*)>& visit) const {
    Dwarf_CU* unit = nullptr;
    Dwarf_Die top;
    while (data != nullptr && dwarf_get_units(data, unit, &unit, nullptr,
                                              nullptr, &top, nullptr) == 0)
      if (visit(&top)) return true;
    return false;
  }

  // Finds every function once: libdw looks through a whole unit for each
  // instruction.
  void read_functions(Dwarf_Die* scope) {
    any_child(scope, [&](Dwarf_Die* die) {
      Dwarf_Addr begin = 0;
      Dwarf_Addr end = 0;
      const auto tag = dwarf_tag(die);
      const bool is_function = tag == DW_TAG_subprogram;
      if (is_function && dwarf_lowpc(die, &begin) == 0 &&
          dwarf_highpc(die, &end) == 0)
        functions[begin] = {end, *die};
      // A lambda's own function stands in a class within the function.
      if (is_function || tag == DW_TAG_namespace ||
          tag == DW_TAG_lexical_block ||
          (is_class(die) && dwarf_tag(scope) != DW_TAG_namespace &&
           dwarf_tag(scope) != DW_TAG_compile_unit))
        read_functions(die);
      return false;
    });
  }

  // The function around an instruction, and the scopes within it that hold the
  // instruction, innermost first.
  std::vector<Dwarf_Die> scopes_at(std::uintptr_t pc) {
    if (functions.empty())
      each_unit([&](Dwarf_Die* unit) {
        read_functions(unit);
        return false;
      });
    std::vector<Dwarf_Die> result;
    auto at = functions.upper_bound(pc);
    if (at == functions.begin() || pc >= (--at)->second.end) return result;
    result.push_back(at->second.die);
    const auto descend = [&](Dwarf_Die* die) {
      const auto tag = dwarf_tag(die);
      if ((tag != DW_TAG_lexical_block && tag != DW_TAG_inlined_subroutine) ||
          dwarf_haspc(die, pc) != 1)
        return false;
      result.push_back(*die);
      return true;
    };
    for (auto scope = result.back(); any_child(&scope, descend);)
      scope = result.back();
    std::reverse(result.begin(), result.end());
    return result;
  }

  // A compiler that ran elsewhere may have been told "../chapters/...".
  static std::string located(const char* path, Dwarf_Die* unit) {
    if (path == nullptr) return "";
    const std::string name = path;
    if (name.rfind("../", 0) != 0) return name;
    Dwarf_Attribute attribute;
    const char* folder =
        dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &attribute));
    if (folder == nullptr) return name;
    return (std::filesystem::path(folder) / name).lexically_normal();
  }

  std::vector<source_frame> read_frames(std::uintptr_t pc) {
    auto scopes = scopes_at(pc);
    if (scopes.empty()) return {};
    Dwarf_Die unit;
    dwarf_diecu(&scopes.back(), &unit, nullptr, nullptr);
    source_frame here;
    if (auto* line = dwarf_getsrc_die(&unit, pc)) {
      here.file = located(dwarf_linesrc(line, nullptr, nullptr), &unit);
      dwarf_lineno(line, &here.line);
    }
    Dwarf_Files* files = nullptr;
    std::size_t file_count = 0;
    dwarf_getsrcfiles(&unit, &files, &file_count);
    std::vector<source_frame> result;
    for (auto& scope : scopes) {
      const auto tag = dwarf_tag(&scope);
      if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_subprogram)
        continue;
      here.function = without_arguments(name_of(&scope));
      result.push_back(here);
      if (tag == DW_TAG_subprogram) break;
      const auto file_number = number(&scope, DW_AT_call_file);
      const char* path =
          file_number ? dwarf_filesrc(files, *file_number, nullptr, nullptr)
                      : nullptr;
      here.file = located(path, &unit);
      here.line = int(number(&scope, DW_AT_call_line).value_or(0));
    }
    return result;
  }

  // Looks through namespaces and functions for static storage.
  void read_globals(Dwarf_Die* scope) {
    any_child(scope, [&](Dwarf_Die* die) {
      Dwarf_Attribute location;
      if (dwarf_tag(die) == DW_TAG_variable &&
          dwarf_attr(die, DW_AT_location, &location) != nullptr) {
        const auto* operation = single_operation(&location, 0);
        if (operation != nullptr && operation->atom == DW_OP_addr)
          globals[operation->number] = *die;
      } else if (dwarf_haschildren(die) && !is_class(die)) {
        read_globals(die);
      }
      return false;
    });
  }

  // From the canonical frame address.
  static std::uintptr_t frame_base(Dwarf_Die* function, std::uintptr_t pc) {
    Dwarf_Attribute attribute;
    if (dwarf_attr_integrate(function, DW_AT_frame_base, &attribute) == nullptr)
      return 0;
    const auto* operation = single_operation(&attribute, pc);
    // Compiled with frame pointers: rbp is two words below.
    const bool is_frame_pointer =
        operation != nullptr &&
        (operation->atom == DW_OP_breg6 || operation->atom == DW_OP_reg6);
    return is_frame_pointer ? operation->number - 16 : 0;
  }

  // The local variables that lie in the frame, seen from the instruction.
  void read_locals(Dwarf_Die* scope, std::uintptr_t pc, std::uintptr_t base,
                   std::vector<local>& found) const {
    any_child(scope, [&](Dwarf_Die* die) {
      const auto tag = dwarf_tag(die);
      Dwarf_Attribute location;
      if ((tag == DW_TAG_variable || tag == DW_TAG_formal_parameter) &&
          dwarf_attr(die, DW_AT_location, &location) != nullptr) {
        const auto* operation = single_operation(&location, pc);
        if (operation != nullptr && operation->atom == DW_OP_fbreg)
          found.push_back({*die, false, base + operation->number});
        // Where a variable needs more alignment than the stack has, g++ counts
        // from rsp.
        if (operation != nullptr && operation->atom == DW_OP_breg7)
          found.push_back({*die, true, operation->number});
      } else if (tag == DW_TAG_lexical_block ||
                 tag == DW_TAG_inlined_subroutine) {
        read_locals(die, pc, base, found);
      }
      return false;
    });
  }

  const std::vector<local>& locals_at(std::uintptr_t pc) {
    const auto [at, is_new] = locals.try_emplace(pc);
    if (!is_new || data == nullptr) return at->second;
    auto scopes = scopes_at(pc);
    if (!scopes.empty())
      read_locals(&scopes.back(), pc, frame_base(&scopes.back(), pc),
                  at->second);
    return at->second;
  }

  bool find_class(Dwarf_Die* scope, const allocated& what,
                  Dwarf_Die* found) const {
    return any_child(scope, [&](Dwarf_Die* die) {
      if (is_class(die) && name_of(die).rfind(what.type, 0) == 0 &&
          fits(what, number(die, DW_AT_byte_size).value_or(0))) {
        *found = *die;
        return true;
      }
      return dwarf_haschildren(die) != 0 && find_class(die, what, found);
    });
  }

  // An array may begin with the number of its elements.
  static bool fits(const allocated& what, std::size_t element) {
    if (!what.is_array) return element == what.size;
    return element > 0 && (what.size % element == 0 ||
                           what.size % element == sizeof(std::size_t));
  }
};

debug_info::debug_info() : reader_{std::make_unique<reader>()} {}
debug_info::~debug_info() = default;

const std::vector<source_frame>& debug_info::frames_at(
    std::uintptr_t return_address) {
  const auto [at, is_new] = reader_->frames.try_emplace(return_address);
  if (is_new && reader_->data != nullptr)
    at->second = reader_->read_frames(return_address - 1);
  return at->second;
}

std::vector<std::string> debug_info::files() {
  std::vector<std::string> paths;
  reader_->each_unit([&](Dwarf_Die* unit) {
    Dwarf_Files* files = nullptr;
    std::size_t count = 0;
    if (dwarf_getsrcfiles(unit, &files, &count) != 0) return false;
    for (std::size_t i = 0; i < count; ++i) {
      const char* path = dwarf_filesrc(files, i, nullptr, nullptr);
      if (path != nullptr) paths.emplace_back(path);
    }
    return false;
  });
  return paths;
}

std::optional<variable> debug_info::global_at(std::uintptr_t address) {
  if (reader_->globals.empty())
    reader_->each_unit([&](Dwarf_Die* unit) {
      reader_->read_globals(unit);
      return false;
    });
  auto at = reader_->globals.upper_bound(address);
  if (at == reader_->globals.begin()) return std::nullopt;
  --at;
  return variable_within(&at->second, at->first, address);
}

std::optional<variable> debug_info::local_at(const machine_frame& frame,
                                             std::uintptr_t address,
                                             std::size_t least_size) {
  if (address < frame.stack_begin || address >= frame.stack_end)
    return std::nullopt;
  for (auto local : reader_->locals_at(frame.address - 1)) {
    Dwarf_Die type;
    if (!type_of(&local.die, &type) || size_of(&type) < least_size) continue;
    if (auto found = variable_within(&local.die, local.begin(frame), address);
        found && !found->name.empty())
      return found;
  }
  return std::nullopt;
}

std::optional<variable> debug_info::member_at(const allocated& what,
                                              std::size_t offset) {
  const auto inserted = reader_->classes.try_emplace(what);
  auto& known = inserted.first->second;
  if (inserted.second)
    reader_->each_unit([&](Dwarf_Die* unit) {
      Dwarf_Die found;
      if (!reader_->find_class(unit, what, &found)) return false;
      known = found;
      return true;
    });
  if (!known) return std::nullopt;
  if (!what.is_array) {
    const auto member = member_within(&*known, offset, 0);
    return variable{member.path, member.type, member.is_whole};
  }
  const auto element = number(&*known, DW_AT_byte_size).value_or(1);
  const auto count_before = what.size % element;
  if (offset < count_before) return std::nullopt;
  const auto place = offset - count_before;
  const auto member = member_within(&*known, place % element, 0);
  return variable{"[" + std::to_string(place / element) + "]" + member.path,
                  member.type, member.is_whole};
}

}  // namespace explorer
