// The namespace of the book's scripts, and how they make elements. Nothing that
// they show is parsed as HTML: text stays text.
window.cookbook = {};

(() => {
  'use strict';

  // A function becomes a listener, true an attribute without a value. What is
  // null, undefined or false is left out, among the children too.
  const isThere = value => (value ?? false) !== false;

  const fill = (node, attributes, children) => {
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === 'function') node.addEventListener(name, value);
      else if (value === true) node.setAttribute(name, '');
      else if (isThere(value)) node.setAttribute(name, value);
    }
    node.append(...children.filter(isThere));
    return node;
  };

  cookbook.element = (tag, attributes = {}, ...children) =>
    fill(document.createElement(tag), attributes, children);

  cookbook.drawing = (tag, attributes = {}, ...children) =>
    fill(document.createElementNS('http://www.w3.org/2000/svg', tag),
      attributes, children);
})();
