// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {changeOf} from "../../../daemon/web/src/model/change.js";

const cell = (mean, lo, hi, more = {}) => ({state: "published", mean, lo, hi, bound: null, ...more});

test("symmetric intervals add up as standard errors do", () => {
  const change = changeOf(cell(70, 67, 73), cell(65, 61, 69));
  assert.deepEqual(change, {value: 5, lo: 0, hi: 10});
});

test("skewed intervals stay skewed", () => {
  const {lo, hi} = changeOf(cell(98, 90, 100), cell(90, 84, 92));
  assert.ok(Math.abs(lo - (8 - Math.hypot(8, 2))) < 1e-12 && Math.abs(hi - (8 + Math.hypot(2, 6))) < 1e-12);
});

test("what is not known has no change, or one without interval", () => {
  assert.equal(changeOf(null, cell(1, 0, 2)), null);
  assert.equal(changeOf(cell(1, 0, 2), undefined), null);
  assert.equal(changeOf(cell(95, null, null, {bound: "at_least"}), cell(90, 80, 99)), null);
  assert.equal(changeOf({state: "suppressed"}, cell(90, 80, 99)), null);
  assert.deepEqual(changeOf(cell(70, null, null), cell(65, 61, 69)), {value: 5, lo: null, hi: null});
});
