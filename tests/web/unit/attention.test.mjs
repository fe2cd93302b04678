// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {fallsOf} from "../../../daemon/web/src/model/attention.js";

const row = (team, dimension, alarm, size) => ({team, dimension, alarm, size});

test("the largest fall of a main figure comes first, and rises are no reason to look", () => {
  const rows = [row("T01", "wellbeing", -1, -5), row("T02", "csat", -1, -12), row("T03", "safety", -1, -40), row("T04", "wellbeing", 1, 50),
    row("T05", "csat", 0, null), row("T06", "engagement", -1, null)];
  assert.deepEqual(fallsOf(rows).map((one) => one.team), ["T02", "T01", "T03", "T06"]);
  assert.deepEqual(fallsOf([]), []);
});
