# Measures a recipe and writes down what that says.
#   cmake -D chapter=NAME -D recipe=NAME -D programs=FOLDER -D docs=FOLDER
#         -P record.cmake
cmake_minimum_required(VERSION 3.25)

message("${chapter} measure ${recipe}")
execute_process(COMMAND ${programs}/${chapter} measure ${recipe}
  OUTPUT_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
file(WRITE ${docs}/${chapter}/${recipe}.record
  "$ ${chapter} measure ${recipe}\n${said}")
