// Shrink a folder of images on all cores, and let no broken one stop the rest.
#pragma once

#include <png.h>

#include <algorithm>
#include <array>
#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <future>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <vector>

#include "hash_files.hpp"
#include "thread_pool.hpp"

namespace thumbnails {

// ANCHOR: work_through
// Calls work(job) for every job, on `threads` threads. Calls report(job,
// answer) for every job, in their order and on the calling thread, while work
// goes on. answer.get() waits for work(job): it returns or throws what that
// did. If report throws, no more is reported, but all work is still done.
template <typename Job, typename Work, typename Report>
void work_through(const std::vector<Job>& jobs, int threads, const Work& work,
                  const Report& report) {
  std::vector<std::future<std::invoke_result_t<const Work&, const Job&>>>
      answers;
  thread_pool::pool workers{threads};
  for (const Job& job : jobs)
    answers.push_back(workers.submit([&work, &job] { return work(job); }));
  for (std::size_t i = 0; i < jobs.size(); ++i) report(jobs[i], answers[i]);
}
// ANCHOR_END: work_through

// ANCHOR: image
// Red, green and blue in proportion to the light, and multiplied by the fourth,
// the opacity: so a mean of pixels is a mean of light.
using pixel = std::array<std::uint16_t, 4>;

struct image {
  int width, height;
  std::vector<pixel> pixels;  // row by row, from the top
};

// The mean from column `left` to before `right`, from row `top` to `bottom`.
inline pixel mean(const image& of, int left, int right, int top, int bottom) {
  std::array<std::uint64_t, 4> sums{};
  for (int y = top; y < bottom; ++y)
    for (int x = left; x < right; ++x)
      for (std::size_t i = 0; i < sums.size(); ++i)
        sums[i] += of.pixels[std::size_t(y) * of.width + x][i];
  const std::uint64_t count = std::uint64_t(right - left) * (bottom - top);
  pixel result;
  for (std::size_t i = 0; i < sums.size(); ++i)
    result[i] = static_cast<std::uint16_t>((sums[i] + count / 2) / count);
  return result;
}

// Fits into a square of `most` pixels a side. Each pixel is the mean of those
// that it stands for. An image that fits stays as it is.
inline image shrink(const image& large, int most) {
  const int longer = std::max(large.width, large.height);
  if (longer <= most) return large;
  const auto scale = [](std::int64_t i, int from, int to) {
    return int(i * to / from);
  };
  const int width = std::max(1, scale(large.width, longer, most));
  const int height = std::max(1, scale(large.height, longer, most));
  image small{width, height, {}};
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      small.pixels.push_back(mean(
          large, scale(x, width, large.width), scale(x + 1, width, large.width),
          scale(y, height, large.height), scale(y + 1, height, large.height)));
  return small;
}
// ANCHOR_END: image

// ANCHOR: png
// Why a file has no thumbnail.
struct no_thumbnail : std::runtime_error {
  using std::runtime_error::runtime_error;
};

using open_file = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

inline open_file open(const std::filesystem::path& file, const char* mode) {
  open_file opened{std::fopen(file.c_str(), mode), &std::fclose};
  if (!opened) throw no_thumbnail{std::generic_category().message(errno)};
  return opened;
}

// Throws no_thumbnail unless the file is a whole PNG of a size that one may
// expect: a few bytes can promise more pixels than there is memory.
inline image load(const std::filesystem::path& file) {
  constexpr std::uint64_t most_pixels = 50'000'000;
  const open_file input = open(file, "rbe");
  const auto broken = [&](const char* reason) {
    return no_thumbnail{std::feof(input.get()) ? "Ends too early" : reason};
  };
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  const std::unique_ptr<png_image, void (*)(png_image*)> freed{&png,
                                                               &png_image_free};
  if (!png_image_begin_read_from_stdio(&png, input.get()))
    throw broken(png.message);
  const std::uint64_t pixels = std::uint64_t{png.width} * png.height;
  if (pixels > most_pixels) throw no_thumbnail{"More than 50 million pixels"};
  png.format = PNG_FORMAT_LINEAR_RGB_ALPHA;
  png.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;  // unless the file says otherwise
  image loaded{int(png.width), int(png.height), std::vector<pixel>(pixels)};
  if (!png_image_finish_read(&png, nullptr, loaded.pixels.data(), 0, nullptr))
    throw broken(png.message);
  return loaded;
}

// Throws no_thumbnail if the file is there already, or cannot be written whole.
inline void save(const image& small, const std::filesystem::path& file) {
  open_file output = open(file, "wbxe");
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = small.width;
  png.height = small.height;
  png.format = PNG_FORMAT_LINEAR_RGB_ALPHA;
  const bool written = png_image_write_to_stdio(
      &png, output.get(), /* to 8 bit: */ 1, small.pixels.data(), 0, nullptr);
  if (written && std::fclose(output.release()) == 0) return;
  const std::string reason =
      written ? std::generic_category().message(errno) : png.message;
  std::remove(file.c_str());
  throw no_thumbnail{reason};
}
// ANCHOR_END: png

// ANCHOR: run
// Says how large the image was, and how large it is now.
inline std::string shrink(const std::filesystem::path& file, int size,
                          const std::filesystem::path& target) {
  const image large = load(file);
  const image small = shrink(large, size);
  if (!target.empty()) {
    std::error_code told_by_save;
    create_directories(target.parent_path(), told_by_save);
    save(small, target);
  }
  const auto sides = [](const image& each) {
    return std::to_string(each.width) + " x " + std::to_string(each.height);
  };
  return sides(large) + " -> " + sides(small);
}

// Saves thumbnails only if there is a folder to save them in.
inline void run(std::ostream& out, const std::filesystem::path& folder,
                int size, int threads, const std::filesystem::path& into) {
  using hash_files::entry, hash_files::printable;
  const std::vector<entry> files = hash_files::files_under(folder);
  int failed = 0;
  const auto shrink_one = [&](const entry& file) {
    // A folder that could not be listed cannot be opened either.
    return shrink(folder / file.path, size,
                  into.empty() ? into : into / file.path);
  };
  const auto report = [&](const entry& file, std::future<std::string>& sizes) {
    const std::string name = printable(file.path.native());
    try {
      out << name + ": " + sizes.get() + '\n';
    } catch (const no_thumbnail& reason) {
      out << "cannot shrink " << name << ": " << reason.what() << '\n';
      ++failed;
    }
  };
  work_through(files, threads, shrink_one, report);
  if (files.empty())
    out << "the folder holds no files\n";
  else
    out << "shrunk: " << files.size() - failed << ", failed: " << failed
        << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// One thread shrinks a broken file and a good one, while main reports.
inline void scenario() {
  const auto shrink_one = [](int file) {
    if (file == 0) throw no_thumbnail{"Not a PNG file"};
    return 64;
  };
  int reported = 0, width = 0, failed = 0;
  work_through(std::vector{0, 1}, 1, shrink_one,
               [&](int file, std::future<int>& answer) {
                 assert(file == reported && "files are reported in order");
                 ++reported;
                 try {
                   width = answer.get();
                 } catch (const no_thumbnail&) {
                   ++failed;
                 }
               });
  assert(failed == 1 && "the broken file is reported as such");
  assert(width == 64 && "and the good one with its result");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: first_error_ends_all
// One try around the loop: the first broken file ends it.
inline void first_error_ends_all() {
  std::promise<int> cut_off, whole;
  std::future<int> answers[] = {cut_off.get_future(), whole.get_future()};
  const boost::scoped_thread<> worker{[&] {
    cut_off.set_exception(std::make_exception_ptr(no_thumbnail{"Cut off"}));
    whole.set_value(64);
  }};

  int width = 0, failed = 0;
  try {
    for (std::future<int>& answer : answers) width = answer.get();
  } catch (const no_thumbnail&) {
    ++failed;
  }
  assert(failed == 1 && width == 64 && "both files are reported");
}
// ANCHOR_END: first_error_ends_all

// ANCHOR: shared_buffer
// One buffer for all images, since a new one for each costs time.
inline void shared_buffer() {
  std::array<int, 1> buffer{};
  std::array<int, 2> means{};
  const auto shrink_one = [&](int file) {
    buffer[0] = 10 + file;
    means[file] = buffer[0];
  };
  const boost::scoped_thread<> first{shrink_one, 0};
  const boost::scoped_thread<> second{shrink_one, 1};
}
// ANCHOR_END: shared_buffer

}  // namespace broken

}  // namespace thumbnails
