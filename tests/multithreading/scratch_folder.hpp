// A folder of a test's own, and somebody who may not read everything.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

// An empty folder that anybody may read, gone at the end of the test.
class scratch_folder {
 public:
  scratch_folder() {
    std::string name =
        std::filesystem::temp_directory_path() / "cookbook.XXXXXX";
    if (!mkdtemp(name.data())) throw std::runtime_error{"no folder " + name};
    path = name;
    std::filesystem::permissions(path, std::filesystem::perms{0755});
  }
  ~scratch_folder() { std::filesystem::remove_all(path); }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  std::filesystem::path write(const std::filesystem::path& name,
                              const std::string& content) const {
    std::filesystem::create_directories((path / name).parent_path());
    std::ofstream{path / name, std::ios::binary} << content;
    return path / name;
  }

  std::filesystem::path path;
};

// Root may read everything: be somebody else for a while.
class nobody {
 public:
  nobody() {
    if (root_ && seteuid(65534) != 0)
      throw std::runtime_error{"root cannot become nobody"};
  }
  ~nobody() {
    if (root_ && seteuid(0) != 0) std::abort();
  }
  nobody(const nobody&) = delete;
  nobody& operator=(const nobody&) = delete;

 private:
  const bool root_ = geteuid() == 0;
};
