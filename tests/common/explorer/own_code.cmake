# cmake -D compiler=PROGRAM -D root=TREE -D scratch=FOLDER -P own_code.cmake
#
# The template around a header of the reader's own finds scenario(), in the
# global namespace or in that of the header's name, and says why it cannot.
cmake_minimum_required(VERSION 3.25)

# `sentence`: what the compiler must say, or empty if it must compile.
function(expect sentence using header)
  set(path ${scratch}/mine.hpp)
  set(name mine.hpp)
  file(WRITE ${path} "${header}")
  configure_file(${root}/common/explorer/front_end/own_code.cpp.in
    ${scratch}/mine.cpp @ONLY)
  execute_process(COMMAND ${compiler} -std=c++20 -fsyntax-only
    -I${root}/common ${scratch}/mine.cpp
    RESULT_VARIABLE status ERROR_VARIABLE said)
  if(sentence STREQUAL "")
    if(NOT status EQUAL 0)
      message(SEND_ERROR "${header}\nshould compile:\n${said}")
    endif()
  elseif(status EQUAL 0 OR NOT said MATCHES "error: .*cookbook: ${sentence}")
    message(SEND_ERROR "${header}\nshould be refused: ${sentence}\n${said}")
  endif()
endfunction()

expect("" "" "inline void scenario() {}")
expect("" "using namespace mine;" "namespace mine { inline void scenario() {} }")
expect("" "using namespace mine;"
  "namespace mine { struct s {}; }  inline void scenario() {}")
expect("it has no scenario" "" "inline void scenarios() {}")
expect("it has no scenario" "" "namespace other { inline void scenario() {} }")
expect("it has no scenario" "" "inline void scenario(int) {}")
expect("it includes oneTBB" ""
  "#include <tbb/parallel_for.h>\ninline void scenario() {}")
expect("it includes oneTBB" ""
  "#include <execution>\ninline void scenario() {}")
