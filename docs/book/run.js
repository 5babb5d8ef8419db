// Runs a recipe with the knobs that the reader chose; without a server, shows
// the command that would.
(() => {
  'use strict';

  const {element} = cookbook;

  const field = (knob, value) => element('input', {
    type: 'number',
    name: knob.name,
    min: knob.least,
    max: knob.most,
    step: 1,
    value,
    required: true,
  });

  // The reader starts from the knobs of the recorded command.
  cookbook.runDesk = (place, recipe, recorded) => {
    // A knob that names a folder is turned on the command line only.
    const knobs = recipe.knobs.filter(knob => 'least' in knob);
    const fields = knobs.map(knob => field(knob,
      new RegExp(` ${knob.name}=(\\d+)`).exec(recorded)?.[1] ?? knob.value));
    const labels = knobs.map((knob, index) => element('label', {},
      element('span', {}, knob.name), fields[index],
      element('small', {}, `${knob.least} to ${knob.most}`)));

    const activity = cookbook.activity(recipe.name, 'Run', () => ({
      chapter: place.chapter,
      mode: 'run',
      recipe: recipe.name,
      knobs: Object.fromEntries(
        fields.map(each => [each.name, each.valueAsNumber])),
    }));
    const words = () => ['./cookbook run', place.chapter, recipe.name,
      ...fields.map(each => `${each.name}=${each.value}`)].join(' ');
    const command = cookbook.command(words());

    return element('form', {
      submit: event => {
        event.preventDefault();
        if (place.served) activity.toggle();
      },
      input: () => command.set(words()),
    },
    element('div', {class: 'cookbook-knobs'}, ...labels,
      place.served && activity.button),
    ...place.served ? activity.parts : [command.element]);
  };
})();
