// SPDX-License-Identifier: GPL-3.0-or-later
// The cells of one period, and why one of them shows no figure.
import {sideOf} from "./dimensions.js";
import {WHOLE} from "./tree.js";

// rows: /v1/scores of one period. Finds a cell by team and dimension; null when there is no row.
export function makeCells(rows) {
  const byKey = new Map(rows.map((row) => [`${row.team} ${row.dimension}`, row]));
  return {rows, find: (team, dimension) => byKey.get(`${team} ${dimension}`) ?? null};
}

// The unit in which a hidden team's answers are counted for certain: the first above it that shows all of its teams. null:
// in none, or not to be told; customers' figures are not carried up.
export function rolledUpInto(tree, cells, team, dimension) {
  if (sideOf(dimension, cells.rows) === "customers") return null;
  for (let unit = tree.parentOf(team); unit !== null; unit = tree.parentOf(unit)) {
    if (cells.find(unit, dimension)?.teams_shown === tree.leavesOf(unit).length) return unit;
  }
  return null;
}

// From how many answers on NPS is told (disclosure.h).
const SPREAD_FROM = 10;

// The state that a row of scores is shown with. NPS that has answers enough, and yet no figure, is not too few: its spread may
// not be seen, for it would give a smaller group away.
export function shownState({state, n}) {
  return state === "insufficient" && n >= SPREAD_FROM ? "suppressed" : state;
}

// {state, unit}: "published", "bound" (a figure that is only a bound), "suppressed", "rolled_up" (hidden, and counted in
// `unit`), "insufficient", "no_data", or "absent" when nothing is said of the cell at all.
export function stateOf(tree, cells, team, dimension) {
  const cell = cells.find(team, dimension);
  if (!cell) return {state: "absent", unit: null};
  if (cell.state === "published" && cell.bound) return {state: "bound", unit: null};
  if (cell.state !== "suppressed" || team === WHOLE) return {state: shownState(cell), unit: null};
  const unit = rolledUpInto(tree, cells, team, dimension);
  return unit === null ? {state: "suppressed", unit: null} : {state: "rolled_up", unit};
}

// How many leaves are in each state.
export function countStates(tree, cells, dimension) {
  const counts = {published: 0, rolled_up: 0, suppressed: 0, insufficient: 0, no_data: 0, absent: 0};
  for (const team of tree.leaves()) {
    const {state} = stateOf(tree, cells, team, dimension);
    counts[state === "bound" ? "published" : state] += 1;
  }
  return counts;
}

// The organisation as if every employee counted once, by dimension; a dimension of which no team's headcount is known is not
// in it. scores: a report of one period.
export function weightedOf(scores) {
  return new Map([scores.organisation].flat().filter(Boolean).map((row) => [row.dimension, row]));
}
