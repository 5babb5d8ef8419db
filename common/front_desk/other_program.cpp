#include "front_desk/other_program.hpp"

#include <unistd.h>

#include <filesystem>
#include <system_error>

namespace front_desk {

void become_other_program(std::string_view kind, std::string_view chapter,
                          std::string_view recipe,
                          std::vector<std::string> words) {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto program =
      self.parent_path().parent_path() / kind / chapter / recipe;
  words.insert(words.begin(), program.string());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  execv(arguments.front(), arguments.data());
}

}  // namespace front_desk
