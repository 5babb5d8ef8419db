# Replays a recorded session and fails if a program no longer says what the book
# shows; with record=ON writes what it says now.
#   cmake -D session=FILE -D programs=FOLDER -D toolchain=NAME [-D record=ON]
#         [-D patience=SECONDS] -P replay.cmake
#
# A session is one command or more, each "$ program words..." followed by what
# it printed on either stream and, if its exit status is not 0, by
# "[exit status 2]". A program is looked for in FOLDER alone. For "$ ./cookbook
# explore HEADER.hpp" it is the one that the launcher would compile, which stands
# as ../explore/own_code/HEADER beside FOLDER.
#
# Another compiler may split a line of C++ into other operations, so a session
# of the explorer names in its first line, "# recorded with ...", the toolchain
# that its tables and counts are true for. Under another one only each command's
# verdict (its first line, up to the first colon) and exit status must agree.
cmake_minimum_required(VERSION 3.25)
if(NOT patience)
  set(patience 110)
endif()

function(run_again command reply)
  separate_arguments(words UNIX_COMMAND "${command}")
  list(POP_FRONT words prompt program)
  set(program ${programs}/${program})
  if(words MATCHES "[.]hpp")
    list(GET words 1 header)
    cmake_path(GET header STEM name)
    set(program ${programs}/../explore/own_code/${name})
  endif()
  execute_process(COMMAND ${program} ${words}
    OUTPUT_VARIABLE printed ERROR_VARIABLE printed
    RESULT_VARIABLE status TIMEOUT ${patience})
  if(NOT status EQUAL 0)
    string(APPEND printed "[exit status ${status}]\n")
  endif()
  set(${reply} "${command}\n${printed}" PARENT_SCOPE)
endfunction()

# Of each command: itself, its verdict and its exit status.
function(verdicts session result)
  string(REGEX MATCHALL
    "(^|\n)(\\$ [^\n]*\n[^\n:]*|\\[exit status [^\n]*)" kept "${session}")
  set(${result} "${kept}" PARENT_SCOPE)
endfunction()

file(READ ${session} shown)
string(REGEX MATCHALL "(^|\n)\\$ [^\n]*" commands "${shown}")
set(said "")
if(commands MATCHES "\\$ [a-z_./]+ (explore|replay|orders) ")
  set(said "# recorded with ${toolchain}\n")
endif()
foreach(command IN LISTS commands)
  string(STRIP "${command}" command)
  run_again("${command}" reply)
  string(APPEND said "${reply}")
endforeach()

if(NOT commands)
  message(FATAL_ERROR "${session} has no command: a line that starts with '$ '")
elseif(record)
  file(WRITE ${session} "${said}")
  return()
endif()

if(shown MATCHES "^# recorded with " AND
   NOT shown MATCHES "^# recorded with ${toolchain}\n")
  verdicts("${shown}" shown)
  verdicts("${said}" said)
endif()
if(NOT said STREQUAL shown)
  message(FATAL_ERROR "The book shows\n${shown}\nbut the program says\n${said}\n"
    "If that is right, record it: cmake --build --preset dev --target record")
endif()
