// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {makeCells} from "../../../daemon/web/src/model/cells.js";
import {placeTeams} from "../../../daemon/web/src/model/quadrant.js";
import {makeTree} from "../../../daemon/web/src/model/tree.js";

const teams = ["A", "B", "C", "D", "E", "F"];
const tree = makeTree(teams.map((team) => ({team, parent: null, name: team})));
const cell = (team, dimension, mean, half) => ({team, dimension, state: "published", mean, lo: mean - half, hi: mean + half});
const cells = makeCells([
  cell("*", "wellbeing", 60, 1), cell("*", "csat", 70, 1),
  cell("A", "wellbeing", 80, 5), cell("A", "csat", 85, 5),
  cell("B", "wellbeing", 80, 5), cell("B", "csat", 50, 5),
  cell("C", "wellbeing", 40, 5), cell("C", "csat", 85, 5),
  cell("D", "wellbeing", 40, 5), cell("D", "csat", 50, 5),
  cell("E", "wellbeing", 63, 5), cell("E", "csat", 50, 5),
  cell("F", "wellbeing", 63, 5), {team: "F", dimension: "csat", state: "suppressed"},
]);

const silos = [["A", "thriving"], ["B", "inward"], ["C", "strained"], ["D", "struggling"], ["E", "undetermined"], ["F", "inward"]]
  .map(([code, quadrant]) => ({team: code, quadrant}));

test("a team's place is the one that is served, under the figures of the period", () => {
  const placed = placeTeams(tree, cells, silos, "wellbeing", "csat");
  assert.deepEqual(Object.fromEntries(placed.map((one) => [one.team, one.quadrant])),
    {A: "both_high", B: "inward", C: "strained", D: "both_low", E: null});
  assert.deepEqual([placed[0].x.mean, placed[0].y.lo], [80, 80]);
});

test("where nothing was analysed no place is told", () => {
  assert.deepEqual(placeTeams(tree, cells, [], "wellbeing", "csat").map((one) => one.quadrant), [null, null, null, null, null]);
});
