// What was recorded of a recipe when the book was made. It comes in a script,
// since a page that was opened as a file may not fetch.
(() => {
  'use strict';

  // Resolves to what <recipe>.recorded.js beside the page hands over, or to
  // null if there is none.
  cookbook.loadRecorded = recipe => new Promise(resolve => {
    cookbook.recorded = resolve;
    document.head.append(cookbook.element('script', {
      src: `${recipe}.recorded.js`,
      error: () => resolve(null),
    }));
  });
})();
