#include "explorer/front_end/dwarf.hpp"

#include <algorithm>
#include <cstring>

namespace explorer {
namespace {

// The depth of a class inside a class at which a name is long enough.
constexpr int deepest = 8;

// A library's members are none of the reader's business.
bool is_librarys(Dwarf_Die* type) {
  const char* file = dwarf_decl_file(type);
  return file != nullptr && std::strncmp(file, "/usr/", 5) == 0;
}

member_name element_within(Dwarf_Die* array, std::size_t offset, int depth) {
  Dwarf_Die element;
  if (!type_of(array, &element)) return {"", "", offset == 0};
  const auto size = size_of(&element);
  if (size == 0) return {"", "", offset == 0};
  auto inner = member_within(&element, offset % size, depth + 1);
  inner.path = "[" + std::to_string(offset / size) + "]" + inner.path;
  return inner;
}

// std::array is a class of the library's, and its elements are the reader's.
bool is_standard_array(Dwarf_Die* type, Dwarf_Die* elements) {
  return is_class(type) && name_of(type).rfind("array<", 0) == 0 &&
         any_child(type, [&](Dwarf_Die* member) {
           return dwarf_tag(member) == DW_TAG_member &&
                  type_of(member, elements) &&
                  dwarf_tag(elements) == DW_TAG_array_type;
         });
}

}  // namespace

std::string name_of(Dwarf_Die* die) {
  const char* name = dwarf_diename(die);
  return name == nullptr ? "" : name;
}

std::string without_arguments(const std::string& name) {
  const auto sign = name.rfind("operator", 0) == 0
                        ? name.find_first_not_of("<=>", 8)
                        : std::size_t{0};
  auto shown = name.substr(0, name.find('<', sign));
  while (!shown.empty() && shown.back() == ' ') shown.pop_back();
  return shown;
}

bool any_child(Dwarf_Die* die, const std::function<bool(Dwarf_Die*)>& visit) {
  Dwarf_Die child;
  if (dwarf_child(die, &child) != 0) return false;
  do {
    if (visit(&child)) return true;
  } while (dwarf_siblingof(&child, &child) == 0);
  return false;
}

std::optional<Dwarf_Word> number(Dwarf_Die* die, unsigned attribute) {
  Dwarf_Attribute found;
  Dwarf_Word value = 0;
  if (dwarf_attr_integrate(die, attribute, &found) == nullptr ||
      dwarf_formudata(&found, &value) != 0)
    return std::nullopt;
  return value;
}

bool type_of(Dwarf_Die* die, Dwarf_Die* type) {
  Dwarf_Attribute attribute;
  return dwarf_attr_integrate(die, DW_AT_type, &attribute) != nullptr &&
         dwarf_formref_die(&attribute, type) != nullptr &&
         dwarf_peel_type(type, type) == 0;
}

std::size_t size_of(Dwarf_Die* type) {
  Dwarf_Word size = 0;
  return dwarf_aggregate_size(type, &size) == 0 ? size : 0;
}

bool is_class(Dwarf_Die* type) {
  const auto tag = dwarf_tag(type);
  return tag == DW_TAG_structure_type || tag == DW_TAG_class_type ||
         tag == DW_TAG_union_type;
}

member_name member_within(Dwarf_Die* type, std::size_t offset, int depth) {
  if (dwarf_tag(type) == DW_TAG_array_type)
    return element_within(type, offset, depth);
  Dwarf_Die elements;
  if (is_standard_array(type, &elements))
    return element_within(&elements, offset, depth);
  if (!is_class(type) || is_librarys(type) || depth > deepest)
    return {"", name_of(type), offset == 0};
  member_name found{"", name_of(type), offset == 0};
  any_child(type, [&](Dwarf_Die* member) {
    const auto tag = dwarf_tag(member);
    if (tag != DW_TAG_member && tag != DW_TAG_inheritance) return false;
    Dwarf_Die inner;
    const auto begin = number(member, DW_AT_data_member_location);
    if (!type_of(member, &inner)) return false;
    const auto start = begin.value_or(0);
    const auto size = size_of(&inner);
    if (offset < start || offset >= start + size) return false;
    found = member_within(&inner, offset - start, depth + 1);
    if (tag == DW_TAG_member && !name_of(member).empty())
      found.path = "." + name_of(member) + found.path;
    return true;
  });
  return found;
}

std::optional<variable> variable_within(Dwarf_Die* die, std::uintptr_t begin,
                                        std::uintptr_t address) {
  Dwarf_Die type;
  if (address < begin || !type_of(die, &type)) return std::nullopt;
  if (address >= begin + std::max<std::size_t>(size_of(&type), 1))
    return std::nullopt;
  const auto member = member_within(&type, address - begin, 0);
  return variable{name_of(die) + member.path, member.type, member.is_whole};
}

const Dwarf_Op* single_operation(Dwarf_Attribute* attribute,
                                 std::uintptr_t pc) {
  Dwarf_Op* operations = nullptr;
  std::size_t count = 0;
  if (dwarf_getlocation_addr(attribute, pc, &operations, &count, 1) != 1 ||
      count != 1)
    return nullptr;
  return operations;
}

}  // namespace explorer
