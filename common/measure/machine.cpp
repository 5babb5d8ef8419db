#include "measure/machine.hpp"

#include <sys/utsname.h>

#include <ctime>
#include <fstream>
#include <iomanip>
#include <sstream>
#include <thread>

namespace measure {
namespace {

// As Linux names it, else the kind of machine.
std::string processor() {
  std::ifstream all{"/proc/cpuinfo"};
  for (std::string line; std::getline(all, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  utsname system{};
  uname(&system);
  return system.machine;
}

std::string compiler() {
  std::ostringstream text;
#ifdef __clang__
  text << "clang++ " << __clang_major__ << '.' << __clang_minor__ << '.'
       << __clang_patchlevel__;
#else
  text << "g++ " << __GNUC__ << '.' << __GNUC_MINOR__ << '.'
       << __GNUC_PATCHLEVEL__;
#endif
#ifndef __OPTIMIZE__
  text << " (not optimized)";
#endif
  return text.str();
}

std::string date() {
  const std::time_t now = std::time(nullptr);
  std::ostringstream text;
  text << std::put_time(std::localtime(&now), "%Y-%m-%d");
  return text.str();
}

}  // namespace

machine this_machine() {
  return {processor(), std::thread::hardware_concurrency(), compiler(), date()};
}

}  // namespace measure
