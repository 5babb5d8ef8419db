// What a failing schedule says at each of its positions: its steps, one after
// the other, and then the failure.
(() => {
  'use strict';

  // The explanation's lines tell what a thread did at the end, and where:
  //   main: assert(counter == 2) fails at data_race.hpp:92  assert(...);
  //   main waits for thread 2 at deadlock.hpp:166  }
  const endings = (explanation, names) => {
    const all = [];
    for (const line of explanation.split('\n')) {
      const [, words, file, number] =
        /^(.*) at ([\w./]+):(\d+)(?: |$)/.exec(line) ?? [];
      const thread = names.findIndex(name => line.startsWith(`${name}:`) ||
        line.startsWith(`${name} `));
      if (!file || thread < 0) continue;
      all.push({thread, words, file, line: Number(number)});
    }
    return all;
  };

  // Who does what, holds what and waits for what after `steps`, of which the
  // last say how a schedule ends.
  const threadsAfter = (steps, names) => {
    const threads = names.map(name => ({name, holds: []}));
    let waiting = [];
    for (const step of steps) {
      const thread = threads[step.thread];
      if (step.file) thread.at = step;
      thread.holds = step.holds ?? thread.holds;
      waiting = step.waiting ?? waiting;
    }
    for (const wait of waiting) {
      threads[wait.thread].waits = wait.holder === null ? wait.for :
        `${wait.for}, which ${names[wait.holder]} holds`;
    }
    return threads;
  };

  const valuesAfter = steps => {
    const values = new Map();
    for (const {value} of steps)
      if (value) values.set(value.name, value.now);
    return values;
  };

  cookbook.schedule = (result, failure) => {
    const {steps} = failure;
    const names = result.thread_names;
    const ends = endings(failure.explanation, names);

    // The explanation quotes the code, which the source shows anyway.
    const explained = failure.explanation.trim()
      .replace(/( at [\w./]+:\d+) .*$/gm, '$1');
    const told = position => {
      if (position === steps.length) return `${failure.failure}\n${explained}`;
      const {thread, words, file, line} = steps[position];
      return `${names[thread]} ${words}` + (file ? ` (${file}:${line})` : '');
    };

    return {
      names,
      steps,
      failure: failure.failure,
      last: steps.length,  // the failure's position
      at(position) {
        const done = steps.slice(0, position + 1);
        if (position === steps.length) done.push(...ends);
        return {
          current: done.at(-1).thread,
          told: told(position),
          threads: threadsAfter(done, names),
          values: valuesAfter(done),
          changed: done.at(-1)?.value?.name,
        };
      },
    };
  };
})();
