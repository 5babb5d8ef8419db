// Puts a desk below each recorded session of a recipe's page, where the reader
// does what the session shows, and links to them below the wish.
(() => {
  'use strict';

  const {element} = cookbook;

  // .../message_passing/bounded_channel.html
  const placeOf = path => {
    const [, chapter, recipe] = /([^/]+)\/([^/]+)\.html$/.exec(path) ?? [];
    return {chapter, recipe};
  };

  // The page's sessions, with their commands.
  const sessions = () =>
    [...document.querySelectorAll('main code.language-console')].map(code => ({
      block: code.closest('pre'),
      text: code.textContent,
      commands: code.textContent.split('\n')
        .filter(line => line.startsWith('$ ')).map(line => line.slice(2)),
    }));

  // Of "bounded_channel/if_instead_of_while": "Break it: if instead of while".
  const invitation = (scenario, recipe) => {
    const part = scenario.split('/')[1]?.replaceAll('_', ' ');
    if (recipe.twins.includes(scenario)) return `Break it: ${part}`;
    return part ? `Explore ${part}` : 'Explore it';
  };

  // What a reader can do of what the page shows, each with the session that
  // shows it.
  const offers = (place, recipe, recorded) => {
    const {chapter} = place;
    const {name} = recipe;
    return [
      {
        command: new RegExp(`^${chapter} ${name}( \\w+=\\d+)*$`),
        id: 'run',
        link: 'Run it',
        desk: (session, command) => cookbook.runDesk(place, recipe, command),
      },
      // A proof may be out of reach without the session's settings, but not the
      // failure of a twin.
      ...recipe.scenarios.map(scenario => ({
        command: new RegExp(`^${chapter} explore ${scenario}${
          recipe.twins.includes(scenario) ? '( |$)' : '$'}`),
        id: `explore-${scenario.replace('/', '-')}`,
        link: invitation(scenario, recipe),
        desk: () => cookbook.exploreDesk(place, recipe, scenario, recorded),
      })),
      {
        command: new RegExp(`^${chapter} measure ${name}$`),
        id: 'measure',
        link: 'Measure it',
        desk: session => cookbook.measureDesk(place, recipe, session.text),
      },
    ];
  };

  // mdBook turns pages at the arrow keys: not while the reader is at a desk.
  const keepArrows = event => {
    if (event.key.startsWith('Arrow')) event.stopPropagation();
  };

  // Whether the page has a session for the offer, and now a desk below it.
  const furnish = (offer, shown) => {
    for (const session of shown) {
      const command =
        session.commands.find(each => offer.command.test(each));
      if (!command) continue;
      session.block.after(element('section', {
        id: `cookbook-${offer.id}`,
        class: 'cookbook-desk',
        'aria-label': offer.link,
        keydown: keepArrows,
      }, offer.desk(session, command)));
      return true;
    }
    return false;
  };

  const bar = (place, links, recorded) => element('nav', {
    class: 'cookbook-bar', 'aria-label': 'What you can do here',
  },
  ...links.map(({id, link}) =>
    element('a', {href: `#cookbook-${id}`}, link)),
  recorded?.compiler_explorer && element('a', {
    href: recorded.compiler_explorer,
    target: '_blank',
    rel: 'noopener noreferrer',
  }, 'Open in Compiler Explorer'),
  !place.served && element('small', {}, 'To run it on this page, open the ' +
    'address that ', element('code', {}, './cookbook read'), ' prints.'));

  const start = async () => {
    const place = placeOf(location.pathname);
    const shown = sessions();
    const own = `${place.chapter} ${place.recipe}`;
    const runs = shown.some(({commands}) => commands.some(command =>
      command === own || command.startsWith(`${own} `)));
    if (!runs) return;

    const [chapters, recorded] = await Promise.all(
      [cookbook.server.chapters(), cookbook.loadRecorded(place.recipe)]);
    place.served = chapters !== null;
    const recipe = chapters?.find(each => each.chapter === place.chapter)
      ?.recipes.find(each => each.name === place.recipe) ?? recorded?.recipe;
    if (!recipe) return;

    const links =
      offers(place, recipe, recorded).filter(offer => furnish(offer, shown));
    document.querySelector('main h1 + p')?.after(bar(place, links, recorded));
    // The browser has looked for the address's fragment too early.
    if (location.hash.startsWith('#cookbook-')) location.replace(location.hash);
  };

  start();
})();
