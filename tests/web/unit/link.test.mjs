// SPDX-License-Identifier: GPL-3.0-or-later
// Against what was computed elsewhere for the sample organisation (../../data/organisation).
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import test from "node:test";
import {claimsOf, clearOf, isOpen, isWithheld, levelsOf, linksOf, pooledByLag, shrunken} from "../../../daemon/web/src/model/link.js";

const data = new URL("../../data/organisation/", import.meta.url);
const expected = JSON.parse(readFileSync(new URL("expected.json", data), "utf8")).link;
const [head, ...lines] = readFileSync(new URL("expected_link_ccf.csv", data), "utf8").trim().split("\n").map((line) => line.split(","));
const lags = lines.map((line) => {
  const row = Object.fromEntries(head.map((name, i) => [name.replaceAll('"', ""), line[i].replaceAll('"', "")]));
  const known = row.r !== "NA" && row.r !== "";
  return {lag: Number(row.lag), n: Number(row.n), z: Number(row.z), r: Number(row.r), state: known ? "published" : "insufficient"};
});
const SEARCHED = [-4, -3, -2, -1, 0, 1, 2, 3, 4];
const near = (a, b, tolerance = 1e-6) => assert.ok(Math.abs(a - b) < tolerance, `${a} is not ${b}`);

test("the mean of teams at each lag is the fixed effect behind Stouffer's z", () => {
  const pooled = pooledByLag(lags);
  assert.deepEqual(pooled.map((one) => one.lag), SEARCHED);
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

const claims = [
  {team: "*", place: 2, claim: "size", grade: "description"}, {team: "T01", place: 1, claim: "link", grade: "cannot_tell"},
  {team: "*", place: 1, claim: "link", grade: "leads_in_time"}, {team: "*", place: 3, claim: "between", grade: "description"},
];

test("claims are those of the team, in their order", () => {
  assert.deepEqual(claimsOf({claims}, "*").map((one) => one.claim), ["link", "size", "between"]);
  assert.deepEqual(claimsOf({claims}, "T01").map((one) => one.grade), ["cannot_tell"]);
  assert.deepEqual(claimsOf({claims}, "T02"), []);
});

test("links of what is no property of teams are withheld, and no others", () => {
  const [of, other] = [{status: "not_a_team_property"}, {status: "insufficient"}];
  assert.ok(isWithheld({teams: [of, of]}));
  assert.ok(!isWithheld({teams: [of, other]}) && !isWithheld({teams: []}));
});

test("within and between stay apart, each with the grade that was served", () => {
  const whole = {k_star: 2, pooled_dl: {k: 11, r: 0.23, ci_r: [-0.02, 0.46]}, attenuation: {r_corrected: 0.68, ci_corrected: [0.49, 0.85]},
    between: {k: 12, r_weighted: -0.06, r_weighted_ci: [-0.62, 0.54]}};
  const [within, corrected, between] = levelsOf({whole, claims});
  assert.deepEqual(within, {level: "within", lag: 2, teams: 11, r: 0.23, lo: -0.02, hi: 0.46, grade: "leads_in_time"});
  assert.deepEqual([corrected.level, corrected.r, corrected.lo, corrected.grade], ["corrected", 0.68, 0.49, null]);
  assert.deepEqual(between, {level: "between", lag: null, teams: 12, r: -0.06, lo: -0.62, hi: 0.54, grade: "description"});
});

test("what is not told of a link is null, and a correction that is not told is left out", () => {
  const whole = {k_star: null, pooled_dl: null, attenuation: {r_corrected: null, ci_corrected: null}, between: {k: 3, r_weighted: null, r_weighted_ci: [null, null]}};
  const levels = levelsOf({whole, claims: []});
  assert.deepEqual(levels.map((one) => one.level), ["within", "between"]);
  for (const {r, lo, hi, grade} of levels) assert.deepEqual([r, lo, hi, grade], [null, null, null, null]);
});

test("a team's estimate keeps its interval on r's scale", () => {
  const estimate = shrunken({eb_r: 0.52, eb_z: 0.57, eb_se: 0.18});
  assert.equal(estimate.r, 0.52);
  near(estimate.lo, Math.tanh(0.57 - 1.959964 * 0.18));
  near(estimate.hi, Math.tanh(0.57 + 1.959964 * 0.18));
  assert.equal(shrunken({eb_r: null, eb_z: null, eb_se: null}), null);
});

test("an interval clear of 0 is told apart from a significant test", () => {
  const row = (team, eb_z, grade) => ({team, eb_z, eb_r: eb_z === null ? null : Math.tanh(eb_z), eb_se: eb_z === null ? null : 0.1, grade});
  const teams = [row("T01", 0.5, "association"), row("T02", 0.4, "cannot_tell"), row("T03", -0.4, "leads_in_time"), row("T04", 0.1, "association"),
    row("T05", null, "cannot_tell")];
  assert.deepEqual(clearOf({teams}), {clear: ["T01", "T02", "T03"], tested: ["T01", "T03"]});
  assert.deepEqual(clearOf({teams: teams.slice(3)}), {clear: [], tested: []});
});

test("links are taken apart, one or several or none", () => {
  const one = {employee: "wellbeing", customer: "csat"};
  const two = {employee: "engagement", customer: "csat"};
  const rows = [{...one, team: "T01"}, {...two, team: "T01"}, {...two, team: "T02"}];
  assert.deepEqual(linksOf({organisation: null, rows: [], lags: [], claims: []}), []);
  assert.equal(linksOf({organisation: one, rows, lags: rows, claims: rows})[0].teams.length, 1);
  const several = linksOf({organisation: [one, two], rows, lags: [], claims: rows});
  assert.deepEqual(several.map((link) => link.teams.length), [1, 2]);
  assert.deepEqual(several.map((link) => link.claims.length), [1, 2]);
});

test("a claim beside an interval across 0 wants a word, and nothing else does", () => {
  const link = (ci, grade) => ({whole: {pooled_dl: ci && {ci_r: ci}}, claims: [{team: "*", claim: "link", place: 1, grade}]});
  assert.ok(isOpen(link([-0.02, 0.46], "leads_in_time")) && isOpen(link([-0.5, 0], "association")));
  assert.ok(!isOpen(link([0.02, 0.46], "leads_in_time")) && !isOpen(link([-0.02, 0.46], "cannot_tell")));
  assert.ok(!isOpen(link([null, null], "association")) && !isOpen(link(null, "association")) && !isOpen({...link([-1, 1]), claims: []}));
});
