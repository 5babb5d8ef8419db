# What the cookbook needs from the machine, and how to see that it is there.

# One tool a line: tier, Debian package, probe, name elsewhere, purpose.
# The tiers run and test are essential; the cookbook does without the others
# and says what is lost.
tools() {
  cat <<'END'
run|g++|compiler|g++ 12 or clang++ 14, or newer|compiling the recipes
run|cmake|cmake_325|CMake 3.25 or newer|configuring the build
run|ninja-build|program ninja|Ninja|running the build
run|libboost-dev|header boost/version.hpp|Boost 1.74 or newer|lock-free queues, the book's server
run|libboost-thread-dev|library boost_thread|Boost.Thread|threads and locks
run|libboost-chrono-dev|library boost_chrono|Boost.Chrono|time limits
run|libtbb-dev|library tbb|oneTBB|parallel algorithms and containers
run|libssl-dev|header openssl/evp.h|OpenSSL|SHA-256 of files
run|libpng-dev|header png.h|libpng|pictures in PNG files
run|nlohmann-json3-dev|header nlohmann/json.hpp|nlohmann/json|lists in JSON
explore|libdw-dev|header elfutils/libdw.h|libdw|source lines in the explorer
test|catch2|catch2|Catch2 2.13 or newer|the unit tests
test|zlib1g-dev|header zlib.h|zlib|the book's links to Compiler Explorer
test|libboost-context-dev|library boost_context|Boost.Context|explorer tests
measure|libconcurrentqueue-dev|moodycamel|moodycamel's queues|comparing queues
clang|clang|program clang++|clang++ 14 or newer|tests under a second compiler
read|python3-venv|mdbook_source|Python with venv, or cargo|mdBook and the book
browser|chromium|chromium|Chromium|the book's test in a browser
browser|chromium-driver|program chromedriver|ChromeDriver|that test
browser|python3-selenium|selenium|Selenium for Python|that test
END
}

tools_of() {
  tools | grep "^$1|"
}

# The first compiler that is new enough, in CMake's own order of preference.
# Empty if there is none.
find_compiler() {
  local candidate
  for candidate in "${CXX:-c++}" c++ g++ clang++ g++-14 g++-13 g++-12 \
    clang++-18 clang++-17 clang++-16 clang++-15 clang++-14; do
    if compiles_cookbook "$candidate"; then
      printf '%s\n' "$candidate"
      return
    fi
  done
}

compiles_cookbook() {
  "$1" -std=c++20 -fsyntax-only -x c++ - >/dev/null 2>&1 <<'END'
#include <version>
#if defined(__clang__) ? __clang_major__ < 14 : __GNUC__ < 12
#error too old
#endif
END
}

has_compiler() {
  [ -n "$compiler" ]
}

has_program() {
  local name
  for name; do
    ! command -v "$name" >/dev/null || return 0
  done
  return 1
}

# The compiler knows where headers are, on any system. Without a compiler none
# is of use.
has_header() {
  printf '#if !__has_include(<%s>)\n#error missing\n#endif\n' "$1" |
    "${compiler:-false}" -E -x c++ - >/dev/null 2>&1
}

# Debian's headers of Boost.Thread come without its library: look for that.
has_library() {
  local suffix
  for suffix in so dylib; do
    case $("${compiler:-false}" -print-file-name="lib$1.$suffix" 2>&1) in
      */*) return 0 ;;
    esac
  done
  return 1
}

has_catch2() {
  has_header catch2/catch_all.hpp || has_header catch2/catch.hpp
}

has_moodycamel() {
  has_header concurrentqueue/blockingconcurrentqueue.h
}

# at_least WANTED VERSION
# Versions are compared number by number: 0.4.9 comes before 0.4.40.
at_least() {
  printf '%s\n' "$@" | sort -V -C
}

has_cmake_325() {
  has_program cmake && at_least 3.25 "$(cmake --version | sed -n '1s/.* //p')"
}

has_mdbook_source() {
  [ -n "$(find_mdbook)" ] || has_python_venv || has_program cargo
}

has_chromium() {
  has_program chromium chromium-browser google-chrome
}

# Debian's package is for Debian's Python, whichever comes first in the path.
has_selenium() {
  local python
  for python in /usr/bin/python3 python3; do
    ! "$python" -c 'import selenium' 2>/dev/null || return 0
  done
  return 1
}

has_python_venv() {
  has_program python3 && python3 -c 'import ensurepip, venv' 2>/dev/null
}

# missing TIER...
# Prints the rows of tools() that this machine lacks.
missing() {
  local compiler tier row package probe
  compiler=$(find_compiler)
  for tier; do
    tools_of "$tier" | while IFS= read -r row; do
      IFS='|' read -r _ package probe _ <<<"$row"
      # A probe may have arguments: it is split on purpose.
      # shellcheck disable=SC2086
      has_$probe </dev/null || printf '%s\n' "$row"
    done
  done
}

# has_all TIER...
has_all() {
  [ -z "$(missing "$@")" ]
}
