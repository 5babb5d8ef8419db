// Steps through a schedule that fails: the source, who holds what and waits for
// what, the values, and the table of steps with a column for each thread.
(() => {
  'use strict';

  const {element} = cookbook;

  const threadClass = number => `cookbook-thread-${number % 6}`;

  const card = (thread, number) => {
    const fact = (name, words) => words && words.length > 0 &&
      element('div', {}, element('dt', {}, name), element('dd', {}, words));
    const {at} = thread;
    return element('li', {class: threadClass(number)},
      element('strong', {class: 'cookbook-tag'}, thread.name),
      element('dl', {},
        fact('at', at && `${at.file}:${at.line}`),
        fact('holds', thread.holds.join(', ')),
        fact('waits for', thread.waits)));
  };

  const valueList = ({values, changed}) => element('dl', {},
    ...[...values].map(([name, now]) => element('div',
      {class: name === changed ? 'cookbook-changed' : null},
      element('dt', {}, name), element('dd', {}, now))));

  // The table; a click on a row goes there.
  const table = (schedule, label, go) => {
    const row = (position, ...cells) => element('tr', {
      click: () => go(position),
      class: position === schedule.last ? 'cookbook-failure' : null,
    }, element('th', {scope: 'row'},
      position === schedule.last ? '' : String(position + 1)), ...cells);
    const rows = schedule.steps.map((step, position) => row(position,
      ...schedule.names.map((_, number) => element('td', {
        class: number === step.thread ? threadClass(number) : null,
      }, number === step.thread && step.words +
        (step.repeated > 1 ? ` (${step.repeated} times)` : '')))));
    rows.push(row(schedule.last,
      element('td', {colspan: schedule.names.length}, schedule.failure)));
    const pane = element('div', {class: 'cookbook-steps'},
      element('table', {'aria-label': label},
        element('thead', {}, element('tr', {},
          element('th', {scope: 'col'}, 'step'),
          ...schedule.names.map((name, number) => element('th', {scope: 'col'},
            element('span', {class: `cookbook-tag ${threadClass(number)}`},
              name))))),
        element('tbody', {}, ...rows)));
    return {pane, rows};
  };

  const reveal = (pane, row) => {
    const head = pane.querySelector('thead').offsetHeight;
    if (row.offsetTop - head < pane.scrollTop)
      pane.scrollTop = row.offsetTop - head;
    const below = row.offsetTop + row.offsetHeight - pane.clientHeight;
    if (below > pane.scrollTop) pane.scrollTop = below;
  };

  const keys = {
    ArrowRight: (position, last) => Math.min(position + 1, last),
    ArrowLeft: position => Math.max(position - 1, 0),
    Home: () => 0,
    End: (_, last) => last,
  };
  keys.ArrowDown = keys.ArrowRight;
  keys.ArrowUp = keys.ArrowLeft;

  const buttons = [
    ['Home', 'First step'],
    ['ArrowLeft', '\u25c0 Back'],
    ['ArrowRight', 'Forward \u25b6'],
    ['End', 'Failure'],
  ];

  // One failure's schedule.
  const walk = (schedule, sources, label) => {
    const source = cookbook.sourceView(sources);
    const told = element('p', {class: 'cookbook-told', role: 'status'});
    const threads = element('ul', {class: 'cookbook-threads'});
    const values = element('div', {class: 'cookbook-values'});
    let position = 0;

    const go = there => {
      position = there;
      const state = schedule.at(position);
      const where = position === schedule.last ? 'Failure' :
        `Step ${position + 1} of ${schedule.last}`;
      told.replaceChildren(element('strong', {}, `${where}:`),
        ` ${state.told}`);
      source.show(state.threads, state.current);
      threads.replaceChildren(...state.threads.map(card));
      values.replaceChildren(valueList(state));
      rows.forEach((row, index) => {
        row.classList.toggle('cookbook-ahead', index > position);
        if (index === position) row.setAttribute('aria-current', 'step');
        else row.removeAttribute('aria-current');
      });
      reveal(pane, rows[position]);
    };
    const press = key => go(keys[key](position, schedule.last));
    const {pane, rows} = table(schedule, label, go);

    return {
      press,
      parts: [
        element('div', {class: 'cookbook-controls'},
          ...buttons.map(([key, name]) => element('button',
            {type: 'button', click: () => press(key)}, name))),
        told, source.element, threads, values, pane,
      ],
      start: () => go(0),
    };
  };

  // Lets the reader step, in `parent`, through what the explorer's --json says
  // of a scenario that fails.
  cookbook.stepThrough = (parent, scenario, result, sources) => {
    const body = element('div');
    let walking;
    const open = index => {
      walking = walk(cookbook.schedule(result, result.failures[index]), sources,
        `Steps of ${scenario}`);
      body.replaceChildren(...walking.parts);
      walking.start();
    };
    const choice = result.failures.length > 1 && element('label', {},
      'Failure ',
      element('select', {change: event => open(event.target.selectedIndex)},
        ...result.failures.map((each, index) => element('option', {},
          `${index + 1}: ${each.failure}`))));
    const stepper = element('div', {
      class: 'cookbook-stepper',
      role: 'group',
      'aria-label': `Schedule of ${scenario}: the arrow keys step, ` +
        'Home and End go to the first step and the failure',
      tabindex: '0',
      keydown: event => {
        const inside = event.target.closest('select, pre');
        const modified = event.altKey || event.ctrlKey || event.metaKey;
        if (inside || modified || !(event.key in keys)) return;
        event.preventDefault();
        walking.press(event.key);
      },
    }, choice, body);
    parent.replaceChildren(stepper);
    open(0);
    stepper.focus();
  };
})();
