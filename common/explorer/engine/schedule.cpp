#include "explorer/engine/schedule.hpp"

#include <charconv>
#include <stdexcept>

namespace explorer {
namespace {

[[noreturn]] void reject(std::string_view name, const char* why) {
  throw std::invalid_argument("\"" + std::string{name} +
                              "\" names no schedule: " + why);
}

}  // namespace

std::string to_string(const schedule& s) {
  if (s.empty()) return "0";
  std::string name;
  for (const deviation& d : s) {
    if (!name.empty()) name += '.';
    name += std::to_string(d.decision);
    name += static_cast<char>('a' + d.choice);
  }
  return name;
}

schedule parse_schedule(std::string_view name) {
  if (name == "0") return {};
  schedule s;
  const char* at = name.data();
  const char* const end = at + name.size();
  for (;;) {
    deviation d;
    const auto [letter, error] = std::from_chars(at, end, d.decision);
    if (error != std::errc{}) reject(name, "a decision is a number");
    if (letter == end || *letter < 'a' || *letter > 'z') {
      reject(name, "a letter must follow each number");
    }
    d.choice = static_cast<std::uint32_t>(*letter - 'a');
    if (!s.empty() && d.decision <= s.back().decision) {
      reject(name, "decisions must rise");
    }
    s.push_back(d);
    at = letter + 1;
    if (at == end) return s;
    if (*at++ != '.') reject(name, "a dot must separate decisions");
  }
}

}  // namespace explorer
