// "Did you mean ...?"
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace front_desk {

// The candidate with the smallest Levenshtein distance to `word`, or an empty
// view if none is closer than half of the word's length, rounded up.
std::string_view nearest(std::string_view word,
                         const std::vector<std::string_view>& candidates);

// " Did you mean 'items'?", or nothing if no candidate is near.
std::string suggestion(std::string_view word,
                       const std::vector<std::string_view>& candidates);

}  // namespace front_desk
