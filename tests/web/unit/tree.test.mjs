// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {makeTree} from "../../../daemon/web/src/model/tree.js";

const row = (team, parent = null, name = team) => ({team, parent, name});
const tree = makeTree([row("U1"), row("T01", "U1", "Sales"), row("T02", "U1"), row("U2"), row("V", "U2"), row("T03", "V"), row("T04")]);

test("the tree is walked from the whole down", () => {
  assert.deepEqual(tree.walk().map(({team, depth}) => `${depth} ${team}`), ["0 U1", "1 T01", "1 T02", "0 U2", "1 V", "2 T03", "0 T04"]);
  assert.deepEqual(tree.childrenOf("*"), ["U1", "U2", "T04"]);
  assert.deepEqual(tree.leaves(), ["T01", "T02", "T03", "T04"]);
});

test("each team knows its way up and what is below it", () => {
  assert.deepEqual(tree.pathTo("T03"), ["*", "U2", "V", "T03"]);
  assert.deepEqual(tree.pathTo("*"), ["*"]);
  assert.deepEqual(tree.leavesOf("U1"), ["T01", "T02"]);
  assert.deepEqual(tree.leavesOf("T04"), ["T04"]);
  assert.deepEqual(tree.leavesOf("*").length, 4);
  assert.equal(tree.parentOf("T04"), "*");
  assert.equal(tree.parentOf("*"), null);
});

test("teams, units and strangers are told apart", () => {
  assert.ok(tree.isLeaf("T01") && !tree.isLeaf("V") && !tree.isLeaf("*"));
  assert.ok(tree.has("*") && tree.has("V") && !tree.has("T99"));
  assert.equal(tree.nameOf("T01"), "Sales");
  assert.equal(tree.row("T99"), null);
});

test("a parent that is not in the release is the whole", () => {
  assert.equal(makeTree([row("T01", "gone")]).parentOf("T01"), "*");
});
