// What all readers share. One thread uses it.
#pragma once

#include <filesystem>

#include "book_server/chapters.hpp"
#include "book_server/connection.hpp"
#include "book_server/limits.hpp"
#include "book_server/request_checks.hpp"
#include "book_server/turns.hpp"

namespace book_server {

struct desk {
  std::filesystem::path book;
  identity own;
  chapters known;
  limits allowed;
  connections readers;
  turns line;
};

}  // namespace book_server
