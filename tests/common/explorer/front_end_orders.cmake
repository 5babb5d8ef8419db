# cmake -D program=FILE -D expected=FILE -P front_end_orders.cmake
#
# Which orders are needed: each line of the expected file names a subject, and
# in the order of the source the trials that an audit must make of it. The
# command that an audit gives for a needed order must show that failure, and the
# replay that this gives as well.
cmake_minimum_required(VERSION 3.25)
function(explain subject sentence)
  message(SEND_ERROR "${subject}: ${sentence}")
endfunction()

function(check_command subject failure weakened)
  execute_process(COMMAND ${program} explore ${subject} weaken=${weakened}
    OUTPUT_VARIABLE table RESULT_VARIABLE status)
  string(REGEX MATCH "again: [a-z]+ ([^\n]*)" again "${table}")
  separate_arguments(again UNIX_COMMAND "${CMAKE_MATCH_1}")
  if(NOT status EQUAL 1 OR NOT table MATCHES "^${failure}: found")
    explain(${subject} "weaken=${weakened} shows no ${failure}:\n${table}")
    return()
  endif()
  execute_process(COMMAND ${program} ${again}
    OUTPUT_VARIABLE table RESULT_VARIABLE status)
  if(NOT status EQUAL 1)
    explain(${subject} "${again} ends with ${status}:\n${table}")
  endif()
endfunction()

file(STRINGS ${expected} lines REGEX "^[a-z]")
foreach(line IN LISTS lines)
  separate_arguments(words UNIX_COMMAND "${line}")
  list(POP_FRONT words subject)
  execute_process(COMMAND ${program} orders ${subject} --json
    OUTPUT_VARIABLE answer RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    explain(${subject} "status ${status}")
    continue()
  endif()
  set(trials "")
  string(JSON count LENGTH "${answer}" orders)
  math(EXPR last "${count} - 1")
  foreach(i RANGE ${last})
    foreach(key operation on_failure weaker needed failure weaken)
      string(JSON ${key} GET "${answer}" orders ${i} ${key})
    endforeach()
    if(on_failure)
      set(operation failure)
    endif()
    if(needed)
      list(APPEND trials ${operation}:${weaker}:needed)
      check_command(${subject} "${failure}" ${weaken})
    else()
      list(APPEND trials ${operation}:${weaker}:not)
    endif()
  endforeach()
  if(NOT trials STREQUAL words)
    explain(${subject} "${trials}, expected ${words}")
  endif()
endforeach()

# Another subject's orders are in the same header, and this one comes to its own.
execute_process(COMMAND ${program} orders orders/relay OUTPUT_VARIABLE answer)
string(REGEX MATCH "not come to, and so not weakened\n.*" unmet "${answer}")
if(NOT unmet MATCHES "orders.hpp:[0-9]+: sent.store" OR unmet MATCHES "there")
  explain(orders/relay "should come to its own orders alone:\n${answer}")
endif()

if(NOT lines)
  message(FATAL_ERROR "${expected} names no program")
endif()
