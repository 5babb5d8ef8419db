#include "multithreading/julia_fractal.hpp"

#include <algorithm>
#include <barrier>
#include <chrono>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"
#include "scratch_folder.hpp"

using namespace julia_fractal;
namespace fs = std::filesystem;

namespace {

std::string printed(int width, int threads, const fs::path& into = {}) {
  std::ostringstream out;
  run(out, width, threads, into);
  return out.str();
}

// Red, green and blue of every pixel in a PNG file.
std::vector<png_byte> colors_in(const fs::path& file) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_file(&png, file.c_str()))
    throw std::runtime_error{png.message};
  png.format = PNG_FORMAT_RGB;
  std::vector<png_byte> colors(PNG_IMAGE_SIZE(png));
  if (!png_image_finish_read(&png, nullptr, colors.data(), 0, nullptr))
    throw std::runtime_error{png.message};
  return colors;
}

std::vector<png_byte> colors_of(const picture& drawn) {
  const auto meaning = palette();
  std::vector<png_byte> colors;
  for (const color each : drawn.colors())
    for (const png_byte part :
         {meaning[each].red, meaning[each].green, meaning[each].blue})
      colors.push_back(part);
  return colors;
}

}  // namespace

TEST_CASE("julia_fractal: a picture is its rows, from the top.") {
  picture canvas{3, 2};
  CHECK(canvas.colors().size() == 6);
  canvas.row(0)[2] = 5;
  canvas.row(1)[0] = 7;
  CHECK(canvas.row(1).size() == 3);
  CHECK(canvas.colors()[2] == 5);
  CHECK(canvas.colors()[3] == 7);
}

TEST_CASE("julia_fractal: every row is painted once when painting returns.") {
  for (const int threads : {1, 2, 7}) {
    for (const int height : {1, 2, 100}) {
      picture canvas{5, height};
      paint_rows(canvas, threads, [](int y, std::span<color> row) noexcept {
        for (color& pixel : row) pixel += color(y + 1);
      });
      std::vector<color> expected;
      for (int y = 0; y < height; ++y)
        expected.insert(expected.end(), 5, color(y + 1));
      CHECK(std::ranges::equal(canvas.colors(), expected));
    }
  }
}

TEST_CASE("julia_fractal: painting waits for the slowest row.") {
  picture canvas{1, 4};
  paint_rows(canvas, 4, [](int y, std::span<color> row) noexcept {
    std::this_thread::sleep_for(std::chrono::milliseconds{5 * y});
    row[0] = 1;
  });
  CHECK(std::ranges::count(canvas.colors(), 1) == 4);
}

TEST_CASE("julia_fractal: as many rows are painted at a time as asked for.") {
  picture canvas{1, 3};
  std::barrier everyone{3};
  paint_rows(canvas, 3, [&](int, std::span<color> row) noexcept {
    everyone.arrive_and_wait();
    row[0] = 1;
  });
  CHECK(std::ranges::count(canvas.colors(), 1) == 3);
}

TEST_CASE("julia_fractal: steps are counted until the point leaves.") {
  CHECK(steps_from(2.1, 0) == 0);
  CHECK(steps_from(0, -2.1) == 0);
  CHECK(steps_from(2, 0) == 1);  // 4 - 0.8 is beyond 2
  // 1.5 -> 1.45 + 0.156i -> 1.278 + 0.608i -> 0.463 + 1.711i -> -3.51 + 1.74i
  CHECK(steps_from(1.5, 0) == 4);
  // The point that z * z + c leaves where it is: z = -0.527 + 0.076i.
  CHECK(steps_from(-0.5275, 0.0759) > 10);
}

TEST_CASE("julia_fractal: the picture is the same when turned upside down.") {
  const picture julia = draw(200, 3);
  CHECK(julia.height() == 125);
  const auto colors = julia.colors();
  CHECK(std::equal(colors.begin(), colors.end(), colors.rbegin()));
  CHECK(std::ranges::count(colors, 255) > 0);
  CHECK(std::ranges::count(colors, 1) > 0);
}

TEST_CASE("julia_fractal: any number of threads draws the same picture.") {
  const picture alone = draw(128, 1);
  for (const int threads : {2, 3, 16})
    CHECK(std::ranges::equal(draw(128, threads).colors(), alone.colors()));
}

TEST_CASE("julia_fractal: a run that is refused a thread says so and ends.") {
  const auto run = [] { draw(64, 3); };
  CHECK(faults::refuse_threads_everywhere(run) == 3);
}

TEST_CASE("julia_fractal: a canvas outlives its painters without memory.") {
  const auto run = [] { draw(64, 2); };
  CHECK(faults::run_out_of_memory_everywhere(run) > 40);
}

TEST_CASE("julia_fractal: a saved picture holds the palette's colors.") {
  const scratch_folder folder;
  const picture julia = draw(64, 2);
  save(julia, folder.path / "julia.png");
  CHECK((colors_in(folder.path / "julia.png") == colors_of(julia)));
}

TEST_CASE("julia_fractal: the page's picture is the one that it draws.") {
  // In parentheses: Catch2 would take a minute to print such long vectors.
  CHECK((colors_in(SAMPLES "/../../../docs/multithreading/julia_fractal.png") ==
         colors_of(draw(640, 2))));
}

TEST_CASE("julia_fractal: what cannot be saved says why.") {
  const scratch_folder folder;
  const fs::path file = folder.path / "none" / "julia.png";
  CHECK_THROWS_WITH(save(draw(64, 1), file), "cannot write " + file.string() +
                                                 ": No such file or directory");
  CHECK_THROWS_WITH(
      save(draw(64, 1), folder.path),
      "cannot write " + folder.path.string() + ": Is a directory");
}

TEST_CASE("julia_fractal: any number of threads prints the same text.") {
  const std::string text = printed(100, 1);
  CHECK(std::ranges::count(text, '\n') == 21);
  CHECK(text.find("100 x 62 pixels, CRC-32 ") != std::string::npos);
  for (const int threads : {2, 3, 16}) CHECK(printed(100, threads) == text);
}

TEST_CASE("julia_fractal: the picture is saved only where asked for.") {
  const scratch_folder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path);
  const std::string text = printed(64, 2);
  fs::current_path(before);
  CHECK(fs::is_empty(folder.path));
  CHECK(printed(64, 2, folder.path) == text + "saved as julia_fractal.png\n");
  CHECK(fs::exists(folder.path / "julia_fractal.png"));
}

TEST_CASE("julia_fractal: the scenario holds on real threads.") {
  for (int round = 0; round < 100; ++round) scenario();
}
