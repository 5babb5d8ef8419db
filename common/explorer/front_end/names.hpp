// What the reader calls the things of one recorded execution.
//
// Promise: the same execution gets the same names in every process. Variables
// have their names and member paths from the debugging information; objects on
// the heap are named after the class that the source says was allocated, and
// numbered in the order in which the execution meets them.
#pragma once

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "explorer/engine/report.hpp"
#include "explorer/front_end/debug_info.hpp"
#include "explorer/front_end/runtime.hpp"

namespace explorer {

// The calls of the running thread, innermost first.
std::vector<machine_frame> current_frames();

class names : public naming {
 public:
  // The lines' text is read below `source_directory`, unless their file's
  // name is absolute.
  explicit names(std::string source_directory);

  // To be called during the replay.
  void note_announced(thread_id by, const std::vector<machine_frame>& frames);
  void note_step(const step& what, std::vector<machine_frame> frames);
  void note_allocation(const void* begin, std::size_t size,
                       std::vector<machine_frame> frames);
  // A fresh execution begins.
  void forget();
  // To be called when the replay is over: what lay where.
  void learn(const std::vector<known_object>& objects);

  std::string object(object_id which) const override;
  std::string bytes(object_id location, std::uint8_t mask) const override;
  source_line site(site_id which) const override;
  source_line waits_at(thread_id which, site_id in) const override;
  std::string call(std::uint64_t which) const override;
  std::string returned(std::uint64_t which) const override;

  // A line of a source file, named as the compiler was told.
  source_line line(const std::string& file, int number) const;
  // Where that file lies.
  std::string path_of(const std::string& file) const;

  // The line of the reader's own code that a step belongs to.
  source_line line_of(std::size_t step) const;
  // The function of a library that the reader called for this step: "wait".
  // Empty if the reader's own code did it.
  std::string library_call(std::size_t step) const;
  // What the reader calls the object; an empty name if nothing.
  const variable& readers_variable(object_id which) const;

 private:
  struct allocation {
    std::uintptr_t begin = 0;
    allocated made;  // as the source line has it
    int number = 0;  // of its type, counted from 1
  };

  const variable& readers_variable(const known_object& what) const;
  std::string any_name(const known_object& what) const;
  variable find(const known_object& what) const;
  variable find_local(std::uintptr_t address, int owner,
                      std::size_t least_size) const;
  variable find_on_heap(std::uintptr_t address) const;
  source_line line_at(const std::vector<machine_frame>& frames) const;
  std::string text_of(const std::string& file, int line) const;

  std::string source_directory_;
  mutable debug_info info_;
  std::vector<std::vector<machine_frame>> steps_;  // innermost frame first
  struct seen_frame {
    machine_frame frame{};
    std::size_t last_step = 0;  // in which it was there
  };
  // Every frame once, by its address and the end of its stack.
  std::map<std::pair<std::uintptr_t, std::uintptr_t>, seen_frame> frames_;
  std::vector<allocation> allocations_;
  std::map<site_id, source_line> sites_;
  std::array<source_line, max_threads> announced_{};
  std::vector<known_object> objects_;
  // Found when they are first asked for.
  mutable std::map<std::pair<object_kind, const void*>, variable> variables_;
  mutable std::map<std::pair<object_kind, const void*>, std::string>
      invented_names_;
  mutable std::map<object_kind, int> invented_;
};

}  // namespace explorer
