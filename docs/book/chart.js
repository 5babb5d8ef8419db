// Draws a comparison: a bar for each way, with its spread. Ratios start at 1 on
// a logarithmic axis: twice as fast reaches as far to the right as half as fast
// to the left. Where a comparison has no ratios, costs start at 0.
(() => {
  'use strict';

  const {element, drawing} = cookbook;

  const width = 800;
  const left = 290;   // where the bars' room begins, after the names
  const right = 730;  // where it ends, before the figures
  const rowHeight = 26;

  const figure = value =>
    value >= 100 || value === 0 ? value.toFixed(0) :
      value >= 10 ? value.toFixed(1) : value.toFixed(2);

  // The ticks: 1, 2, 5 times powers of 10 on a ratio's axis, as few as will do.
  const ratioTicks = (least, most) => {
    const wide = most / least > 100;
    const ticks = [];
    for (let power = -4; power <= 7; ++power) {
      for (const digit of wide ? [1] : [1, 2, 5]) {
        const tick = digit * 10 ** power;
        if (tick >= least && tick <= most) ticks.push(tick);
      }
    }
    return ticks;
  };

  const ratioAxis = values => {
    const least = Math.min(...values, 1) / 1.15;
    const most = Math.max(...values, 1) * 1.15;
    const reach = Math.log(most / least);
    return {
      start: 1,
      ticks: ratioTicks(least, most),
      at: value => left + (right - left) * Math.log(value / least) / reach,
      label: tick => `${Number(tick.toPrecision(1))}\u00d7`,
    };
  };

  const costAxis = values => {
    const most = Math.max(...values) || 1;
    return {
      start: 0,
      ticks: [0, most],
      at: value => left + (right - left) * value / most,
      label: tick => String(Number(tick.toPrecision(3))),
    };
  };

  const text = (x, y, anchor, words) =>
    drawing('text', {x, y, 'text-anchor': anchor}, words);

  const bar = (axis, value, index) => {
    const middle = rowHeight * (index + 0.5);
    const from = axis.at(axis.start);
    const to = axis.at(value.median);
    const slower = axis.start === 1 && value.median < 1;
    const line = (x1, x2, y1, y2) => drawing('line', {x1, x2, y1, y2});
    const spread = value.lower < value.upper && drawing(
      'g', {class: 'cookbook-spread'},
      line(axis.at(value.lower), axis.at(value.upper), middle, middle),
      line(axis.at(value.lower), axis.at(value.lower), middle - 4, middle + 4),
      line(axis.at(value.upper), axis.at(value.upper), middle - 4, middle + 4));
    return drawing('g', {class: slower ? 'cookbook-slower' : 'cookbook-faster'},
      drawing('rect', {
        x: Math.min(from, to),
        y: middle - 8,
        width: Math.max(Math.abs(to - from), 1),
        height: 16,
      }),
      spread);
  };

  const drawAxis = (axis, bottom) => drawing('g', {class: 'cookbook-axis'},
    ...axis.ticks.flatMap(tick => [
      drawing('line', {
        x1: axis.at(tick), x2: axis.at(tick), y1: 0, y2: bottom,
        class: tick === axis.start ? 'cookbook-start' : null,
      }),
      text(axis.at(tick), bottom + 16, 'middle', axis.label(tick)),
    ]));

  const rowsOf = table => {
    const ratios = table.ways.some(way => way.ratio);
    return table.ways.map(way => ({
      name: way.name,
      value: ratios ? way.ratio : way.cost,
      words: ratios ?
        `${figure(way.ratio.median)}\u00d7` : figure(way.cost.median),
    }));
  };

  const numbers = table => element('details', {},
    element('summary', {}, 'The numbers'),
    element('div', {class: 'table-wrapper'}, element('table', {},
      element('thead', {}, element('tr', {},
        element('th', {}, 'way'), element('th', {}, table.unit || 'count'),
        element('th', {}, 'times as fast'), element('th', {}, 'spread'))),
      element('tbody', {}, ...table.ways.map(({name, cost, ratio}) =>
        element('tr', {},
          element('td', {}, name),
          element('td', {}, figure(cost.median)),
          element('td', {}, ratio ? figure(ratio.median) : ''),
          element('td', {}, ratio ?
            `${figure(ratio.lower)} to ${figure(ratio.upper)}` : '')))))));

  cookbook.chart = table => {
    const rows = rowsOf(table);
    const ratios = table.ways.some(way => way.ratio);
    const values = rows.flatMap(({value}) =>
      [value.lower, value.median, value.upper].filter(Number.isFinite));
    const axis = ratios ? ratioAxis(values) : costAxis(values);
    const bottom = rowHeight * rows.length;
    const summary = rows.map(row => `${row.name}: ${row.words}`).join('; ');
    return element('figure', {class: 'cookbook-chart'},
      element('figcaption', {}, element('strong', {}, table.title),
        ratios ? `, times as fast as: ${table.ways[0].name}` :
          table.unit ? `, ${table.unit}` : '',
        table.too_noisy && element('em', {},
          ' The machine was too noisy to tell.')),
      element('div', {class: 'cookbook-scroll'}, drawing('svg', {
        viewBox: `0 0 ${width} ${bottom + 24}`,
        role: 'img',
        'aria-label': `${table.title}. ${summary}`,
      },
      drawAxis(axis, bottom),
      ...rows.map((row, index) => bar(axis, row.value, index)),
      ...rows.map((row, index) =>
        text(left - 10, rowHeight * (index + 0.5) + 5, 'end', row.name)),
      ...rows.map((row, index) =>
        text(width, rowHeight * (index + 0.5) + 5, 'end', row.words)))),
      numbers(table));
  };
})();
