// SPDX-License-Identifier: GPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import {wordsOf} from "../../../daemon/web/src/language.js";
import {makeCells, weightedOf} from "../../../daemon/web/src/model/cells.js";
import {makeTree} from "../../../daemon/web/src/model/tree.js";
import {makeFigures} from "../../../daemon/web/src/parts/figures.js";
import {describe, thresholdOf} from "../../../daemon/web/src/parts/states.js";
import {changeText, trendSummary, weightedMean, weightedText} from "../../../daemon/web/src/parts/trend_text.js";

const hidden = (dimension, contacts) => ({team: "T01", dimension, state: "suppressed", contacts, bound: null, n: null});
const words = wordsOf("en");

function contextOf(cells, periods = [{period: "2025-W01", k_employee: 5, k_customer: 8}]) {
  const data = {tree: makeTree([{team: "T01", parent: null, name: "T01"}]), cells: makeCells(cells), period: periods.at(-1), previous: periods.at(-2) ?? null};
  return {words, t: words.t, figures: makeFigures(words), data};
}

test("the reason of a hidden figure names the threshold of its side, and of its period", () => {
  const ctx = contextOf([hidden("wellbeing", null), hidden("csat", 3), hidden("own", 3)]);
  assert.match(describe(ctx, "T01", "wellbeing").why, /fewer than 5 answered/);
  assert.match(describe(ctx, "T01", "csat").why, /fewer than 8 answered/);
  assert.match(describe(ctx, "T01", "own").why, /fewer than 8 answered/);
  assert.equal(thresholdOf(ctx, "csat", {k_employee: 6, k_customer: 12}), 12);
});

test("of NPS with ten answers and no figure it is said that it is hidden, below that too few", () => {
  const nps = (n) => contextOf([{team: "T01", dimension: "nps", state: "insufficient", contacts: 30, bound: null, n}]);
  const [few, enough] = [9, 10].map((n) => describe(nps(n), "T01", "nps"));
  assert.match(few.why, /too few for this figure/);
  assert.equal(few.text, "Too few");
  assert.match(enough.why, /^Hidden to protect respondents: .* would give a smaller group away/);
  assert.equal(enough.text, "Hidden");
});

test("what is made of whole numbers has no decimals", () => {
  const cell = (period, n, mean) => ({team: "T01", dimension: "csat", period, n, mean, lo: mean - 4, hi: mean + 4, state: "published", bound: null});
  const periods = [{period: "2025-W01"}, {period: "2025-W02"}];
  const few = [cell("2025-W01", 12, 48), cell("2025-W02", 25, 55)];
  assert.match(changeText(contextOf([], periods), "csat", few), /^\+7 from the period before \(\+1 to \+13\)$/);
  assert.match(trendSummary(contextOf([], periods), few), /from 48 to 55\.0;/);
  const many = few.map((row) => ({...row, n: 25}));
  assert.match(changeText(contextOf([], periods), "csat", many), /^\+7\.0 from/);
});

test("a weighted mean may be a bound, and is said to be one", () => {
  const row = {dimension: "safety", mean: 95, lo: null, hi: null, n: 99, teams: 11, bound: "at_least"};
  const ctx = contextOf([]);
  ctx.data.weighted = weightedOf({organisation: [row, {...row, dimension: "own", mean: null, bound: null}]});
  assert.equal(weightedMean(ctx, "safety"), "at least 95.0");
  assert.equal(weightedText(ctx, "safety"), "By headcount at least 95.0, over 11 teams");
  assert.deepEqual([weightedMean(ctx, "own"), weightedMean(ctx, "wellbeing")], ["not known", "not known"]);
  assert.equal(weightedText(ctx, "own"), "By headcount: not known");
});
