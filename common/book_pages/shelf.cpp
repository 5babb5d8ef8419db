#include "book_pages/shelf.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

namespace book_pages {
namespace {

// The first line in which the texts differ, as each of them has it.
std::string difference(std::string_view stands, std::string_view text) {
  const auto [one, other] =
      std::mismatch(stands.begin(), stands.end(), text.begin(), text.end());
  // Some of the lines are long: what stands shortly before will do.
  const auto line_of = [](std::string_view all, std::string_view::iterator at) {
    constexpr std::size_t before = 60, enough = 160;
    const auto offset = std::size_t(at - all.begin());
    auto begin = offset == 0 ? 0 : all.rfind('\n', offset - 1) + 1;
    begin = std::max(begin, offset - std::min(offset, before));
    const auto end = std::min(all.find('\n', offset), all.size());
    return std::string{all.substr(begin, std::min(enough, end - begin))};
  };
  const auto number = 1 + std::count(stands.begin(), one, '\n');
  return "  line " + std::to_string(number) + " is    " + line_of(stands, one) +
         "\n  and should be " + line_of(text, other) + '\n';
}

}  // namespace

std::string read(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in) throw std::runtime_error{file.string() + " cannot be read"};
  return {std::istreambuf_iterator<char>{in}, {}};
}

void shelf::put(const std::filesystem::path& file, std::string_view text) {
  put(file, text, [&](std::string_view stands) { return stands == text; });
}

void shelf::put(const std::filesystem::path& file, std::string_view text,
                const std::function<bool(std::string_view stands)>& agrees) {
  const bool is_there = std::filesystem::exists(file);
  const std::string stands = is_there ? read(file) : "";
  if (purpose_ == purpose::write) {
    if (is_there && stands == text) return;
    std::ofstream out{file, std::ios::binary};
    if (!(out << text).flush())
      throw std::runtime_error{file.string() + " cannot be written"};
  } else if (!is_there) {
    in_order_ = false;
    std::cerr << file.string() << " is missing\n";
  } else if (!agrees(stands)) {
    in_order_ = false;
    std::cerr << file.string() << " is not what would be written now:\n"
              << difference(stands, text);
  }
}

}  // namespace book_pages
