// An execution and a verdict in words, for people and for pages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "explorer/engine/trace.hpp"
#include "explorer/engine/verdict.hpp"

namespace explorer {

struct source_line {
  std::string file;  // as it is to be shown: "data_race.hpp"
  std::uint32_t line = 0;
  std::string text;  // the line's own, without indentation
};

// Who knows what things are called. Must give the same answer every time.
class naming {
 public:
  virtual ~naming() = default;
  virtual std::string object(object_id which) const = 0;
  // Some bytes of a location: two variables may share one.
  virtual std::string bytes(object_id location, std::uint8_t mask) const;
  virtual source_line site(site_id which) const = 0;
  // Where a thread waits in the end; what it waits in has this site.
  virtual source_line waits_at(thread_id which, site_id in) const;
  virtual std::string thread(thread_id which) const;  // "main", "thread 1"
  // How the value of a location is written; a number, unless overridden.
  virtual std::string value(object_id which, std::uint64_t what) const;
  // A recorded call, by the value of its kind::call: "put(1)"; and what came
  // back: "put(1) returns true".
  virtual std::string call(std::uint64_t which) const;
  virtual std::string returned(std::uint64_t which) const;
};

struct row {
  std::size_t step = 0;  // of trace.steps
  thread_id thread = nobody;
  std::string words;  // "locks m", "reads counter = 0"
  source_line where{};
  bool switched = false;     // another thread ran the row before
  std::size_t repeated = 1;  // so many times in a row
};

// The steps that a reader should see: beginnings and ends of threads are left
// out, and so are plain accesses, except to the locations in `shown`.
std::vector<row> rows(const trace& t, const finding& f, const naming& names,
                      const std::vector<object_id>& shown = {});

// One column for each thread that does something, the source line last, a ">"
// where another thread goes on.
std::string table(const std::vector<row>& r, const naming& names);

// What one step does: "locks m", "waits on cv, releasing m".
std::string words(const step& s, const naming& names);
// The failure in sentences: who waits for what, which accesses race.
std::string explain(const finding& f, const naming& names);
// Of these rows, those that read or write an older value: what allows it.
std::string why_older(const trace& t, const std::vector<row>& shown,
                      const naming& names);
// "data race", "lost wake-up", ...
const char* name(failure what);
// "proved: no failure in any interleaving (28 executions stand for ...)".
std::string summary(const verdict& v);

}  // namespace explorer
