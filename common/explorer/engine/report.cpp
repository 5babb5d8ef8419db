#include "explorer/engine/report.hpp"

#include <algorithm>
#include <set>

namespace explorer {
namespace {

bool plain(kind what) { return what == kind::read || what == kind::write; }

bool lifecycle(kind what) {
  return what == kind::start || what == kind::end || what == kind::create ||
         what == kind::join || what == kind::yield;
}

std::size_t width(const std::string& s) {
  return static_cast<std::size_t>(
      std::count_if(s.begin(), s.end(),
                    [](unsigned char c) { return (c & 0xc0U) != 0x80U; }));
}

void pad(std::string& line, std::size_t to) {
  const std::size_t has = width(line);
  if (has < to) line.append(to - has, ' ');
}

}  // namespace

std::string naming::thread(thread_id which) const {
  return which == 0 ? "main" : "thread " + std::to_string(which);
}

source_line naming::waits_at(thread_id, site_id in) const { return site(in); }

std::string naming::bytes(object_id location, std::uint8_t) const {
  return object(location);
}

std::string naming::value(object_id, std::uint64_t what) const {
  return std::to_string(what);
}

std::string naming::call(std::uint64_t) const { return "an operation"; }

std::string naming::returned(std::uint64_t) const { return "returns"; }

std::vector<row> rows(const trace& t, const finding& f, const naming& names,
                      const std::vector<object_id>& shown) {
  std::set<object_id> interesting{shown.begin(), shown.end()};
  interesting.insert({f.first.object, f.second.object});
  std::vector<row> all;
  for (std::size_t i = 0; i < t.steps.size(); ++i) {
    const step& s = t.steps[i];
    if (lifecycle(s.what.what)) continue;
    if (plain(s.what.what) && interesting.count(s.what.object) == 0) continue;
    row r{.step = i,
          .thread = s.thread,
          .words = words(s, names),
          .where = names.site(s.what.site)};
    if (!all.empty()) {
      row& last = all.back();
      if (last.thread == r.thread && last.words == r.words &&
          last.where.line == r.where.line && last.where.file == r.where.file) {
        ++last.repeated;
        continue;
      }
      r.switched = last.thread != r.thread;
    }
    all.push_back(std::move(r));
  }
  return all;
}

std::string table(const std::vector<row>& all, const naming& names) {
  std::set<thread_id> busy;
  std::set<std::string> files;
  for (const row& r : all) {
    busy.insert(r.thread);
    if (!r.where.file.empty()) files.insert(r.where.file);
  }
  const auto cell = [](const row& r) {
    return (r.switched ? "> " : "  ") + r.words +
           (r.repeated > 1 ? " (" + std::to_string(r.repeated) + " times)"
                           : "");
  };
  std::string head = "step";
  std::vector<std::size_t> column(max_threads);
  std::size_t end = 6;
  for (const thread_id t : busy) {
    pad(head, end);
    column[t] = end;
    head += "  " + names.thread(t);
    std::size_t widest = width(names.thread(t)) + 2;
    for (const row& r : all) {
      if (r.thread == t) widest = std::max(widest, width(cell(r)));
    }
    end += widest + 2;
  }
  pad(head, end);
  if (files.size() == 1) head += *files.begin();
  std::string text = head + "\n";
  for (std::size_t i = 0; i < all.size(); ++i) {
    const row& r = all[i];
    const std::string number = std::to_string(i + 1);
    std::string line =
        std::string(4 - std::min<std::size_t>(4, number.size()), ' ') + number;
    pad(line, column[r.thread]);
    line += cell(r);
    if (r.where.line != 0) {
      pad(line, end);
      if (files.size() > 1) line += r.where.file + ":";
      line += std::to_string(r.where.line) + "  " + r.where.text;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace explorer
