// Explores a scenario on the server, and lets the reader step through a
// schedule that fails: the one just found, or the recorded one.
(() => {
  'use strict';

  const {element} = cookbook;

  cookbook.exploreDesk = (place, recipe, scenario, recorded) => {
    const verdict = element('p', {class: 'cookbook-verdict', role: 'status'});
    const schedule = element('div');
    const stepThrough = result => cookbook.stepThrough(
      schedule, scenario, result, recorded?.sources ?? {});

    const activity = cookbook.activity(scenario, 'Explore', () => ({
      chapter: place.chapter, mode: 'explore', recipe: recipe.name, scenario,
    }), result => {
      verdict.textContent = result.summary;
      verdict.dataset.verdict = result.verdict;
      schedule.replaceChildren();
      if (result.failures.length > 0) stepThrough(result);
    });

    const known = recorded?.explored[scenario];
    const stepping = known?.failures.length > 0 && element('button', {
      type: 'button', click: () => stepThrough(known),
    }, 'Step through it');

    return element('form', {
      submit: event => {
        event.preventDefault();
        verdict.textContent = '';
        activity.toggle();
      },
    },
    element('div', {class: 'cookbook-knobs'},
      place.served && activity.button, stepping),
    ...place.served ? [...activity.parts, verdict] :
      [cookbook.command(`./cookbook explore ${place.chapter} ${scenario}`)
        .element],
    schedule);
  };
})();
