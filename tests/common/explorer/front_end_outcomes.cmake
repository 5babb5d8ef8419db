# cmake -D program=FILE -D expected=FILE -P front_end_outcomes.cmake
#
# Searches each subject that the expected file names, with and without
# reduction, and fails unless all searches are complete and have noted the same
# outcomes, so many of them.
cmake_minimum_required(VERSION 3.25)
file(STRINGS ${expected} lines REGEX "^[a-z]")
foreach(line IN LISTS lines)
  separate_arguments(words UNIX_COMMAND "${line}")
  list(GET words 0 subject)
  list(GET words 1 number)
  list(GET words 2 searches)
  string(REPLACE "," ";" searches "${searches}")
  unset(all)
  foreach(search IN LISTS searches)
    execute_process(COMMAND ${program} explore ${subject} search=${search} --json
      OUTPUT_VARIABLE answer)
    string(JSON kind GET "${answer}" kind)
    string(JSON outcomes GET "${answer}" outcomes)
    string(JSON count LENGTH "${answer}" outcomes)
    if(NOT kind STREQUAL proved)
      message(SEND_ERROR "${subject}: ${kind} by ${search}")
    elseif(NOT count EQUAL number)
      message(SEND_ERROR
        "${subject}: ${count} outcomes by ${search}, expected ${number}")
    elseif(DEFINED all AND NOT outcomes STREQUAL all)
      message(SEND_ERROR "${subject}: other outcomes by ${search}")
    endif()
    set(all "${outcomes}")
  endforeach()
endforeach()
