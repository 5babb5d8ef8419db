#include "multithreading/julia_fractal.hpp"

#include <cstdint>
#include <numeric>
#include <span>

#include "measure/measure.hpp"
#include "measure/together.hpp"
#include "multithreading/thread_pool.hpp"

namespace {

using julia_fractal::color, julia_fractal::picture;

constexpr int width = 320, height = 200;

color at(int x, int y) {
  return julia_fractal::steps_from((x + 0.5 - width / 2) * 0.01,
                                   (y + 0.5 - height / 2) * 0.01);
}

// Has `draw` draw picture after picture, each on a canvas of its own.
template <typename Draw>
measure::result pictures(std::int64_t count, Draw draw) {
  std::uint64_t sum = 0;
  const double seconds = measure::seconds([&] {
    for (std::int64_t i = 0; i < count; ++i) {
      picture canvas{width, height};
      draw(canvas);
      const auto colors = canvas.colors();
      sum += std::accumulate(colors.begin(), colors.end(), std::uint64_t{0});
    }
  });
  return measure::timed(seconds, count * width * height, sum);
}

measure::result without_threads(std::int64_t count) {
  return pictures(count, [](picture& canvas) {
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) canvas.row(y)[x] = at(x, y);
  });
}

template <int Threads>
measure::result rows(std::int64_t count) {
  return pictures(count, [](picture& canvas) {
    julia_fractal::paint_rows(canvas, Threads,
                              [](int y, std::span<color> row) noexcept {
                                for (int x = 0; x < width; ++x)
                                  row[x] = at(x, y);
                              });
  });
}

// A task draws `Rows` rows.
template <int Rows>
measure::result bands(std::int64_t count) {
  return pictures(count, [](picture& canvas) {
    thread_pool::pool painters{2};
    for (int first = 0; first < height; first += Rows)
      painters.post([&canvas, first] {
        for (int y = first; y < first + Rows; ++y)
          for (int x = 0; x < width; ++x) canvas.row(y)[x] = at(x, y);
      });
  });
}

measure::result pixels(std::int64_t count) {
  return pictures(count, [](picture& canvas) {
    thread_pool::pool painters{2};
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x)
        painters.post([&canvas, x, y] { canvas.row(y)[x] = at(x, y); });
  });
}

}  // namespace

int main(int argc, char* argv[]) {
  return measure::serve({argv + 1, argv + argc},
                        {{"320 x 200 pixels, a task to a row",
                          "ns per pixel",
                          {{"no pool", without_threads},
                           {"1 thread", rows<1>},
                           {"2 threads", rows<2>},
                           {"4 threads", rows<4>},
                           {"8 threads", rows<8>}}},
                         {"2 threads, by what a task draws",
                          "ns per pixel",
                          {{"a row", rows<2>},
                           {"a fifth of the picture", bands<40>},
                           {"half of the picture", bands<100>},
                           {"a pixel", pixels}}}});
}
