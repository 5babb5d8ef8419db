// Draws the recorded comparison, and measures it anew on the reader's machine.
(() => {
  'use strict';

  const {element} = cookbook;

  // `record` is the text of the recorded comparison.
  cookbook.measureDesk = (place, recipe, record) => {
    const charts = element('div', {class: 'cookbook-charts'});
    const draw = (where, tables) => charts.replaceChildren(
      element('p', {}, where), ...tables.map(cookbook.chart));
    const recorded = cookbook.readRecord(record);
    draw(`Recorded: ${recorded.where}`, recorded.tables);

    const activity = cookbook.activity(recipe.name, 'Measure', () => ({
      chapter: place.chapter, mode: 'measure', recipe: recipe.name,
    }), found => draw(
      `Measured now: ${found.processor}, ${found.cores} ${
        found.cores === 1 ? 'core' : 'cores'}, ${found.compiler}`,
      found.tables));

    return element('form', {
      submit: event => {
        event.preventDefault();
        activity.toggle();
      },
    },
    ...place.served ?
      [element('div', {class: 'cookbook-knobs'}, activity.button,
        element('small', {}, 'Takes a while. Let the machine rest meanwhile.')),
        ...activity.parts] :
      [cookbook.command(`./cookbook measure ${place.chapter} ${recipe.name}`)
        .element],
    charts);
  };
})();
