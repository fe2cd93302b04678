// SPDX-License-Identifier: GPL-3.0-or-later
// Tables: each chart has one that says the same.
import {el} from "../dom.js";

function cellOf(column, row, isFirst) {
  const content = column.show(row);
  const attributes = {class: [column.isNumber ? "number" : null, column.classOf?.(row)].filter(Boolean).join(" ") || null};
  return isFirst ? el("th", {scope: "row", ...attributes}, content) : el("td", attributes, content);
}

// columns: [{label, show(row) -> text or node, isNumber, classOf(row) -> class}]; the first names the row. It may be wider
// than the screen: then it scrolls by itself, by keys too.
export function table(caption, columns, rows) {
  const head = columns.map((column) => el("th", {scope: "col", class: column.isNumber ? "number" : null}, column.label));
  const body = rows.map((row) => el("tr", null, columns.map((column, i) => cellOf(column, row, i === 0))));
  return el("div", {class: "scroll", role: "region", tabindex: "0", "aria-label": caption},
    el("table", null, el("caption", null, caption), el("thead", null, el("tr", null, head)), el("tbody", null, body)));
}
