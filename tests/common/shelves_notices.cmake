# The shelf check passes on the tree as it is, and names what is missing from a
# copy that lacks one thing.
#   cmake -D root=TREE -D scratch=FOLDER -P shelves_notices.cmake
cmake_minimum_required(VERSION 3.25)

function(check_shelves result words)
  execute_process(
    COMMAND ${CMAKE_COMMAND} -D root=${scratch} -P ${root}/tests/shelves.cmake
    RESULT_VARIABLE status ERROR_VARIABLE said OUTPUT_QUIET)
  set(${result} ${status} PARENT_SCOPE)
  set(${words} "${said}" PARENT_SCOPE)
endfunction()

# Takes `what` out of `file` (the whole file, if `what` is empty), expects a
# complaint that says `complaint`, and puts the file back.
function(notices file what complaint)
  file(READ ${scratch}/${file} before)
  if(what STREQUAL "")
    file(REMOVE ${scratch}/${file})
  else()
    string(REPLACE "${what}" "" after "${before}")
    if(after STREQUAL before)
      message(FATAL_ERROR "${file} never held: ${what}")
    endif()
    file(WRITE ${scratch}/${file} "${after}")
  endif()
  check_shelves(status said)
  file(WRITE ${scratch}/${file} "${before}")
  string(FIND "${said}" "${complaint}" found)
  if(status EQUAL 0 OR found EQUAL -1)
    message(SEND_ERROR "Without '${what}' in ${file} the shelf check should say "
      "'${complaint}'; its exit status is ${status} and it says:\n${said}")
  endif()
endfunction()

file(REMOVE_RECURSE ${scratch})
file(MAKE_DIRECTORY ${scratch})
file(COPY ${root}/README.md ${root}/chapters ${root}/common ${root}/docs
  ${root}/measures ${root}/tests DESTINATION ${scratch})

check_shelves(status said)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "The shelves are not in order:\n${said}")
endif()

set(channel message_passing/bounded_channel)
notices(docs/${channel}.md "" "docs/${channel}.md is missing")
notices(docs/${channel}.console "" "docs/${channel}.console is missing")
notices(docs/${channel}.explored.console ""
  "docs/${channel}.explored.console is missing")
notices(docs/${channel}.md "{{#include bounded_channel.explored.console}}"
  "docs/${channel}.md lacks")
notices(docs/${channel}.md "{{#include bounded_channel.console}}\n```"
  "a fence")
notices(docs/${channel}.history.console "two_calls_each_through_one_place"
  "bounded_channel.history/two_calls_each_through_one_place")
notices(docs/${channel}.if_instead_of_while.console ""
  "docs/${channel}.if_instead_of_while.console is missing")
notices(tests/${channel}.cpp "" "tests/${channel}.cpp is missing")
notices(chapters/${channel}.hpp "" "belongs to no recipe")
notices(chapters/${channel}.hpp ""
  "docs/${channel}.recorded.js belongs to no recipe")
notices(chapters/${channel}.hpp "// ANCHOR: channel\n" "ANCHOR: channel")
notices(chapters/${channel}.hpp "// ANCHOR_END: run\n" "ANCHOR_END: run")
notices(chapters/${channel}.hpp " wait for a slow consumer" "lacks the wish")
notices(chapters/message_passing/main.cpp "\"bounded_channel\""
  "chapters/message_passing/main.cpp lacks")
notices(docs/SUMMARY.md "(${channel}.md)" "docs/SUMMARY.md lacks")
notices(docs/overview.md "" "docs/overview.md is missing")
notices(README.md "cooked order 2\n" "README.md lacks")

set(stack concurrent_data_structures/lockfree_stack)
notices(tests/${stack}.history.hpp ""
  "tests/${stack}.history.hpp is missing")
notices(docs/${stack}.md "{{#include lockfree_stack.history.console}}"
  "docs/${stack}.md lacks")

set(ring concurrent_data_structures/spsc_ring)
notices(measures/${ring}.cpp "" "measures/${ring}.cpp is missing")
notices(docs/${ring}.record "" "docs/${ring}.record is missing")
notices(docs/${ring}.record "measure spsc_ring" "docs/${ring}.record lacks")
notices(docs/${ring}.md "{{#include spsc_ring.record}}" "docs/${ring}.md lacks")
notices(chapters/concurrent_data_structures/main.cpp ".measured()"
  "no row in main.cpp is")
notices(docs/${ring}.orders.console "" "docs/${ring}.orders.console is missing")
notices(docs/${ring}.orders.console "orders spsc_ring"
  "docs/${ring}.orders.console lacks")
notices(docs/${ring}.md "{{#include spsc_ring.orders.console}}"
  "docs/${ring}.md lacks")
