#include "multithreading/thumbnails.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <boost/crc.hpp>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <latch>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"
#include "scratch_folder.hpp"

using namespace thumbnails;
namespace fs = std::filesystem;

namespace {

// While it lives, no file grows beyond so many bytes.
class full_disk {
 public:
  explicit full_disk(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &now);
  }
  ~full_disk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signaled_before_);
  }
  full_disk(const full_disk&) = delete;
  full_disk& operator=(const full_disk&) = delete;

 private:
  rlimit before_{};
  void (*const signaled_before_)(int) = std::signal(SIGXFSZ, SIG_IGN);
};

std::string content_of(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

using bytes = std::vector<png_byte>;

// A PNG file of ordinary pixels: red, green, blue, opacity.
void write_png(const fs::path& file, int width, const bytes& colors) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = width;
  png.height = png_uint_32(colors.size() / 4 / width);
  png.format = PNG_FORMAT_RGBA;
  if (!png_image_write_to_file(&png, file.c_str(), 0, colors.data(), 0,
                               nullptr))
    throw std::runtime_error{png.message};
}

bytes read_png(const fs::path& file) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_file(&png, file.c_str()))
    throw std::runtime_error{png.message};
  png.format = PNG_FORMAT_RGBA;
  png.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  bytes colors(PNG_IMAGE_SIZE(png));
  if (!png_image_finish_read(&png, nullptr, colors.data(), 0, nullptr))
    throw std::runtime_error{png.message};
  return colors;
}

// What becomes of a row of pixels that is shrunk to one.
bytes shrunk_to_one(const bytes& row) {
  const scratch_folder folder;
  write_png(folder.path / "row.png", int(row.size() / 4), row);
  save(shrink(load(folder.path / "row.png"), 1), folder.path / "one.png");
  return read_png(folder.path / "one.png");
}

image gray(int width, int height, std::vector<std::uint16_t> levels) {
  image made{width, height, {}};
  for (const std::uint16_t each : levels)
    made.pixels.push_back({each, each, each, 65535});
  return made;
}

std::vector<int> levels_of(const image& of) {
  std::vector<int> levels;
  for (const pixel& each : of.pixels) levels.push_back(each[0]);
  return levels;
}

std::string sizes(const image& large, int most) {
  const image small = shrink(large, most);
  return std::to_string(small.width) + "x" + std::to_string(small.height);
}

image blank(int width, int height) {
  return {width, height, std::vector<pixel>(std::size_t(width) * height)};
}

std::string printed(const fs::path& folder, int threads = 2,
                    const fs::path& into = {}) {
  std::ostringstream out;
  run(out, folder, 64, threads, into);
  return out.str();
}

const fs::path harbor = SAMPLES "/photos/harbor.png";

}  // namespace

TEST_CASE(
    "thumbnails: answers are reported in order, on the caller's thread.") {
  std::latch second_done{1};
  const auto work = [&](int job) {
    if (job == 0) second_done.wait();
    if (job == 1) second_done.count_down();
    return job * 10;
  };
  std::vector<int> reported;
  const auto caller = std::this_thread::get_id();
  bool elsewhere = false;
  work_through(std::vector{0, 1, 2}, 2, work,
               [&](int job, std::future<int>& answer) {
                 elsewhere = std::this_thread::get_id() != caller;
                 reported.push_back(job + answer.get());
               });
  CHECK(reported == std::vector{0, 11, 22});
  CHECK_FALSE(elsewhere);
}

TEST_CASE("thumbnails: an answer is reported while others are worked on.") {
  std::latch first_reported{1};
  const auto work = [&](int job) {
    if (job == 1) first_reported.wait();
    return job;
  };
  int sum = 0;
  work_through(std::vector{0, 1}, 1, work, [&](int, std::future<int>& answer) {
    sum += answer.get();
    if (!first_reported.try_wait()) first_reported.count_down();
  });
  CHECK(sum == 1);
}

TEST_CASE("thumbnails: as many jobs are worked on at a time as asked for.") {
  std::latch together{3};
  const auto work = [&](int) {
    together.arrive_and_wait();
    return 1;
  };
  int sum = 0;
  work_through(std::vector{0, 1, 2}, 3, work,
               [&](int, std::future<int>& answer) { sum += answer.get(); });
  CHECK(sum == 3);
}

TEST_CASE("thumbnails: an error reaches its own job's report, and no other.") {
  const auto work = [](int job) {
    if (job % 3 == 1) throw no_thumbnail{std::to_string(job)};
    return job;
  };
  std::vector<int> jobs, good, bad;
  for (int job = 0; job < 100; ++job) jobs.push_back(job);
  work_through(jobs, 4, work, [&](int job, std::future<int>& answer) {
    try {
      if (answer.get() == job) good.push_back(job);
    } catch (const no_thumbnail& reason) {
      if (reason.what() == std::to_string(job)) bad.push_back(job);
    }
  });
  CHECK(good.size() == 67);
  CHECK(bad.size() == 33);
}

TEST_CASE("thumbnails: if a report throws, the work is done all the same.") {
  std::atomic<int> worked{0};
  const auto work = [&](int) { return worked.fetch_add(1) >= 0; };
  const auto report = [](int, std::future<bool>&) { throw 7; };
  CHECK_THROWS_AS(work_through(std::vector(50, 0), 2, work, report), int);
  CHECK(worked.load() == 50);
}

TEST_CASE("thumbnails: a run that is refused a thread says so and ends.") {
  CHECK(faults::refuse_threads_everywhere(
            [] { printed(SAMPLES "/photos", 3); }) == 3);
}

TEST_CASE("thumbnails: a thumbnail fits and keeps its proportions.") {
  CHECK(sizes(blank(320, 200), 64) == "64x40");
  CHECK(sizes(blank(200, 320), 64) == "40x64");
  CHECK(sizes(blank(100, 99), 10) == "10x9");
  CHECK(sizes(blank(5000, 1), 64) == "64x1");
  CHECK(sizes(blank(1, 5000), 64) == "1x64");
  CHECK(sizes(blank(65, 65), 64) == "64x64");
}

TEST_CASE("thumbnails: an image that fits stays as it is.") {
  const image small = gray(3, 2, {1, 2, 3, 4, 5, 6});
  CHECK(levels_of(shrink(small, 3)) == std::vector{1, 2, 3, 4, 5, 6});
  CHECK(sizes(small, 64) == "3x2");
}

TEST_CASE("thumbnails: each pixel is the mean of those that it stands for.") {
  const image row = gray(7, 1, {10, 20, 100, 200, 1, 2, 5});
  CHECK(levels_of(shrink(row, 3)) == std::vector{15, 150, 3});
  const image column = gray(1, 4, {0, 65535, 65535, 65535});
  CHECK(levels_of(shrink(column, 2)) == std::vector{32768, 65535});
  const image square = gray(4, 4,
                            {0, 4, 1, 1,  //
                             8, 0, 1, 1,  //
                             7, 7, 0, 0,  //
                             7, 7, 0, 9});
  CHECK(levels_of(shrink(square, 2)) == std::vector{3, 1, 7, 2});
}

TEST_CASE("thumbnails: black and white make the gray of half the light.") {
  const bytes mean = shrunk_to_one({0, 0, 0, 255, 255, 255, 255, 255});
  CHECK(int(mean[0]) == 188);
  CHECK(int(mean[3]) == 255);
}

TEST_CASE("thumbnails: the color of what cannot be seen does not show.") {
  const bytes mean = shrunk_to_one({255, 0, 0, 255, 0, 255, 0, 0});
  CHECK(int(mean[0]) == 255);
  CHECK(int(mean[1]) == 0);
  CHECK(int(mean[3]) == 128);
}

TEST_CASE("thumbnails: what is loaded and saved keeps its colors.") {
  // Of 8 bits to a sample, of 16, and with a palette. libpng takes the curve of
  // sRGB for a plain power of 2.2, which makes dark colors a little darker.
  for (const auto* name : {"harbor", "depths", "lighthouse"}) {
    const fs::path photo = SAMPLES "/photos/" + std::string{name} + ".png";
    const scratch_folder folder;
    save(load(photo), folder.path / "copy.png");
    const bytes before = read_png(photo);
    const bytes after = read_png(folder.path / "copy.png");
    REQUIRE(before.size() == after.size());
    int most = 0;
    for (std::size_t i = 0; i < before.size(); ++i)
      most = std::max(most, std::abs(before[i] - after[i]));
    CHECK(most < 16);
  }
}

TEST_CASE("thumbnails: what is no whole PNG says why.") {
  const scratch_folder folder;
  const std::string whole = content_of(harbor);
  REQUIRE(whole.size() > 1000);
  const auto reason = [&](const std::string& content) -> std::string {
    try {
      load(folder.write("file", content));
    } catch (const no_thumbnail& thrown) {
      return thrown.what();
    }
    return "";
  };
  CHECK(reason("a letter home") == "Not a PNG file");
  CHECK(reason(whole) == "");
  for (const std::size_t length : {0, 8, 20, 40, 500, 1000})
    CHECK(reason(whole.substr(0, length)) == "Ends too early");
  std::string flipped = whole;
  flipped[800] = char(~flipped[800]);
  CHECK(reason(flipped) != "");
  CHECK(reason(flipped) != "Ends too early");
  CHECK_THROWS_WITH(load(folder.path / "none"), "No such file or directory");
  CHECK_THROWS_AS(load(folder.path), no_thumbnail);
}

TEST_CASE("thumbnails: a file that promises too many pixels takes no memory.") {
  const scratch_folder folder;
  std::string promise = content_of(harbor);
  promise.replace(16, 8, std::string{"\0\0\x27\x10\0\0\x13\x89", 8});
  boost::crc_32_type checksum;
  checksum.process_bytes(promise.data() + 12, 17);
  for (int i = 0; i < 4; ++i)
    promise[29 + i] = char(checksum.checksum() >> (24 - 8 * i));
  CHECK_THROWS_WITH(load(folder.write("large.png", promise)),
                    "More than 50 million pixels");  // 10000 x 5001
}

TEST_CASE("thumbnails: no file is overwritten.") {
  const scratch_folder folder;
  const fs::path taken = folder.write("taken.png", "a letter");
  CHECK_THROWS_WITH(save(blank(1, 1), taken), "File exists");
  CHECK(content_of(taken) == "a letter");
  CHECK_THROWS_WITH(save(blank(1, 1), folder.path / "no" / "folder.png"),
                    "No such file or directory");
}

TEST_CASE("thumbnails: on a full disk no part of a file remains.") {
  const scratch_folder folder;
  const image harbor_image = load(harbor);
  for (const int bytes : {0, 100, 1000}) {
    std::string reason;
    {
      const full_disk limit{rlim_t(bytes)};
      try {
        save(harbor_image, folder.path / "cut.png");
      } catch (const no_thumbnail& thrown) {
        reason = thrown.what();
      }
    }
    CHECK(reason != "");
    CHECK(fs::is_empty(folder.path));
  }
}

TEST_CASE("thumbnails: what is broken is one line among the others.") {
  const scratch_folder folder;
  for (const auto* name : {"a.png", "c.png", "d/locked.png", "e\n.png"})
    folder.write(name, content_of(harbor));
  folder.write("b.png", "no image");
  fs::permissions(folder.path / "c.png", fs::perms::none);
  fs::permissions(folder.path / "d", fs::perms::none);
  std::string text;
  {
    const nobody reader;
    text = printed(folder.path);
  }
  fs::permissions(folder.path / "d", fs::perms::owner_all);
  CHECK(text ==
        "a.png: 320 x 200 -> 64 x 40\n"
        "cannot shrink b.png: Not a PNG file\n"
        "cannot shrink c.png: Permission denied\n"
        "cannot shrink d/: Permission denied\n"
        "e\\x0a.png: 320 x 200 -> 64 x 40\n"
        "shrunk: 2, failed: 3\n");
}

TEST_CASE("thumbnails: an empty folder says so.") {
  const scratch_folder folder;
  fs::create_directory(folder.path / "as empty");
  CHECK(printed(folder.path) == "the folder holds no files\n");
}

TEST_CASE("thumbnails: a folder that cannot be listed is an exception.") {
  const scratch_folder folder;
  CHECK_THROWS_AS(printed(folder.path / "none"), fs::filesystem_error);
  CHECK_THROWS_AS(printed(folder.write("file", "")), fs::filesystem_error);
}

TEST_CASE("thumbnails: one that cannot be saved does not stop the rest.") {
  const scratch_folder folder, into;
  for (const auto* name : {"a.png", "b/b.png", "c/c.png", "d.png"})
    folder.write(name, content_of(harbor));
  into.write("b", "a file where a folder is needed");
  fs::create_directory(into.path / "c");
  fs::permissions(into.path, fs::perms{0777});
  std::string text;
  {
    const nobody writer;  // may not write to c
    text = printed(folder.path, 2, into.path);
  }
  CHECK(text ==
        "a.png: 320 x 200 -> 64 x 40\n"
        "cannot shrink b/b.png: Not a directory\n"
        "cannot shrink c/c.png: Permission denied\n"
        "d.png: 320 x 200 -> 64 x 40\n"
        "shrunk: 2, failed: 2\n");
}

TEST_CASE("thumbnails: any number of threads prints and saves the same.") {
  const fs::path photos = SAMPLES "/photos";
  const std::string text = printed(photos, 1);
  CHECK(text.ends_with("shrunk: 6, failed: 2\n"));
  const scratch_folder first;
  CHECK(printed(photos, 1, first.path) == text);
  CHECK(std::distance(fs::recursive_directory_iterator{first.path}, {}) == 7);
  for (const int threads : {2, 3, 16}) {
    const scratch_folder next;
    CHECK(printed(photos, threads, next.path) == text);
    for (const auto* name : {"badge.png", "stamp.png", "summer/sailing.png"})
      CHECK((content_of(next.path / name) == content_of(first.path / name)));
  }
}

TEST_CASE("thumbnails: the images stay as they are, even in the same folder.") {
  const scratch_folder folder;
  folder.write("harbor.png", content_of(harbor));
  CHECK(printed(folder.path, 2, folder.path) ==
        "cannot shrink harbor.png: File exists\nshrunk: 0, failed: 1\n");
  CHECK((content_of(folder.path / "harbor.png") == content_of(harbor)));
}

TEST_CASE("thumbnails: the scenario holds on real threads.") {
  for (int round = 0; round < 100; ++round) scenario();
}
