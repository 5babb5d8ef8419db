// Every compiler rejects it: no matching function for call to
#include "multithreading/julia_fractal.hpp"

using julia_fractal::color;

void paint(julia_fractal::picture& canvas) {
  julia_fractal::paint_rows(canvas, 2, [](int y, std::span<color> row) {
    if (row.empty()) throw std::out_of_range{std::to_string(y)};
  });
}
