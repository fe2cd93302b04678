// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {changesOf} from "../../../daemon/web/src/model/changes.js";

const row = (team, alarm, size, reason = null) => ({team, alarm, size, reason, state: reason === null ? "published" : "insufficient"});

test("alarms come by their size, whichever way they go, and those without one last", () => {
  const {alarms, steady} = changesOf([row("A", 1, 3), row("B", 0, null), row("C", -1, -9), row("D", 1, null), row("E", 1, 5)]);
  assert.deepEqual(alarms.map(({team}) => team), ["C", "E", "A", "D"]);
  assert.equal(steady, 1);
});

test("what cannot be told is counted by its reason, and is not steady", () => {
  const told = changesOf([row("A", 0, null, "few_periods"), row("B", 0, null, "few_teams"), row("C", 0, null, "few_periods")]);
  assert.deepEqual(told, {alarms: [], steady: 0, untold: {few_periods: 2, few_teams: 1}});
});
