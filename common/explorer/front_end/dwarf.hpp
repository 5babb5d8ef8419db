// What a debugging information entry says, in C++'s words rather than in
// DWARF's.
#pragma once

#include <dwarf.h>
#include <elfutils/libdw.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "explorer/front_end/debug_info.hpp"

namespace explorer {

std::string name_of(Dwarf_Die* die);
// A template's name without its arguments; operators keep their sign.
std::string without_arguments(const std::string& name);
// Calls visit(child) for each child; stops when it returns true.
bool any_child(Dwarf_Die* die, const std::function<bool(Dwarf_Die*)>& visit);
std::optional<Dwarf_Word> number(Dwarf_Die* die, unsigned attribute);
// The type of a variable or member, without names for it and qualifiers.
bool type_of(Dwarf_Die* die, Dwarf_Die* type);
std::size_t size_of(Dwarf_Die* type);
bool is_class(Dwarf_Die* type);

struct member_name {
  std::string path;  // ".next", "[3].turn"
  std::string type;
  bool is_whole = true;
};
// What lies at an offset of an object of that type, which lies `depth` classes
// deep in another.
member_name member_within(Dwarf_Die* type, std::size_t offset, int depth);
// What lies at an address, if it is within the variable that begins there.
std::optional<variable> variable_within(Dwarf_Die* die, std::uintptr_t begin,
                                        std::uintptr_t address);
// The only operation of a location, if it is one alone.
const Dwarf_Op* single_operation(Dwarf_Attribute* attribute, std::uintptr_t pc);

}  // namespace explorer
