// A program at work on the server: the button that starts and stops it, what it
// prints, and how it ended.
(() => {
  'use strict';

  const {element} = cookbook;

  const ending = ({reason, status, signal}) => ({
    'exited': `exit status ${status}`,
    'signal': `ended by signal ${signal}`,
    'stopped': 'stopped',
    'deadline': 'ended at its deadline',
    'too much output': 'ended: it printed too much',
    'could not start': 'it could not be started',
  })[reason];

  const seconds = time =>
    `${time < 10 ? time.toPrecision(2) : Math.round(time)} s`;

  // Appends text as it is: an escape code shows as a symbol and does nothing.
  // Follows the end unless the reader has scrolled away from it.
  const print = (pane, stream, text) => {
    const follows =
      pane.scrollTop + pane.clientHeight > pane.scrollHeight - 40;
    const shown = text.replaceAll('\x1b', '\u241b');
    pane.append(
      stream === 'out' ? shown :
        element('span', {class: 'cookbook-err'}, shown));
    pane.hidden = false;
    if (follows) pane.scrollTop = pane.scrollHeight;
  };

  // `name` says what works. `request()` returns what to ask the server for, and
  // `show(json)` gets the result of a program that has one.
  cookbook.activity = (name, label, request, show = () => {}) => {
    const button =
      element('button', {type: 'submit', class: 'cookbook-action'}, label);
    const said = element('span', {role: 'status'});
    // Of no use when it is read aloud each second.
    const clock = element('span', {'aria-hidden': 'true'});
    const status = element('p', {class: 'cookbook-status'}, said, clock);
    const output = element('pre', {
      class: 'cookbook-output',
      role: 'region',
      'aria-label': `Output of ${name}`,
      tabindex: '0',
      hidden: true,
    });
    let work = null;  // what stops the program while it works

    const take = events => {
      let last = null;
      const flush = () => last && print(output, last.stream, last.text);
      for (const event of events) {
        if (event.event === 'queued') {
          said.textContent = `waiting: number ${event.place} in the queue`;
        } else if (event.event === 'started') {
          said.textContent = `running: ${event.command}`;
        } else if (event.event === 'output') {
          if (last?.stream === event.stream) {
            last.text += event.text;
          } else {
            flush();
            last = {...event};
          }
        } else if (event.event === 'result') {
          show(event.json);
        } else if (event.event === 'ended') {
          said.textContent = `${ending(event)} after ${
            seconds(event.seconds)}`;
        }
      }
      flush();
      return events.at(-1);
    };

    const start = async asked => {
      work = new AbortController();
      button.textContent = 'Stop';
      output.replaceChildren();
      output.hidden = true;
      said.textContent = 'running';
      const begun = performance.now();
      const elapsed = () => (performance.now() - begun) / 1000;
      const ticking = setInterval(() => {
        clock.textContent = ` (${Math.round(elapsed())} s)`;
      }, 1000);
      try {
        let last = null;
        for await (const events of cookbook.server.run(asked, work.signal))
          last = take(events);
        if (last?.event !== 'ended')
          said.textContent = 'The server has gone away.';
      } catch (error) {
        if (error.name === 'AbortError') {
          said.textContent = `stopped after ${seconds(elapsed())}`;
        } else {
          said.textContent = error.message;
          if (!(error instanceof cookbook.server.Refusal)) throw error;
        }
      } finally {
        clearInterval(ticking);
        clock.textContent = '';
        work = null;
        button.textContent = label;
      }
    };

    return {
      button,
      parts: [status, output],
      toggle() {
        if (work) work.abort();
        else start(request());
      },
    };
  };
})();
