// A recipe's source with the line lit at which each thread stands.
(() => {
  'use strict';

  const {element} = cookbook;

  // Colors the lines one by one, as a comment or string may not span the marks.
  const colored = lines => {
    let state;
    return lines.map(text => {
      const code = element('span', {class: 'cookbook-text'});
      if (window.hljs) {
        const {value, top} = hljs.highlight('cpp', text, true, state);
        code.innerHTML = value;  // made of escaped text by highlight.js
        state = top;
      } else {
        code.textContent = text;
      }
      return code;
    });
  };

  const listing = lines => colored(lines).map((code, index) =>
    element('span', {class: 'cookbook-line', 'data-line': index + 1},
      code, element('span', {class: 'cookbook-tags'})));

  // Scrolls the listing and leaves the page where it is.
  const reveal = (pane, line) => {
    const above = line.offsetTop - pane.scrollTop;
    if (above < 0 || above > pane.clientHeight - 2 * line.offsetHeight)
      pane.scrollTop = line.offsetTop - pane.clientHeight / 3;
  };

  // `sources`: file -> lines. `show(threads, current)` lights the lines where
  // the threads stand, in the file of the thread with the number `current`. If
  // nobody knows where that is, in the file of another.
  cookbook.sourceView = sources => {
    const title = element('figcaption');
    const code = element('code', {class: 'hljs language-cpp'});
    const pane =
      element('pre', {class: 'cookbook-source', tabindex: '0'}, code);
    const view = element('figure', {class: 'cookbook-listing'}, title, pane);
    let shown = null;
    let lines = [];

    const open = file => {
      if (file === shown) return;
      shown = file;
      lines = listing(sources[file]);
      code.replaceChildren(...lines);
      title.textContent = file;
      pane.setAttribute('aria-label', `Source: ${file}`);
    };

    const light = (thread, number, isCurrent) => {
      const color = `cookbook-thread-${number % 6}`;
      const line = lines[thread.at.line - 1];
      line.className = `cookbook-line cookbook-lit ${color}`;
      line.classList.toggle('cookbook-current', isCurrent);
      line.lastChild.append(
        element('span', {class: `cookbook-tag ${color}`}, thread.name));
    };

    return {
      element: view,
      show(threads, current) {
        const {at} = [threads[current], ...threads]
          .find(thread => sources[thread.at?.file]) ?? {};
        view.hidden = !at;
        if (view.hidden) return;
        open(at.file);
        for (const line of lines) {
          line.className = 'cookbook-line';
          line.lastChild.replaceChildren();
        }
        // The current thread comes last: a line of several has its color.
        const last = number => number === current;
        const order = [...threads.keys()].sort((a, b) => last(a) - last(b));
        for (const number of order) {
          if (threads[number].at?.file === at.file)
            light(threads[number], number, last(number));
        }
        reveal(pane, lines[at.line - 1]);
      },
    };
  };
})();
