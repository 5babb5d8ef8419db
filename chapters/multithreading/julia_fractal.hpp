// Draw a picture on a pool of threads, one task to a row, and save it as a PNG.
#pragma once

#include <png.h>

#include <array>
#include <boost/crc.hpp>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iomanip>
#include <numeric>
#include <ostream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "thread_pool.hpp"

namespace julia_fractal {

// ANCHOR: picture
using color = std::uint8_t;  // its index in the palette

// Row by row, from the top. Threads may write to different rows at a time.
class picture {
 public:
  picture(int width, int height)
      : width_{width}, height_{height}, colors_(std::size_t(width) * height) {}

  int width() const { return width_; }
  int height() const { return height_; }
  std::span<const color> colors() const { return colors_; }
  std::span<color> row(int y) {
    return std::span{colors_}.subspan(first_of(y), width_);
  }
  std::span<const color> row(int y) const {
    return colors().subspan(first_of(y), width_);
  }

 private:
  std::size_t first_of(int y) const { return std::size_t(y) * width_; }

  int width_;
  int height_;
  std::vector<color> colors_;
};
// ANCHOR_END: picture

// ANCHOR: rows
// Calls paint(y, row y) for every row, from several threads at a time, and
// returns when all are painted. An exception could not leave the pool, so paint
// throws none. Throws boost::thread_resource_error if a thread is refused.
template <typename Paint>
requires std::is_nothrow_invocable_v<const Paint&, int, std::span<color>>
void paint_rows(picture& canvas, int threads, const Paint& paint) {
  thread_pool::pool painters{threads};
  for (int y = 0; y < canvas.height(); ++y)
    painters.post([&canvas, &paint, y] { paint(y, canvas.row(y)); });
}
// ANCHOR_END: rows

// ANCHOR: julia
// How often z becomes z * z + c before |z| exceeds 2, but at most 255 times.
inline color steps_from(double x, double y) noexcept {
  constexpr double c_x = -0.8, c_y = 0.156;
  color steps = 0;
  while (x * x + y * y <= 4 && steps < 255) {
    const double next_x = x * x - y * y + c_x;
    y = 2 * x * y + c_y;
    x = next_x;
    ++steps;
  }
  return steps;
}

// The Julia set of c, for z from -1.6 - i to 1.6 + i.
inline picture draw(int width, int threads) {
  const int height = width * 5 / 8;
  const double pixel = 3.2 / width;
  picture julia{width, height};
  paint_rows(julia, threads, [=](int y, std::span<color> row) noexcept {
    for (int x = 0; x < width; ++x)
      row[x] = steps_from((x + 0.5 - width / 2.0) * pixel,
                          (y + 0.5 - height / 2.0) * pixel);
  });
  return julia;
}
// ANCHOR_END: julia

// ANCHOR: png
// From night blue through green to amber, in Bernstein polynomials of degree 4;
// black for what never leaves.
inline std::array<png_color, 256> palette() {
  std::array<png_color, 256> colors{};
  for (int i = 0; i < 255; ++i) {
    const double t = std::sqrt(i / 255.0);
    const auto level = [](double share) {
      return static_cast<png_byte>(std::lround(255 * share));
    };
    colors[i] = {level(9 * (1 - t) * t * t * t),
                 level(15 * (1 - t) * (1 - t) * t * t),
                 level(8.5 * (1 - t) * (1 - t) * (1 - t) * t)};
  }
  return colors;
}

// Throws std::runtime_error if the file cannot be written.
inline void save(const picture& drawn, const std::filesystem::path& file) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = drawn.width();
  png.height = drawn.height();
  png.format = PNG_FORMAT_RGB_COLORMAP;
  png.colormap_entries = 256;
  if (!png_image_write_to_file(&png, file.c_str(), 0, drawn.colors().data(), 0,
                               palette().data()))
    throw std::runtime_error{"cannot write " + file.string() + ": " +
                             png.message};
}
// ANCHOR_END: png

// ANCHOR: run
// The picture as letters: the longer z stays, the darker.
inline void print(std::ostream& out, const picture& drawn) {
  constexpr std::string_view shades = " .:-=+*#%@";
  constexpr int columns = 64, lines = 20;
  for (int line = 0; line < lines; ++line) {
    const int y = drawn.height() * (2 * line + 1) / (2 * lines);
    std::string text;
    for (int column = 0; column < columns; ++column) {
      const int left = drawn.width() * column / columns;
      const int right = drawn.width() * (column + 1) / columns;
      const auto strip = drawn.row(y).subspan(left, right - left);
      const int sum = std::accumulate(strip.begin(), strip.end(), 0);
      const double mean = double(sum) / (right - left) / 256;
      text += shades[std::size_t(std::sqrt(mean) * 10)];
    }
    out << text.substr(0, text.find_last_not_of(' ') + 1) << '\n';
  }
}

// Saves the picture only if there is a folder to save it in.
inline void run(std::ostream& out, int width, int threads,
                const std::filesystem::path& into) {
  const picture julia = draw(width, threads);
  print(out, julia);
  boost::crc_32_type checksum;
  checksum.process_bytes(julia.colors().data(), julia.colors().size());
  out << width << " x " << julia.height() << " pixels, CRC-32 " << std::hex
      << std::setw(8) << std::setfill('0') << checksum.checksum() << std::dec
      << '\n';
  if (into.empty()) return;
  save(julia, into / "julia_fractal.png");
  out << "saved as julia_fractal.png\n";
}
// ANCHOR_END: run

// ANCHOR: scenario
// Two threads, two rows of two pixels.
inline void scenario() {
  picture canvas{2, 2};
  paint_rows(canvas, 2, [](int y, std::span<color> row) noexcept {
    for (color& pixel : row) pixel += color(y + 1);
  });
  const auto colors = canvas.colors();
  assert(colors[0] == 1 && colors[1] == 1 && "the first row is painted once");
  assert(colors[2] == 2 && colors[3] == 2 && "and so is the second");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: row_by_reference
// From the last row up. A task looks up its row when it runs: by then, y may be
// another.
inline void row_by_reference() {
  picture canvas{1, 2};
  int y = canvas.height();
  thread_pool::pool painter{1};
  while (y > 0) {
    --y;
    painter.post([&] { canvas.row(y)[0] = 1; });
  }
}
// ANCHOR_END: row_by_reference

// ANCHOR: canvas_goes_first
// Locals end in reverse order: the canvas before the pool that waits.
inline void canvas_goes_first() {
  thread_pool::pool painter{1};
  picture canvas{1, 1};
  painter.post([&canvas] { canvas.row(0)[0] = 1; });
}
// ANCHOR_END: canvas_goes_first

// ANCHOR: saved_too_early
// Every row has been handed out. Is every row painted?
inline void saved_too_early() {
  picture canvas{1, 1};
  thread_pool::pool painter{1};
  painter.post([&canvas] { canvas.row(0)[0] = 1; });
  const color saved = canvas.colors()[0];
  assert(saved == 1 && "what is saved has been painted");
}
// ANCHOR_END: saved_too_early

}  // namespace broken

}  // namespace julia_fractal
