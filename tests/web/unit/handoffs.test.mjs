// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {makeCells} from "../../../daemon/web/src/model/cells.js";
import {addUp, teamsPerContact} from "../../../daemon/web/src/model/handoffs.js";
import {makeTree} from "../../../daemon/web/src/model/tree.js";

const row = (from, to, count, state = "published") => ({from, to, count, state});

test("numbers add up to a least figure, bounds are counted", () => {
  const {pairs, find} = addUp([row("A", "B", 6), row("A", "B", "<5"), row("A", "B", 7), row("B", "A", "<5")]);
  assert.deepEqual(pairs, [
    {from: "A", to: "B", least: 13, known: 2, small: 1, hidden: 0},
    {from: "B", to: "A", least: 0, known: 0, small: 1, hidden: 0},
  ]);
  assert.deepEqual(find("B", "A"), pairs[1]);
  assert.equal(find("A", "C"), null);
});

test("a star is every other team", () => {
  const {find, pairs, isEmpty} = addUp([row("A", "*", null, "suppressed"), row("*", "A", null, "suppressed"), row("A", "B", 5)]);
  assert.deepEqual([["A", "B"], ["A", "C"], ["B", "A"], ["C", "A"]].map(([from, to]) => find(from, to).hidden), [1, 1, 1, 1]);
  assert.deepEqual([find("A", "B").least, pairs.length, pairs[0].hidden, isEmpty], [5, 1, 1, false]);
  assert.equal(find("B", "C"), null);
  assert.equal(addUp([row("*", "*", null, "suppressed")]).find("B", "C").hidden, 1);
});

test("a period in which nobody was asked says nothing", () => {
  const {find, isEmpty} = addUp([row("*", "*", null, "no_data")]);
  assert.ok(isEmpty);
  assert.equal(find("A", "B"), null);
});

test("teams of a contact are those that were touched, by the contacts of all", () => {
  const tree = makeTree(["A", "B"].map((team) => ({team, parent: null, name: team})));
  const cell = (team, contacts) => ({team, dimension: "csat", state: "published", contacts});
  assert.equal(teamsPerContact(tree, makeCells([cell("*", 100), cell("A", 70), cell("B", 55)]), "csat"), 1.25);
  assert.equal(teamsPerContact(tree, makeCells([cell("*", 100), cell("A", 70)]), "csat"), null);
  assert.equal(teamsPerContact(tree, makeCells([cell("*", 100), cell("A", 70), cell("B", null)]), "csat"), null);
});
