// SPDX-License-Identifier: GPL-3.0-or-later
// Handoffs between teams, added up over periods. A count below the threshold is published as a bound ("<5"), so a sum is
// a least figure.

// One pair over the periods of `rows`: {from, to, least, known, small, hidden}: least: what is sure; in how many periods
// the number is known, is small, or is hidden. A row with "*" stands for every pair of its team.
export function addUp(rows, teams) {
  const pairs = new Map();
  const pairOf = (from, to) => {
    const key = `${from} ${to}`;
    if (!pairs.has(key)) pairs.set(key, {from, to, least: 0, known: 0, small: 0, hidden: 0});
    return pairs.get(key);
  };
  const expand = (row) => {
    const from = row.from === "*" ? teams.filter((team) => team !== row.to) : [row.from];
    return from.flatMap((a) => (row.to === "*" ? teams.filter((team) => team !== a) : [row.to]).map((b) => [a, b]));
  };
  for (const row of rows.filter((one) => one.state !== "no_data")) {
    for (const [from, to] of expand(row)) {
      const pair = pairOf(from, to);
      if (row.state !== "published") pair.hidden += 1;
      else if (typeof row.count === "number") {
        pair.least += row.count;
        pair.known += 1;
      } else pair.small += 1;
    }
  }
  return [...pairs.values()];
}

// How many teams a contact touched on average, from the contacts of each leaf and of the whole; null unless every leaf
// shows its contacts.
export function teamsPerContact(tree, cells, dimension) {
  const whole = cells.find("*", dimension);
  const leaves = tree.leaves().map((team) => cells.find(team, dimension));
  if (!whole?.contacts || leaves.some((cell) => !cell || cell.contacts === null)) return null;
  return leaves.reduce((sum, cell) => sum + cell.contacts, 0) / whole.contacts;
}
