#include "book_pages/program.hpp"

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <stdexcept>

namespace book_pages {
namespace {

// One word for the shell, whatever it holds.
std::string quoted(const std::string& word) {
  std::string all = "'";
  for (const char c : word)
    all += c == '\'' ? std::string{"'\\''"} : std::string{c};
  return all + "'";
}

}  // namespace

said run(const std::vector<std::string>& words) {
  std::string line = "exec";
  for (const std::string& word : words) line += ' ' + quoted(word);
  FILE* const pipe = popen(line.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error{"there is no shell"};
  said all;
  std::array<char, 65536> part;
  while (const auto size = std::fread(part.data(), 1, part.size(), pipe))
    all.output.append(part.data(), size);
  const int status = pclose(pipe);
  constexpr int not_found = 127;
  if (!WIFEXITED(status) || WEXITSTATUS(status) == not_found)
    throw std::runtime_error{"this did not run to its end: " + line};
  all.status = WEXITSTATUS(status);
  return all;
}

}  // namespace book_pages
