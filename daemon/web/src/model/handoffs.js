// SPDX-License-Identifier: GPL-3.0-or-later
// Handoffs between teams, added up over periods. A count below the threshold is published as a bound ("<5"), so a sum is
// a least figure.

// rows: of a report, "*" standing for every other team. find(from, to): a pair over the periods of the rows, {from, to,
// least, known, small, hidden}: least: what is sure; in how many periods the number is known, is small, or is hidden; null
// when no row tells of it. pairs: those that have a row of their own.
export function addUp(rows) {
  const own = new Map();
  const wholes = new Map(); // by the key of a row with "*": in how many periods
  for (const row of rows.filter((one) => one.state !== "no_data")) {
    const key = `${row.from} ${row.to}`;
    if (row.from === "*" || row.to === "*") wholes.set(key, (wholes.get(key) ?? 0) + 1);
    else own.set(key, add(own.get(key) ?? {from: row.from, to: row.to, least: 0, known: 0, small: 0, hidden: 0}, row));
  }
  const withWholes = (pair) => {
    const hidden = [`${pair.from} *`, `* ${pair.to}`, "* *"].reduce((sum, key) => sum + (wholes.get(key) ?? 0), pair.hidden);
    return {...pair, hidden};
  };
  const find = (from, to) => {
    const pair = withWholes(own.get(`${from} ${to}`) ?? {from, to, least: 0, known: 0, small: 0, hidden: 0});
    return pair.known + pair.small + pair.hidden === 0 ? null : pair;
  };
  return {find, pairs: [...own.values()].map(withWholes), isEmpty: own.size + wholes.size === 0};
}

function add(pair, {state, count}) {
  if (state !== "published") return {...pair, hidden: pair.hidden + 1};
  if (typeof count !== "number") return {...pair, small: pair.small + 1};
  return {...pair, least: pair.least + count, known: pair.known + 1};
}

// How many teams a contact touched on average, from the contacts of each leaf and of the whole; null unless every leaf
// shows its contacts.
export function teamsPerContact(tree, cells, dimension) {
  const whole = cells.find("*", dimension);
  const leaves = tree.leaves().map((team) => cells.find(team, dimension));
  if (!whole?.contacts || leaves.some((cell) => !cell || cell.contacts === null)) return null;
  return leaves.reduce((sum, cell) => sum + cell.contacts, 0) / whole.contacts;
}
