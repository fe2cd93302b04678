// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {hasClearGroups, silosOf, stackOf} from "../../../daemon/web/src/model/silos.js";

const row = (team, index, flag) => ({team, index, flag, state: index === null ? "insufficient" : "published"});

test("teams stand in the order of their index, those without one apart", () => {
  const told = silosOf({organisation: {index: 14}, rows: [row("A", 3, false), row("B", null, null), row("C", 73, true), row("D", 20, true)]});
  assert.deepEqual(told.judged.map(({team}) => team), ["C", "D", "A"]);
  assert.deepEqual(told.flagged.map(({team}) => team), ["C", "D"]);
  assert.deepEqual(told.untold.map(({team}) => team), ["B"]);
  assert.deepEqual([told.whole.index, told.find("A").index, told.find("X")], [14, 3, null]);
  assert.equal(silosOf({organisation: null, rows: []}).whole, null);
});

test("groups are told of from a modularity of 0.30 on", () => {
  const whole = (communities, q) => ({communities, communities_q: q});
  assert.deepEqual([whole(4, 0.1), whole(4, 0.29), whole(4, 0.3), whole(4, 0.5), whole(null, null), whole(1, null)].map(hasClearGroups),
    [false, false, true, true, false, false]);
});

test("what families add stands one beside the other, without those that are not there", () => {
  const bars = stackOf({team: "A", a_adds: 10, b_adds: null, c_adds: 25, d_adds: 0});
  assert.deepEqual(bars, [{team: "A", family: "a", from: 0, to: 10}, {team: "A", family: "c", from: 10, to: 35}, {team: "A", family: "d", from: 35, to: 35}]);
});
