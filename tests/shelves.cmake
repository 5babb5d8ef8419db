# Fails, naming what is missing, unless every recipe stands on every shelf, and
# every include, anchor and link in the book leads somewhere.
#   cmake [-D root=FOLDER] -P shelves.cmake
cmake_minimum_required(VERSION 3.25)
if(NOT root)
  cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH root)
endif()
include(${root}/chapters/rows.cmake)

# `file` must exist and hold `text`; an empty text asks for the file alone.
function(need file text)
  if(NOT EXISTS ${root}/${file})
    message(SEND_ERROR "${file} is missing")
    return()
  endif()
  file(READ ${root}/${file} content)
  string(FIND "${content}" "${text}" found)
  if(found EQUAL -1)
    message(SEND_ERROR "${file} lacks: ${text}")
  endif()
endfunction()

# The wish in a recipe's first line is the wish in its row of main.cpp. From
# there it comes into the book's tables.
function(need_same_wish chapter header)
  file(STRINGS ${root}/chapters/${chapter}/${header} wish LIMIT_COUNT 1)
  string(REGEX REPLACE "^// " "" wish "${wish}")
  file(READ ${root}/chapters/${chapter}/main.cpp rows)
  string(REGEX REPLACE "\"[ \n]+\"" "" rows "${rows}")
  string(FIND "${rows}" "\"${wish}\"" found)
  if(found EQUAL -1)
    message(SEND_ERROR "chapters/${chapter}/main.cpp lacks the wish: ${wish}")
  endif()
endfunction()

# A recipe is a header of its chapter, or a folder of headers told in steps.
file(GLOB headers RELATIVE ${root}/chapters
  ${root}/chapters/*/*.hpp ${root}/chapters/*/*/*.hpp)
set(recipes "")
foreach(header IN LISTS headers)
  string(REGEX REPLACE "^([^/]+/[^/.]+).*$" "\\1" recipe "${header}")
  list(APPEND recipes ${recipe})
endforeach()
list(REMOVE_DUPLICATES recipes)
if(NOT recipes)
  message(FATAL_ERROR "${root}/chapters holds no recipe")
endif()

foreach(recipe IN LISTS recipes)
  cmake_path(GET recipe PARENT_PATH chapter)
  cmake_path(GET recipe FILENAME name)
  need(chapters/${chapter}/main.cpp "\"${name}\"")
  need(docs/SUMMARY.md "(${recipe}.md)")
  need(docs/${recipe}.md "{{#include ${name}.console}}")
  need(docs/${recipe}.console "$ ${chapter} ${name}")
  need(tests/${recipe}.cpp "TEST_CASE(\"${name}: ")
  if(EXISTS ${root}/chapters/${recipe}.hpp)
    need_same_wish(${chapter} ${name}.hpp)
  endif()
endforeach()

# What a recipe proves and how it breaks is in the book, as the explorer's own
# words: recipe.explored.console, recipe.twin.console.
# So is which memory orders it needs, if it names any but relaxed: what
# namespace broken names does not count.
# What is measured, and by which command, is in the book as well.
file(GLOB chapters RELATIVE ${root}/chapters ${root}/chapters/*/main.cpp)
set(measured "")
function(need_audit chapter recipe)
  file(GLOB files ${root}/chapters/${chapter}/${recipe}.hpp
    ${root}/chapters/${chapter}/${recipe}/*.hpp)
  foreach(file IN LISTS files)
    file(READ ${file} code)
    string(FIND "${code}" "\nnamespace broken {" begin)
    string(FIND "${code}" "\n}  // namespace broken" end)
    if(NOT begin EQUAL -1)
      string(SUBSTRING "${code}" ${end} -1 rest)
      string(SUBSTRING "${code}" 0 ${begin} code)
      string(APPEND code "${rest}")
    endif()
    if(code MATCHES "memory_order_(acquire|release|acq_rel|seq_cst)")
      need(docs/${chapter}/${recipe}.orders.console
        "$ ${chapter} orders ${recipe}")
      need(docs/${chapter}/${recipe}.md "{{#include ${recipe}.orders.console}}")
      return()
    endif()
  endforeach()
endfunction()

foreach(chapter IN LISTS chapters)
  cmake_path(GET chapter PARENT_PATH chapter)
  read_rows(${root}/chapters/${chapter}/main.cpp rows)
  foreach(recipe IN LISTS rows)
    if(scenarios_of_${recipe})
      need_audit(${chapter} ${recipe})
    endif()
    while(scenarios_of_${recipe})
      list(POP_FRONT scenarios_of_${recipe} scenario function)
      string(REPLACE "${recipe}/" "${recipe}." session ${scenario})
      if(scenario STREQUAL recipe)
        set(session ${recipe}.explored)
      endif()
      need(docs/${chapter}/${session}.console "$ ${chapter} explore ${scenario}")
      need(docs/${chapter}/${recipe}.md "{{#include ${session}.console}}")
    endwhile()
  endforeach()
  foreach(recipe IN LISTS rows_measured)
    list(APPEND measured measures/${chapter}/${recipe}.cpp)
    need(measures/${chapter}/${recipe}.cpp "#include \"${chapter}/${recipe}")
    need(docs/${chapter}/${recipe}.record "$ ${chapter} measure ${recipe}\n")
    need(docs/${chapter}/${recipe}.md "{{#include ${recipe}.record}}")
  endforeach()
endforeach()

file(GLOB comparisons RELATIVE ${root} ${root}/measures/*/*.cpp)
foreach(comparison IN LISTS comparisons)
  if(NOT comparison IN_LIST measured)
    message(SEND_ERROR "${comparison}: no row in main.cpp is .measured()")
  endif()
endforeach()

# The README's example is a recorded session, whole.
file(READ ${root}/docs/message_passing/bounded_channel.console example)
need(README.md "```console\n${example}```")

# The chapter about data structures records the calls on each of them.
foreach(recipe IN LISTS recipes)
  if(recipe MATCHES "^concurrent_data_structures/" AND
     NOT recipe MATCHES "/test_concurrent_code$")
    need(tests/${recipe}.history.hpp "explorer::every_history<")
    cmake_path(GET recipe FILENAME name)
    need(tests/${recipe}.cpp "explorer::check_random_histories<")
    need(docs/${recipe}.md "{{#include ${name}.history.console}}")
  endif()
endforeach()

# Where tests record the calls on a recipe, the book shows what the explorer
# makes of them, in recipe.history.console or in several recipe.history*.console,
# or, where that takes longer than a test may, in recipe.history.long.record.
file(GLOB headers RELATIVE ${root}/tests ${root}/tests/*/*.history.hpp)
foreach(header IN LISTS headers)
  string(REGEX REPLACE ".hpp$" "" history "${header}")
  cmake_path(GET history PARENT_PATH chapter)
  cmake_path(GET history FILENAME name)
  need(docs/${history}.console "$ ${chapter} explore ${name}/")
  file(GLOB sessions
    ${root}/docs/${history}*.console ${root}/docs/${history}*.long.record)
  set(explored "")
  foreach(session IN LISTS sessions)
    file(READ ${session} text)
    string(APPEND explored "${text}")
  endforeach()
  file(STRINGS ${root}/tests/${header} functions
    REGEX "^inline void [a-z0-9_]+\\(\\)")
  foreach(function IN LISTS functions)
    string(REGEX REPLACE "^inline void ([a-z0-9_]+).*" "\\1" function
      "${function}")
    if(NOT explored MATCHES "explore ${name}/${function}[ \n]")
      message(SEND_ERROR "no session explores ${name}/${function}")
    endif()
  endforeach()
endforeach()

# What stands beside the recipes belongs to one: no orphans after a renaming.
file(GLOB shelved RELATIVE ${root}
  ${root}/docs/*/*.console ${root}/docs/*/*.record ${root}/docs/*/*.recorded.js
  ${root}/tests/*/*.cpp ${root}/tests/*/*.history.hpp)
list(FILTER shelved EXCLUDE REGEX "^(tests/common|docs/explorer)/")
foreach(file IN LISTS shelved)
  string(REGEX REPLACE "^[^/]+/([^/]+/[^/.]+).*$" "\\1" recipe "${file}")
  if(NOT recipe IN_LIST recipes)
    message(SEND_ERROR "${file} belongs to no recipe")
  endif()
endforeach()

file(GLOB_RECURSE pages RELATIVE ${root} ${root}/docs/*.md)
foreach(page IN LISTS pages)
  cmake_path(GET page PARENT_PATH folder)
  file(READ ${root}/${page} text)

  # Prose inside a fence would be shown as code, and code as prose.
  string(REGEX MATCHALL "(^|\n)```[a-z]*" fences "${text}")
  set(inside FALSE)
  foreach(fence IN LISTS fences)
    if(inside AND fence MATCHES "[a-z]$")
      message(SEND_ERROR "${page}: a fence opens inside another")
    endif()
    if(inside)
      set(inside FALSE)
    else()
      set(inside TRUE)
    endif()
  endforeach()
  if(inside)
    message(SEND_ERROR "${page}: a fence is left open")
  endif()

  string(REGEX MATCHALL "{{#[a-z_]*include [^}]*}}" includes "${text}")
  foreach(include IN LISTS includes)
    string(REGEX MATCH "include ([^}:]+):?([^}]*)}}" include "${include}")
    cmake_path(SET file NORMALIZE ${folder}/${CMAKE_MATCH_1})
    if(CMAKE_MATCH_2)
      need(${file} "// ANCHOR: ${CMAKE_MATCH_2}\n")
      need(${file} "// ANCHOR_END: ${CMAKE_MATCH_2}\n")
    else()
      need(${file} "")
    endif()
  endforeach()

  # A bracket would keep CMake from splitting the list of matches.
  string(REPLACE "](" "link:" text "${text}")
  string(REGEX MATCHALL "link:[^):# ]+[)#]" links "${text}")
  foreach(link IN LISTS links)
    string(REGEX REPLACE "^link:(.*).$" "\\1" link "${link}")
    cmake_path(SET file NORMALIZE ${folder}/${link})
    need(${file} "")
  endforeach()

  if(NOT page STREQUAL docs/SUMMARY.md)
    cmake_path(RELATIVE_PATH page BASE_DIRECTORY docs OUTPUT_VARIABLE row)
    need(docs/SUMMARY.md "(${row})")
  endif()
endforeach()
