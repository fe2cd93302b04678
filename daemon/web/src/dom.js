// SPDX-License-Identifier: GPL-3.0-or-later
// Elements without markup in strings, so that nothing that is shown can become markup.

function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else element.setAttribute(name, value === true ? "" : value);
}

// An element with attributes ("onclick" and the like listen) and children: nodes, texts, lists of them; null is nothing.
export function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) setAttribute(element, key, value);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}
