// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {countStates, makeCells, rolledUpInto, shownState, stateOf} from "../../../daemon/web/src/model/cells.js";
import {makeTree} from "../../../daemon/web/src/model/tree.js";

const team = (code, parent) => ({team: code, parent, name: code});
const tree = makeTree([team("U1", null), team("T01", "U1"), team("T02", "U1"), team("U2", null), team("T03", "U2"), team("T04", "U2")]);
const cell = (code, dimension, state, more = {}) => ({
  team: code, dimension, state, bound: null, mean: state === "published" ? 50 : null, contacts: null, teams_shown: null, teams: null, ...more,
});

// T02 is small and counts in U1; T04 is small, and U2 shows T03 alone; the whole shows three of four.
const wellbeing = [
  cell("*", "wellbeing", "published", {teams_shown: 3, teams: 4}),
  cell("U1", "wellbeing", "published", {teams_shown: 2, teams: 2}),
  cell("T01", "wellbeing", "published"),
  cell("T02", "wellbeing", "suppressed"),
  cell("U2", "wellbeing", "published", {teams_shown: 1, teams: 2}),
  cell("T03", "wellbeing", "published", {bound: "at_least"}),
  cell("T04", "wellbeing", "suppressed"),
];

test("a hidden team is counted where all teams of a unit are", () => {
  const cells = makeCells(wellbeing);
  assert.equal(rolledUpInto(tree, cells, "T02", "wellbeing"), "U1");
  assert.equal(rolledUpInto(tree, cells, "T04", "wellbeing"), null);
  assert.deepEqual(stateOf(tree, cells, "T02", "wellbeing"), {state: "rolled_up", unit: "U1"});
  assert.deepEqual(stateOf(tree, cells, "T04", "wellbeing"), {state: "suppressed", unit: null});
});

test("the whole counts those that no unit does", () => {
  const cells = makeCells(wellbeing.map((row) => (row.team === "*" ? {...row, teams_shown: 4} : row)));
  assert.deepEqual(stateOf(tree, cells, "T04", "wellbeing"), {state: "rolled_up", unit: "*"});
});

test("customers' figures are not carried up", () => {
  const csat = wellbeing.map((row) => ({...row, dimension: "csat"}));
  assert.equal(stateOf(tree, makeCells(csat), "T02", "csat").state, "suppressed");
  const own = wellbeing.map((row) => ({...row, dimension: "speed", contacts: row.state === "published" ? 9 : null}));
  assert.equal(stateOf(tree, makeCells(own), "T02", "speed").state, "suppressed");
});

test("every state is told apart", () => {
  const cells = makeCells([...wellbeing, cell("T01", "nps", "insufficient"), cell("T02", "nps", "no_data")]);
  assert.equal(stateOf(tree, cells, "T01", "wellbeing").state, "published");
  assert.equal(stateOf(tree, cells, "T03", "wellbeing").state, "bound");
  assert.equal(stateOf(tree, cells, "T01", "nps").state, "insufficient");
  assert.equal(stateOf(tree, cells, "T02", "nps").state, "no_data");
  assert.equal(stateOf(tree, cells, "T03", "nps").state, "absent");
});

test("NPS of answers enough is hidden, and not too few", () => {
  const nps = (n) => cell("U1", "nps", "insufficient", {n});
  assert.deepEqual([9, 10, 12].map((n) => stateOf(tree, makeCells([nps(n)]), "U1", "nps").state), ["insufficient", "suppressed", "suppressed"]);
  assert.deepEqual(stateOf(tree, makeCells([nps(12), cell("*", "nps", "published", {teams_shown: 4})]), "U1", "nps"), {state: "suppressed", unit: null});
  assert.deepEqual([nps(null), nps(9), nps(10), cell("U1", "nps", "published", {n: 12})].map(shownState),
    ["insufficient", "insufficient", "suppressed", "published"]);
});

test("leaves are counted by state, a bound among those that are published", () => {
  assert.deepEqual(countStates(tree, makeCells(wellbeing), "wellbeing"),
    {published: 2, rolled_up: 1, suppressed: 1, insufficient: 0, no_data: 0, absent: 0});
  assert.equal(countStates(tree, makeCells([]), "wellbeing").absent, 4);
});
