# cmake -D program=FILE -D failing=SUBJECT -D proved=SUBJECT
#   -P front_end_requests.cmake
#
# What the command line promises: exit statuses, and a sentence for a request
# that makes no sense.
cmake_minimum_required(VERSION 3.25)
function(expect status sentence)
  execute_process(COMMAND ${program} ${ARGN}
    RESULT_VARIABLE got OUTPUT_VARIABLE output ERROR_VARIABLE complaint)
  if(NOT got EQUAL status)
    message(SEND_ERROR "${ARGN}: status ${got}, expected ${status}")
  endif()
  if(NOT "${output}${complaint}" MATCHES "${sentence}")
    message(SEND_ERROR "${ARGN}: \"${output}${complaint}\" lacks ${sentence}")
  endif()
endfunction()

expect(0 "^proved: no failure in any interleaving" explore ${proved})
expect(0 "\"verdict\": \"proved\"" explore ${proved} --json)
expect(0 "at most 1 preemption" explore ${proved} preemptions=1)
expect(3 "^not finished: the limit of 1 execution" explore ${proved} executions=1)
expect(1 "again: [a-z]+ replay ${failing} " explore ${failing})
expect(1 "\"kind\": \"assertion\"" explore ${failing} --json)
expect(0 "^no failure in this interleaving" replay ${failing} 0)
expect(0 "^proved" explore ${proved} memory=sc)
expect(1 "again: [a-z]+ replay [^ ]+ [^ ]+ memory=sc" explore ${failing} memory=sc)
expect(2 "memory is c\\+\\+ or sc" explore ${proved} memory=x86)
expect(0 "^proved" explore failures/increment_with_any_help refused_threads=1)
expect(0 "2 executions" explore failures/increment_with_any_help refused_threads=1)
expect(0 "^proved" explore failures/first_left_alone)
expect(1 "again: .* refused_threads=1\n" explore failures/first_left_alone
  refused_threads=1)
expect(1 "joinable thread|exception leaves" explore failures/first_left_alone
  refused_threads=1)
expect(1 "exception leaves a thread" replay failures/first_left_alone 0b
  refused_threads=1)
expect(0 "^no failure in this" replay failures/first_left_alone 0)
expect(2 "names no schedule" replay ${failing} zz)
expect(2 "decision" replay ${failing} 999c)
expect(2 "needs a schedule" replay ${failing})
expect(2 "there is no scenario \"nothing\"" explore nothing)
expect(2 "there is no option \"speed\"" explore ${proved} speed=1)
expect(2 "takes a whole number" explore ${proved} executions=many)
expect(2 "say \"explore NAME\"")
expect(0 "^0 of 2 orders needed: each was weakened alone in ${proved}" orders ${proved})
expect(0 "seq_cst -> acq_rel +not needed" orders ${proved})
expect(0 "\"summary\": \"0 of 2 orders needed" orders ${proved} --json)
expect(3 "^0 of 2 orders needed" orders ${proved} executions=1)
expect(3 "not finished: the limit of 1 executions" orders ${proved} executions=1)
expect(1 "^not audited: ${failing}: assertion failed" orders ${failing})
expect(0 "^nothing to weaken: no order stronger than relaxed in failures/first_left_alone"
  orders failures/first_left_alone)
expect(2 "there is no scenario \"nothing\"" orders nothing)
expect(2 "weaken takes FILE:LINE:ORDER" explore ${proved} weaken=here)
expect(2 "weakens nothing that" explore ${proved} weaken=failures.hpp:1:relaxed)
expect(2 "no option \"weaken\"" orders ${proved} weaken=a.hpp:1:relaxed)
