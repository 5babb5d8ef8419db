# A chapter's program, asked as a reader asks: good and bad requests.
#   cmake -D programs=FOLDER -P front_desk_answers.cmake
cmake_minimum_required(VERSION 3.25)

# Runs the shell line and expects an exit status and a part of what is printed.
function(expect line status part)
  execute_process(COMMAND sh -c "PATH=${programs}:$PATH; ${line}"
    RESULT_VARIABLE ended OUTPUT_VARIABLE said ERROR_VARIABLE said TIMEOUT 20)
  string(FIND "${said}" "${part}" found)
  if(NOT ended EQUAL status OR found EQUAL -1)
    message(SEND_ERROR "${line}\nshould end with ${status} and say '${part}'; "
      "it ends with ${ended} and says:\n${said}")
  endif()
endfunction()

expect("message_passing" 0 "bounded_channel items=")
expect("message_passing --help" 0 "message_passing RECIPE KNOB=VALUE")
expect("message_passing --json" 0 "\"bounded_channel/if_instead_of_while\"")
expect("message_passing --json" 0
  "\"twins\": [\n        \"bounded_channel/if_instead_of_while\"\n      ]")
expect("message_passing --json please" 2 "takes nothing after it")
expect("message_passing tour" 0 " recipes run, 0 failed\n")
expect("message_passing bounded_chanel" 2 "Did you mean 'bounded_channel'?")
expect("message_passing bounded_channel itms=3" 2 "Did you mean 'items'?")
expect("message_passing bounded_channel items=many" 2 "takes a whole number")
expect("message_passing bounded_channel items=0" 2 "takes a whole number")
expect("message_passing explore" 2 "takes the name of a recipe")
expect("message_passing orders" 2 "takes the name of a recipe")
expect("message_passing orders fast_chanel" 2 "to audit here")
expect("message_passing orders fast_chanel" 2 "Did you mean 'fast_channel'")
expect("message_passing explore bounded_channel/if" 2 "nothing called")
expect("message_passing measure" 2 "takes the name of a recipe")
expect("message_passing measure pipeline" 2 "nothing called 'pipeline' to meas")
expect("concurrent_data_structures measure spsc_rin" 2 "Did you mean")
expect("concurrent_data_structures --json" 0 "\"measured\": true")
expect("ln -f ${programs}/concurrent_data_structures alone &&
  ./alone measure spsc_ring" 3 "./cookbook measure concurrent_data_structures")
expect("message_passing explore bounded_chanel.history/x" 2 "nothing called")
expect("multithreading hash_files folder=/nowhere" 2 "does not exist.")
expect("multithreading hash_files folder=/dev/null" 2 "is not one.")
expect("message_passing bounded_channel > /dev/full" 2 "is the disk full?")
expect("message_passing bounded_channel items=1000 | head -n 1" 0
  "cooked order 1\n")
