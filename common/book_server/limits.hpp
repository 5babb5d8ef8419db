// What the server allows. Sizes are in bytes.
#pragma once

#include <chrono>
#include <cstddef>

namespace book_server {

struct limits {
  std::size_t header = 8 << 10;
  std::size_t body = 4 << 10;
  std::size_t connections = 512;
  // For a request to arrive, and for a reader to take what was written.
  std::chrono::seconds patience{15};

  std::size_t running = 2;
  std::size_t waiting = 8;
  std::chrono::seconds deadline{20};        // of a run
  std::chrono::seconds long_deadline{120};  // of explore, measure and the like
  std::size_t output = 1 << 20;
  std::size_t result = 4 << 20;    // what a program says in JSON
  std::size_t unsent = 64 << 10;   // beyond this the program has to wait
  std::size_t written = 64 << 20;  // of each file that a program writes
};

}  // namespace book_server
