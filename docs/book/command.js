// A command to paste into a terminal, with a button that copies it.
(() => {
  'use strict';

  // Browsers hand out the clipboard's interface on trusted origins only; the
  // old way works on the others.
  const copy = async line => {
    getSelection().selectAllChildren(line);
    try {
      await navigator.clipboard.writeText(line.textContent);
    } catch {
      document.execCommand('copy');
    }
  };

  // `set` changes the command.
  cookbook.command = text => {
    const line = cookbook.element('code', {}, text);
    const said = cookbook.element('span', {role: 'status'});
    const button = cookbook.element('button', {
      type: 'button',
      'aria-label': 'Copy the command',
      click: async () => {
        await copy(line);
        said.textContent = 'copied';
      },
    }, 'Copy');
    return {
      element: cookbook.element('div', {class: 'cookbook-command'},
        line, button, said),
      set(changed) {
        line.textContent = changed;
        said.textContent = '';
      },
    };
  };
})();
