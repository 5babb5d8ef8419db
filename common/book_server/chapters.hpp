// What there is to run, as the chapters' programs describe themselves.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "book_server/settings.hpp"

namespace book_server {

struct chapters {
  std::filesystem::path programs;
  nlohmann::ordered_json manifests;  // an array, in the chapters' order
};

// Asks each chapter's program for its manifest. Throws bad_setting if one does
// not answer.
chapters read_chapters(const settings& asked);

}  // namespace book_server
