#include "front_desk/nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace front_desk {
namespace {

// Wagner and Fischer's table, one row at a time.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t substitute = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substitute, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string_view nearest(std::string_view word,
                         const std::vector<std::string_view>& candidates) {
  std::size_t closest = (word.size() + 1) / 2 + 1;
  std::string_view found;
  for (const std::string_view candidate : candidates) {
    const std::size_t apart = distance(word, candidate);
    if (apart >= closest) continue;
    closest = apart;
    found = candidate;
  }
  return found;
}

std::string suggestion(std::string_view word,
                       const std::vector<std::string_view>& candidates) {
  const std::string_view near = nearest(word, candidates);
  if (near.empty()) return {};
  return " Did you mean '" + std::string{near} + "'?";
}

}  // namespace front_desk
