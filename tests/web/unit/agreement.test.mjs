// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {agreementOf} from "../../../daemon/web/src/model/agreement.js";

const verdict = (dimension, period) => ({dimension, period, verdict: "ok"});
const period = (dimension, id, state) => ({dimension, period: id, state});

test("a single verdict comes as an object, several as a list, none as null", () => {
  const report = {rows: [], periods: []};
  assert.deepEqual(agreementOf({...report, organisation: null}).dimensions, []);
  assert.deepEqual(agreementOf({...report, organisation: verdict("a", "2")}).dimensions.map((one) => one.dimension), ["a"]);
  assert.deepEqual(agreementOf({...report, organisation: [verdict("a", "2"), verdict("b", "2")]}).dimensions.length, 2);
});

test("periods are counted by their state, and the newest is each dimension's own", () => {
  const {states, newest} = agreementOf({
    organisation: [verdict("a", "2"), verdict("b", "1"), verdict("c", "3")],
    rows: [],
    periods: [period("a", "1", "published"), period("a", "2", "suppressed"), period("b", "1", "insufficient"), period("b", "2", "suppressed")],
  });
  assert.deepEqual(states, {published: 1, suppressed: 2, insufficient: 1});
  assert.deepEqual(newest.map((row) => [row.dimension, row.period]), [["a", "2"], ["b", "1"]]);
});

test("a team's row is found by team and dimension", () => {
  const {find} = agreementOf({organisation: null, periods: [], rows: [{team: "T1", dimension: "a", n: 10}]});
  assert.equal(find("T1", "a").n, 10);
  assert.equal(find("T1", "b"), null);
});
