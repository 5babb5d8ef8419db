// Where generated text goes: into the tree, or against what stands there.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace book_pages {

// A file's content. Throws std::runtime_error if it cannot be read.
std::string read(const std::filesystem::path& file);

class shelf {
 public:
  enum class purpose { write, check };
  explicit shelf(purpose what) : purpose_{what} {}

  // Writes the text, or says on standard error where the file differs.
  void put(const std::filesystem::path& file, std::string_view text);

  // The same for a file that may differ in part: `agrees` compares what stands
  // there with the text.
  void put(const std::filesystem::path& file, std::string_view text,
           const std::function<bool(std::string_view stands)>& agrees);

  bool is_in_order() const { return in_order_; }

 private:
  const purpose purpose_;
  bool in_order_ = true;
};

}  // namespace book_pages
