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

  // `sources`: file -> lines. `show(threads, current)` lights the lines of the
  // threads; the file shown is the one of `current`, if it is known.
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
      const line = lines[thread.at.line - 1];
      if (!line) return;
      line.classList.add('cookbook-lit', `cookbook-thread-${number % 6}`);
      line.classList.toggle('cookbook-current', isCurrent);
      line.lastChild.append(element('span',
        {class: `cookbook-tag cookbook-thread-${number % 6}`}, thread.name));
    };

    return {
      element: view,
      show(threads, current) {
        view.hidden = !current || !sources[current.file];
        if (view.hidden) return;
        open(current.file);
        for (const line of lines) {
          line.className = 'cookbook-line';
          line.lastChild.replaceChildren();
        }
        // The current thread comes last: a line of several has its color.
        const others = threads.map((thread, number) => [thread, number])
          .filter(([thread, number]) => number !== current.thread &&
            thread.at?.file === current.file);
        for (const [thread, number] of others) light(thread, number, false);
        light(threads[current.thread], current.thread, true);
        reveal(pane, lines[current.line - 1]);
      },
    };
  };
})();
