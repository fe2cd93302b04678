// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {attentionOf} from "../../../daemon/web/src/model/attention.js";

const change = (team, dimension, alarm, size) => ({team, dimension, alarm, size});
const silo = (team, index, flag, evidence = "preliminary") => ({team, index, flag, evidence});
const teams = (all) => all.map(({kind, row}) => `${kind} ${row.team}`);

test("the largest fall of a main figure comes first, and rises are no reason to look", () => {
  const rows = [change("T01", "wellbeing", -1, -5), change("T02", "csat", -1, -12), change("T03", "safety", -1, -40),
    change("T04", "wellbeing", 1, 50), change("T05", "csat", 0, null), change("T06", "engagement", -1, null)];
  assert.deepEqual(teams(attentionOf([], rows)), ["change T02", "change T01", "change T03", "change T06"]);
  assert.deepEqual(attentionOf([], []), []);
});

test("signs of siloing come before falls, confirmed ones first, and teams without a flag not at all", () => {
  const silos = [silo("T01", 50, true), silo("T02", 70, true), silo("T03", 40, true, "confirmed"), silo("T04", 90, false), silo("T05", null, null)];
  assert.deepEqual(teams(attentionOf(silos, [change("T06", "csat", -1, -9)])), ["silo T03", "silo T02", "silo T01", "change T06"]);
});
