// Reads the tables of a recorded comparison as a program printed them, into the
// form in which `measure --json` gives them.
(() => {
  'use strict';

  const row =
    /^ {2}(.+?) +([\d.]+)(?: +([\d.]+) {2}\(([\d.]+) to ([\d.]+)\))?$/;

  const way = line => {
    const [, name, cost, median, lower, upper] = row.exec(line);
    return {
      name,
      cost: {median: Number(cost)},
      ratio: median ? {
        median: Number(median), lower: Number(lower), upper: Number(upper),
      } : null,
    };
  };

  // A heading, then the ways: the first of several with a ratio is the one that
  // the others are compared with.
  const table = block => {
    const lines = block.split('\n');
    const ways = lines.filter(line => row.test(line)).map(way);
    if (ways.length > 1 && ways[1].ratio)
      ways[0].ratio = {median: 1, lower: 1, upper: 1};
    const unit = /^ {4,}(\S.*?)(?: {3}times as fast)?$/.exec(lines[1]);
    return {
      title: lines[0].replace(/ \(\d+ rounds?\)$/, ''),
      unit: unit ? unit[1] : '',
      too_noisy: block.includes('Too noisy'),
      ways,
    };
  };

  cookbook.readRecord = text => {
    const [head, ...blocks] = text.trimEnd().split('\n\n');
    return {
      where: head.split('\n').find(line => !/^[$#]/.test(line)),
      tables: blocks.map(table).filter(each => each.ways.length > 0),
    };
  };
})();
