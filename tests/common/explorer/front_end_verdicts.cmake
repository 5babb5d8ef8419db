# cmake -D program=FILE -D topic=NAME -D expected=FILE -D compiler=NAME
#   -P front_end_verdicts.cmake
#
# Explores every subject that a line "<topic>/<name> <verdict> [<executions>]"
# of the expected file names, and fails if a verdict, or a stated number of
# executions that were not cut short, is another. Of "a|b" either is right, and
# of "a|clang:b" only under that compiler.
cmake_minimum_required(VERSION 3.25)
file(STRINGS ${expected} lines REGEX "^${topic}/")
set(tried 0)
foreach(line IN LISTS lines)
  separate_arguments(words UNIX_COMMAND "${line}")
  list(GET words 0 subject)
  list(GET words 1 verdict)
  list(LENGTH words count)
  execute_process(COMMAND ${program} explore ${subject} seconds=60 --json
    RESULT_VARIABLE status OUTPUT_VARIABLE answer ERROR_VARIABLE complaint)
  string(JSON found ERROR_VARIABLE broken GET "${answer}" kind)
  string(REPLACE "|" ";" right "${verdict}")
  list(TRANSFORM right REPLACE "^${compiler}:" "")
  if(broken)
    message(SEND_ERROR "${subject}: no answer, status ${status} ${complaint}")
  elseif(NOT found IN_LIST right)
    message(SEND_ERROR "${subject}: ${found}, expected ${verdict}")
  elseif(count GREATER 2)
    list(GET words 2 executions)
    string(JSON begun GET "${answer}" executions)
    string(JSON cut_short GET "${answer}" redundant)
    math(EXPR needed "${begun} - ${cut_short}")
    if(NOT needed EQUAL executions)
      message(SEND_ERROR "${subject}: ${needed} executions, expected ${executions}")
    endif()
  endif()
  math(EXPR tried "${tried} + 1")
endforeach()
if(tried EQUAL 0)
  message(FATAL_ERROR "${expected} names no program of ${topic}")
endif()
