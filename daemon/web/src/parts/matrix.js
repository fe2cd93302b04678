// SPDX-License-Identifier: GPL-3.0-or-later
// Teams against teams, or against dimensions, or periods: a table whose cells have the colour of their figure.
import {el} from "../dom.js";

const STEPS = 7;

// A table of more columns than this is made narrower on paper.
const MOST_ON_PAPER = 16;

// The class of a value's colour, from the lowest of its range to the highest.
export function shade(value, lowest, highest) {
  const step = Math.floor(((value - lowest) / (highest - lowest)) * STEPS);
  return `heat heat-${Math.min(STEPS - 1, Math.max(0, step))}`;
}

// rows, columns: [{key, head}], head a text or node; cellOf(row, column) -> {content, class}. corner: what rows and
// columns are, in words.
export function matrix(caption, corner, {rows, columns, cellOf}) {
  const cell = (row, column) => {
    const {content, class: name} = cellOf(row.key, column.key);
    return el("td", {class: name}, content);
  };
  return el("div", {class: "scroll", role: "region", tabindex: "0", "aria-label": caption},
    el("table", {class: columns.length > MOST_ON_PAPER ? "matrix wide" : "matrix"}, el("caption", null, caption),
      el("thead", null, el("tr", null, el("th", {scope: "col"}, corner), columns.map((column) => el("th", {scope: "col"}, column.head)))),
      el("tbody", null, rows.map((row) => el("tr", null, el("th", {scope: "row", class: row.class ?? null}, row.head), columns.map((column) => cell(row, column)))))));
}

// The seven colours, from what `low` stands for to what `high` does.
export function scale(label, low, high) {
  const steps = Array.from({length: STEPS}, (_, i) => el("span", {class: `heat heat-${i}`}));
  return el("p", {class: "scale"}, label, " ", low, " ", el("span", {"aria-hidden": "true", class: "steps"}, steps), " ", high);
}
