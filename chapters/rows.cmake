# Reads the rows of a chapter's main.cpp:
#   recipe{"name", ...}
#     .explore(function).explore("step", function).breaks("twin", function)
#     .measured()
# Only these words are looked at; that they are C++ is proved where main.cpp is
# compiled.

# Sets `recipes` to the names in the rows, in teaching order, and, for each of
# them that has scenarios, `scenarios_of_<name>` to a list of pairs: the name to
# explore (name, name/step or name/twin) and its function. Sets
# `<recipes>_measured` to those that are measured, and `<recipes>_broken` to the
# names to explore that are there to fail.
function(read_rows main_cpp recipes)
  file(READ ${main_cpp} text)
  string(REGEX REPLACE "[ \n]+" " " text "${text}")
  string(REGEX MATCHALL
    "recipe{ ?\"[^\"]+\"|\\.(explore|breaks|measured)\\([^)]*\\)"
    words "${text}")

  set(names "")
  set(measured "")
  set(broken "")
  foreach(word IN LISTS words)
    if(word MATCHES "^recipe{ ?\"([^\"]+)\"")
      set(name ${CMAKE_MATCH_1})
      list(APPEND names ${name})
      set(scenarios "")
    elseif(word MATCHES "\\( ?\"([^\"]+)\", ([^ )]+)")
      set(scenario ${name}/${CMAKE_MATCH_1})
      list(APPEND scenarios ${scenario} ${CMAKE_MATCH_2})
      if(word MATCHES "^\\.breaks")
        list(APPEND broken ${scenario})
      endif()
    elseif(word MATCHES "\\.explore\\( ?([^ )]+)")
      list(APPEND scenarios ${name} ${CMAKE_MATCH_1})
    elseif(word STREQUAL ".measured()")
      list(APPEND measured ${name})
    endif()
    set(scenarios_of_${name} ${scenarios} PARENT_SCOPE)
  endforeach()
  set(${recipes} ${names} PARENT_SCOPE)
  set(${recipes}_broken ${broken} PARENT_SCOPE)
  set(${recipes}_measured ${measured} PARENT_SCOPE)
endfunction()
