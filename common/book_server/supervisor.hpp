// The process between the server and a program that it runs. It sees to it that
// the program, and all that the program starts, ends: with the program itself,
// when the server says so, and when the server is no more.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace book_server {

struct launch {
  std::filesystem::path program;
  std::vector<std::string> words;
  std::chrono::seconds cpu;  // after which the system ends a process
  std::size_t written;       // how far a file that it writes may grow
};

// The descriptors that the supervisor has of what is the server's.
struct supervisor_ends {
  int control;  // a socket: its end of file means stop
  int out;
  int err;
};

// What a freshly forked process becomes. Runs the program, waits until it has
// ended or `control` has, kills what is left of it, writes the program's wait
// status (an int) to `control`, and exits.
[[noreturn]] void supervise(const launch& asked, supervisor_ends ends);

}  // namespace book_server
