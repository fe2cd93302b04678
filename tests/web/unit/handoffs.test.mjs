// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {makeCells} from "../../../daemon/web/src/model/cells.js";
import {addUp, teamsPerContact} from "../../../daemon/web/src/model/handoffs.js";
import {makeTree} from "../../../daemon/web/src/model/tree.js";

const row = (from, to, count, state = "published") => ({from, to, count, state});

test("numbers add up to a least figure, bounds are counted", () => {
  const pairs = addUp([row("A", "B", 6), row("A", "B", "<5"), row("A", "B", 7), row("B", "A", "<5")], ["A", "B"]);
  assert.deepEqual(pairs, [
    {from: "A", to: "B", least: 13, known: 2, small: 1, hidden: 0},
    {from: "B", to: "A", least: 0, known: 0, small: 1, hidden: 0},
  ]);
});

test("a star is every other team", () => {
  const pairs = addUp([row("A", "*", null, "suppressed"), row("*", "A", null, "suppressed")], ["A", "B", "C"]);
  assert.deepEqual(pairs.map((pair) => `${pair.from}${pair.to}${pair.hidden}`).sort(), ["AB1", "AC1", "BA1", "CA1"]);
});

test("a period in which nobody was asked says nothing", () => {
  assert.deepEqual(addUp([row("*", "*", null, "no_data")], ["A", "B"]), []);
});

test("teams of a contact are those that were touched, by the contacts of all", () => {
  const tree = makeTree(["A", "B"].map((team) => ({team, parent: null, name: team})));
  const cell = (team, contacts) => ({team, dimension: "csat", state: "published", contacts});
  assert.equal(teamsPerContact(tree, makeCells([cell("*", 100), cell("A", 70), cell("B", 55)]), "csat"), 1.25);
  assert.equal(teamsPerContact(tree, makeCells([cell("*", 100), cell("A", 70)]), "csat"), null);
  assert.equal(teamsPerContact(tree, makeCells([cell("*", 100), cell("A", 70), cell("B", null)]), "csat"), null);
});
