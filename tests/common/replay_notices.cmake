# Replay passes on a session that is true, fails on one that is not, and record
# makes it true.
#   cmake -D root=TREE -D scratch=FOLDER -P replay_notices.cmake
cmake_minimum_required(VERSION 3.25)

set(session ${scratch}/greeting.console)

# Replays `shown` against a program that says "hello" and exits with status 3.
function(replay shown options result)
  file(WRITE ${session} "${shown}")
  execute_process(
    COMMAND ${CMAKE_COMMAND} -D session=${session} -D programs=${scratch}
      -D toolchain=ours ${options} -P ${root}/tests/replay.cmake
    RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
  set(${result} ${status} PARENT_SCOPE)
endfunction()

function(accepts shown)
  replay("${shown}" "" status)
  if(NOT status EQUAL 0)
    message(SEND_ERROR "Replay rejects a true session:\n${shown}")
  endif()
endfunction()

function(rejects shown)
  replay("${shown}" "" status)
  if(status EQUAL 0)
    message(SEND_ERROR "Replay accepts a false session:\n${shown}")
  endif()
endfunction()

file(REMOVE_RECURSE ${scratch})
file(WRITE ${scratch}/greeter
  "#!/bin/sh\necho \"hello; [$1: 4\"\necho bye >&2\nexit 3\n")
file(CHMOD ${scratch}/greeter PERMISSIONS OWNER_READ OWNER_EXECUTE)

set(truth "$ greeter you\nhello; [you: 4\nbye\n[exit status 3]\n")
accepts("${truth}")
accepts("${truth}${truth}")
rejects("$ greeter me\nhello; [you: 4\nbye\n[exit status 3]\n")
rejects("$ greeter you\nhello; [you: 4\nbye\n")
rejects("$ greeter you\nhello; [you: 4\n[exit status 3]\n")
rejects("$ nobody\n")
rejects("no command\n")

# The explorer's tables hold for one toolchain, its verdicts for all.
set(table "$ greeter explore it\nhello; [explore: 4\nbye\n[exit status 3]\n")
set(other "$ greeter explore it\nhello; [explore: 5\n[exit status 3]\n")
accepts("# recorded with ours\n${table}")
accepts("# recorded with theirs\n${table}")
accepts("# recorded with theirs\n${other}")
rejects("# recorded with ours\n${other}")
rejects("# recorded with theirs\n$ greeter explore it\nbye\n[exit status 3]\n")
rejects("# recorded with theirs\n$ greeter explore it\nhello; [explore: 4\n")
rejects("${table}")

replay("$ greeter you\na lie\n" "-Drecord=ON" status)
file(READ ${session} recorded)
if(NOT status EQUAL 0 OR NOT recorded STREQUAL truth)
  message(SEND_ERROR "Recording wrote:\n${recorded}")
endif()
