// What a browser may load and run on behalf of a page.
#pragma once

#include <string>
#include <string_view>

namespace book_server {

// The Content-Security-Policy of a page: its own origin's files, and of scripts
// within the page only those that the file has, each by its SHA-256. What a
// program prints can therefore not become a script, whatever the page does
// with it.
std::string content_policy(std::string_view page);

}  // namespace book_server
