# cmake -D program=FILE -D subjects=A,B,... -P front_end_replays.cmake
#
# Explores each subject twice, which must say the same, and replays the schedule
# that the answer names last, which must show the same table.
cmake_minimum_required(VERSION 3.25)
string(REPLACE "," ";" subjects "${subjects}")
foreach(subject IN LISTS subjects)
  foreach(time first second)
    execute_process(COMMAND ${program} explore ${subject}
      RESULT_VARIABLE status OUTPUT_VARIABLE ${time})
    if(NOT status EQUAL 1)
      message(SEND_ERROR "${subject}: status ${status}, expected a failure")
    endif()
  endforeach()
  if(NOT first STREQUAL second)
    message(SEND_ERROR "${subject}: two answers\n${first}\n${second}")
  endif()
  if(NOT first MATCHES ".*again: [a-z]+ replay ([^ ]+) ([^ \n]+)\n$")
    message(SEND_ERROR "${subject}: no schedule in\n${first}")
    continue()
  endif()
  execute_process(COMMAND ${program} replay ${CMAKE_MATCH_1} ${CMAKE_MATCH_2}
    RESULT_VARIABLE status OUTPUT_VARIABLE replayed)
  string(FIND "${replayed}" "step " table)
  string(SUBSTRING "${replayed}" ${table} -1 table)
  string(FIND "${first}" "${table}" where)
  if(where EQUAL -1 OR NOT status EQUAL 1)
    message(SEND_ERROR "${subject}: the replay shows\n${replayed}\nnot\n${first}")
  endif()
endforeach()
