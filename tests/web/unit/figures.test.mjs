// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {wordsOf} from "../../../daemon/web/src/language.js";
import {makeFigures} from "../../../daemon/web/src/parts/figures.js";
import {remaining} from "../../../daemon/web/src/session.js";

const figures = makeFigures(wordsOf("en"));
const cell = (n, mean, lo, hi, bound = null) => ({n, mean, lo, hi, bound});

test("a figure has the digits that were published", () => {
  assert.equal(figures.whole(cell(20, 64, 60.25, 67)), "64.0 (60.3 to 67.0)");
  assert.equal(figures.whole(cell(19, 64, 60, 67)), "64 (60 to 67)");
  assert.equal(figures.whole(cell(9, 64, null, null)), "64 (no interval)");
  assert.deepEqual([figures.digitsOf(cell(20), cell(30)), figures.digitsOf(cell(20), cell(19))], [1, 0]);
});

test("a bound is said to be one", () => {
  assert.equal(figures.whole(cell(9, 95, null, null, "at_least")), "at least 95");
  assert.equal(makeFigures(wordsOf("fi")).value(cell(9, 5, null, null, "at_most")), "enintään 5");
});

test("small probabilities are not zero, and zero has no sign", () => {
  assert.equal(figures.p(0), "< 0.001");
  assert.equal(figures.p(0.0009), "< 0.001");
  assert.equal(figures.p(0.006), "0.006");
  assert.equal(figures.r(-0.001), "0.00");
  assert.equal(figures.r(-0.25), "−0.25");
  assert.deepEqual([figures.signed(0.4, 0), figures.signed(-0.4, 0), figures.signed(0.6, 0)], ["0", "0", "+1"]);
  assert.equal(figures.signed(1.5, 1), "+1.5");
  assert.equal(figures.signed(-1.5, 1), "−1.5");
  assert.equal(figures.share(0.795), "80\u00a0%");
});

test("a session ends by idleness or by age, whichever comes first", () => {
  assert.deepEqual(remaining({idle_s: 900, left_s: 28000}), {seconds: 900, canStay: true});
  assert.deepEqual(remaining({idle_s: 900, left_s: 500}), {seconds: 500, canStay: false});
});
