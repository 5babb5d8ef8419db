# Compiles what must not compile, and fails unless the compiler objects to it
# once, and for the reason that the first line states:
#   // clang rejects it: reading variable 'balance_' requires holding mutex ...
#   // Every compiler rejects it: a letter owns what it carries
#   cmake -D source=FILE -D compiler=PROGRAM -D clang=PROGRAM -D includes=FOLDERS
#         -P rejected.cmake
# Without a clang, says "skipped: ..." of what only clang checks.
cmake_minimum_required(VERSION 3.25)

file(STRINGS ${source} promise LIMIT_COUNT 1)
if(NOT promise MATCHES "^// (clang|Every compiler) rejects it: (.+)$")
  message(FATAL_ERROR "${source} does not say who rejects it, and why")
endif()
set(reason "${CMAKE_MATCH_2}")

# clang's analysis only warns here: an error would hide whether the rest of the
# file compiles.
if(CMAKE_MATCH_1 STREQUAL "clang")
  if(NOT clang)
    message("skipped: there is no clang++, and no other compiler checks this")
    return()
  endif()
  set(compiler ${clang} -Wthread-safety)
  set(objection "warning: ")
else()
  set(objection "error: ")
endif()

list(TRANSFORM includes PREPEND "-I")
execute_process(
  COMMAND ${compiler} -std=c++20 -fsyntax-only -DBOOST_THREAD_VERSION=5
    ${includes} ${source}
  OUTPUT_QUIET ERROR_VARIABLE said TIMEOUT 100)
string(REGEX MATCHALL "(error|warning): [^\n]*" objections "${said}")
list(LENGTH objections count)
string(FIND "${objections}" "${objection}" kind)
string(FIND "${objections}" "${reason}" found)
if(NOT count EQUAL 1 OR NOT kind EQUAL 0 OR found EQUAL -1)
  message(FATAL_ERROR "expected one ${objection}${reason}\nbut heard\n${said}")
endif()
