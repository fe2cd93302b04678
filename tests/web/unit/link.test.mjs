// SPDX-License-Identifier: GPL-3.0-or-later
// Against what was computed elsewhere for the sample organisation (../../data/organisation).
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import test from "node:test";
import {coversZero, gradeOf, linksOf, otherDirection, pooledByLag, shrunken, smallestDetectable} from "../../../daemon/web/src/model/link.js";

const data = new URL("../../data/organisation/", import.meta.url);
const expected = JSON.parse(readFileSync(new URL("expected.json", data), "utf8")).link;
const [head, ...lines] = readFileSync(new URL("expected_link_ccf.csv", data), "utf8").trim().split("\n").map((line) => line.split(","));
const lags = lines.map((line) => {
  const row = Object.fromEntries(head.map((name, i) => [name.replaceAll('"', ""), line[i].replaceAll('"', "")]));
  const known = row.r !== "NA" && row.r !== "";
  return {lag: Number(row.lag), n: Number(row.n), z: Number(row.z), r: Number(row.r), state: known ? "published" : "insufficient"};
});
const whole = {
  state: "published", k_star: expected.k_star, lags: [-4, -3, -2, -1, 0, 1, 2, 3, 4], stouffer_z: expected.stouffer_z,
  stouffer_p: expected.stouffer_p, p_pooled_sidak: 0.003, mismatch: {p: 0.006}, pooled_dl: {se_mkh: 0.1153, ci_r: [-0.02, 0.46]},
};
const near = (a, b, tolerance = 1e-6) => assert.ok(Math.abs(a - b) < tolerance, `${a} is not ${b}`);

test("the mean of teams at each lag is the fixed effect behind Stouffer's z", () => {
  const pooled = pooledByLag(lags);
  assert.deepEqual(pooled.map((one) => one.lag), whole.lags);
  pooled.forEach((one, i) => {
    const half = (Math.atanh(one.hi) - Math.atanh(one.lo)) / 2;
    near(Math.atanh(one.r) / (half / 1.959964), expected.stouffer_z[i], 1e-4);
    assert.equal(one.teams, 11);
  });
  near(Math.atanh(pooled[6].r), expected.pooled_DL.fe_z);
});

test("lags without pairs are left out", () => {
  assert.deepEqual(pooledByLag([{lag: 0, n: 3, z: 0.1, state: "insufficient"}]), []);
});

test("a claim is graded by the test against other teams' customers, then by the search over lags", () => {
  assert.equal(gradeOf(whole), "C");
  assert.equal(gradeOf({...whole, k_star: 0}), "B");
  assert.equal(gradeOf({...whole, p_pooled_sidak: 0.2}), "B");
  assert.equal(gradeOf({...whole, mismatch: {p: 0.051}}), "D");
  assert.equal(gradeOf({...whole, state: "insufficient"}), "A");
  assert.equal(gradeOf({...whole, mismatch: {p: null}}), "A");
  assert.equal(gradeOf(undefined), "A");
});

test("the other direction pays for the search", () => {
  const other = otherDirection(whole);
  assert.equal(other.lag, -4);
  near(other.p, 1 - (1 - expected.stouffer_p[0]) ** 9, 1e-9);
  assert.equal(otherDirection({...whole, lags: [0, 1, 2], k_star: 2}), null);
  assert.equal(otherDirection({...whole, k_star: -4}).lag, 2);
});

test("an interval over zero is said to be one", () => {
  assert.ok(coversZero(whole));
  assert.ok(!coversZero({pooled_dl: {ci_r: [0.1, 0.4]}}) && !coversZero({pooled_dl: {ci_r: [-0.4, -0.1]}}));
  assert.ok(!coversZero({pooled_dl: {ci_r: [null, null]}}) && !coversZero({}));
});

test("what could have been seen follows from the standard error", () => {
  near(smallestDetectable(whole), Math.tanh(2.801585 * 0.1153), 1e-9);
  assert.equal(smallestDetectable({pooled_dl: {se_mkh: null}}), null);
  assert.equal(smallestDetectable({}), null);
});

test("a team's estimate keeps its interval on r's scale", () => {
  const estimate = shrunken({eb_r: 0.52, eb_z: 0.57, eb_se: 0.18});
  assert.equal(estimate.r, 0.52);
  near(estimate.lo, Math.tanh(0.57 - 1.959964 * 0.18));
  near(estimate.hi, Math.tanh(0.57 + 1.959964 * 0.18));
  assert.equal(shrunken({eb_r: null, eb_z: null, eb_se: null}), null);
});

test("links are taken apart, one or several or none", () => {
  const one = {employee: "wellbeing", customer: "csat"};
  const two = {employee: "engagement", customer: "csat"};
  const rows = [{...one, team: "T01"}, {...two, team: "T01"}, {...two, team: "T02"}];
  assert.deepEqual(linksOf({organisation: null, rows: [], lags: []}), []);
  assert.equal(linksOf({organisation: one, rows, lags: rows})[0].teams.length, 1);
  assert.deepEqual(linksOf({organisation: [one, two], rows, lags: []}).map((link) => link.teams.length), [1, 2]);
});
