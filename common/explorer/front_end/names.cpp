#include "explorer/front_end/names.hpp"

#include <cxxabi.h>
#include <dlfcn.h>
#include <pthread.h>
#include <unwind.h>

#include <algorithm>
#include <bit>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "explorer/front_end/fiber.hpp"
#include "explorer/front_end/heap.hpp"
#include "explorer/front_end/image.hpp"
#include "explorer/front_end/intercept.hpp"
#include "explorer/front_end/recording.hpp"

namespace explorer {
namespace {

_Unwind_Reason_Code note_frame(_Unwind_Context* context, void* result) {
  auto& frames = *static_cast<std::vector<machine_frame>*>(result);
  const std::uintptr_t stack = _Unwind_GetCFA(context);
  if (!frames.empty()) frames.back().stack_end = stack;
  frames.push_back({_Unwind_GetIP(context), stack, stack});
  constexpr std::size_t deepest = 200;
  return frames.size() < deepest ? _URC_NO_REASON : _URC_END_OF_STACK;
}

std::string base_name(const std::string& path) {
  return path.substr(path.find_last_of('/') + 1);
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

bool is_word(char c) { return std::isalnum(c) != 0 || c == '_'; }

// The class in "new node{...}" or "std::make_unique<node[]>(...)".
allocated allocated_type(const std::string& line) {
  for (const std::string before :
       {"new ", "make_unique<", "make_shared<", "new ("}) {
    const auto at = line.find(before);
    if (at == std::string::npos) continue;
    auto begin = at + before.size();
    auto end = begin;
    while (end < line.size() && (is_word(line[end]) || line[end] == ':')) ++end;
    const auto scope = line.rfind("::", end);
    if (scope != std::string::npos && scope >= begin) begin = scope + 2;
    if (end > begin)
      return {line.substr(begin, end - begin), line.substr(end, 1) == "["};
  }
  return {};
}

const char* kind_name(object_kind what) {
  switch (what) {
    case object_kind::lock:
      return "mutex";
    case object_kind::condition:
      return "condition variable";
    case object_kind::semaphore:
      return "semaphore";
    case object_kind::once:
      return "once flag";
    case object_kind::block:
      return "block";
    default:
      return "value";
  }
}

// Smaller variables cannot be, nor hold, such an object.
std::size_t least_size(object_kind what) {
  if (what == object_kind::lock) return sizeof(pthread_mutex_t);
  if (what == object_kind::condition) return sizeof(pthread_cond_t);
  return 1;
}

// The function of another library, without its namespaces and arguments.
std::string exported_function(const void* code) {
  Dl_info found;
  if (dladdr(code, &found) == 0 || found.dli_sname == nullptr)
    return "a library's function";
  int status = 0;
  char* readable =
      abi::__cxa_demangle(found.dli_sname, nullptr, nullptr, &status);
  std::string name = status == 0 ? readable : found.dli_sname;
  std::free(readable);
  name = name.substr(0, name.find_first_of("(<"));
  const auto scope = name.rfind("::");
  return scope == std::string::npos ? name : name.substr(scope + 2);
}

}  // namespace

std::vector<machine_frame> current_frames() {
  std::vector<machine_frame> frames;
  _Unwind_Backtrace(note_frame, &frames);
  // The runtime's own frames come first; the scenario has not seen them.
  const auto* const runtime =
      library_of(reinterpret_cast<const void*>(&current_frames));
  const auto first = std::find_if(
      frames.begin(), frames.end(), [&](const machine_frame& frame) {
        return library_of(reinterpret_cast<const void*>(frame.address)) !=
               runtime;
      });
  frames.erase(frames.begin(), first);
  return frames;
}

names::names(std::string source_directory)
    : source_directory_{std::move(source_directory)} {}

void names::note_announced(thread_id by,
                           const std::vector<machine_frame>& frames) {
  announced_[by] = line_at(frames);
}

void names::note_step(const step& what, std::vector<machine_frame> frames) {
  sites_.try_emplace(what.what.site, line_at(frames));
  for (const auto& frame : frames)
    frames_[{frame.address, frame.stack_end}] = {frame, steps_.size()};
  steps_.push_back(std::move(frames));
}

void names::note_allocation(const void* begin, std::size_t size,
                            std::vector<machine_frame> frames) {
  const auto line = line_at(frames);
  auto made = allocated_type(line.text);
  made.size = size;
  const auto number = std::count_if(
      allocations_.begin(), allocations_.end(),
      [&](const allocation& other) { return other.made.type == made.type; });
  allocations_.push_back({reinterpret_cast<std::uintptr_t>(begin),
                          std::move(made), int(number) + 1});
}

void names::forget() {
  steps_.clear();
  frames_.clear();
  allocations_.clear();
  sites_.clear();
  announced_ = {};
}

void names::learn(const std::vector<known_object>& objects) {
  objects_ = objects;
  variables_.clear();
  invented_names_.clear();
  invented_.clear();
}

const variable& names::readers_variable(const known_object& what) const {
  const auto [at, is_new] = variables_.try_emplace({what.what, what.address});
  if (is_new && what.address != nullptr) at->second = find(what);
  return at->second;
}

std::string names::any_name(const known_object& what) const {
  const auto& name = readers_variable(what).name;
  if (!name.empty()) return name;
  const auto [at, is_new] =
      invented_names_.try_emplace({what.what, what.address});
  if (is_new)
    at->second =
        kind_name(what.what) + (" " + std::to_string(++invented_[what.what]));
  return at->second;
}

std::string names::object(object_id which) const {
  return which < objects_.size() ? any_name(objects_[which]) : "?";
}

std::string names::bytes(object_id location, std::uint8_t mask) const {
  if (location >= objects_.size()) return "?";
  auto what = objects_[location];
  const auto cell =
      reinterpret_cast<std::uintptr_t>(what.address) & ~std::uintptr_t{7};
  what.address = reinterpret_cast<const void*>(
      cell + std::uintptr_t(std::countr_zero(mask)) % 8);
  return any_name(what);
}

const variable& names::readers_variable(object_id which) const {
  static const variable nothing{"", "", false};
  return which < objects_.size() ? readers_variable(objects_[which]) : nothing;
}

source_line names::site(site_id which) const {
  const auto at = sites_.find(which);
  if (at != sites_.end()) return at->second;
  return line_at({{reinterpret_cast<std::uintptr_t>(code_of(which)), 0, 0}});
}

source_line names::waits_at(thread_id which, site_id in) const {
  return announced_[which].line > 0 ? announced_[which] : site(in);
}

std::string names::call(std::uint64_t which) const {
  return recorded_call(which);
}

std::string names::returned(std::uint64_t which) const {
  return recorded_return(which);
}

source_line names::line_of(std::size_t step) const {
  return step < steps_.size() ? line_at(steps_[step]) : source_line{};
}

std::string names::library_call(std::size_t step) const {
  std::string called;
  if (step >= steps_.size()) return called;
  for (const auto& machine : steps_[step]) {
    const auto* code = reinterpret_cast<const void*>(machine.address);
    if (!image::is_code(code)) called = exported_function(code);
    for (const auto& frame : info_.frames_at(machine.address)) {
      if (frame.is_readers()) return called;
      called = frame.function;
    }
  }
  return called;
}

source_line names::line_at(const std::vector<machine_frame>& frames) const {
  for (const auto& machine : frames)
    for (const auto& frame : info_.frames_at(machine.address))
      if (frame.is_readers()) return line(frame.file, frame.line);
  return {};
}

source_line names::line(const std::string& file, int number) const {
  return {base_name(file), std::uint32_t(number), text_of(file, number)};
}

std::string names::path_of(const std::string& file) const {
  return file.front() == '/' ? file : source_directory_ + "/" + file;
}

std::string names::text_of(const std::string& file, int line) const {
  std::ifstream in(path_of(file));
  std::string text;
  for (int i = 0; i < line; ++i)
    if (!std::getline(in, text)) return "";
  return trimmed(text);
}

variable names::find(const known_object& what) const {
  const auto address = reinterpret_cast<std::uintptr_t>(what.address);
  if (image::is_variable(what.address))
    return info_.global_at(address).value_or(variable{});
  if (heap::owns(what.address)) return find_on_heap(address);
  const int owner = stack_owner(what.address);
  return owner >= 0 ? find_local(address, owner, least_size(what.what))
                    : variable{};
}

variable names::find_local(std::uintptr_t address, int owner,
                           std::size_t least_size) const {
  // Where several calls have used the same stack, the last of them counts.
  variable best;
  std::size_t best_step = 0;
  for (const auto& [key, seen] : frames_) {
    const auto* begin = reinterpret_cast<const void*>(seen.frame.stack_begin);
    if (stack_owner(begin) != owner) continue;
    if (!best.name.empty() && seen.last_step <= best_step) continue;
    const auto found = info_.local_at(seen.frame, address, least_size);
    if (!found) continue;
    best = *found;
    best_step = seen.last_step;
  }
  return best;
}

variable names::find_on_heap(std::uintptr_t address) const {
  for (const auto& [begin, made, number] : allocations_) {
    const auto offset = address - begin;
    if (offset >= made.size || made.type.empty()) continue;
    auto member = info_.member_at(made, offset);
    if (!member) return {};
    const auto which =
        made.is_array && number == 1 ? "" : " " + std::to_string(number);
    member->name = made.type + which + member->name;
    return *member;
  }
  return {};
}

}  // namespace explorer
