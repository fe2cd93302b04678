// SPDX-License-Identifier: GPL-3.0-or-later
// Linkage as it is shown. What is claimed, and how strongly, comes from the API; what is made of its figures here is named
// in the method box.
import {WHOLE} from "./tree.js";

const Z95 = 1.959964;

// Grades that take a significant test.
const CLAIMED = ["association", "leads_in_time"];

// Fixed-effect mean of the teams at each lag, weighted by what the variance of Fisher's z is, 1 / (n - 4).
// lags: of one link. [{lag, teams, r, lo, hi}], in order of the lags.
export function pooledByLag(lags) {
  const known = lags.filter((row) => row.state === "published" && row.n > 4);
  return [...new Set(known.map((row) => row.lag))].sort((a, b) => a - b).map((lag) => {
    const rows = known.filter((row) => row.lag === lag);
    const weight = rows.reduce((sum, row) => sum + row.n - 4, 0);
    const z = rows.reduce((sum, row) => sum + (row.n - 4) * row.z, 0) / weight;
    const half = Z95 / Math.sqrt(weight);
    return {lag, teams: rows.length, r: Math.tanh(z), lo: Math.tanh(z - half), hi: Math.tanh(z + half)};
  });
}

// A team's estimate after it was drawn towards the organisation's, with its 95 % interval.
export function shrunken(row) {
  if (row.eb_z === null || row.eb_se === null) return null;
  return {r: row.eb_r, lo: Math.tanh(row.eb_z - Z95 * row.eb_se), hi: Math.tanh(row.eb_z + Z95 * row.eb_se)};
}

// The teams whose drawn estimate has an interval clear of 0, and those of them of whose link something is claimed, which takes a
// significant test of their own figures. By their codes.
export function clearOf(link) {
  const clear = link.teams.filter((row) => {
    const estimate = shrunken(row);
    return estimate !== null && (estimate.lo > 0 || estimate.hi < 0);
  });
  const codes = (rows) => rows.map((row) => row.team);
  return {clear: codes(clear), tested: codes(clear.filter((row) => CLAIMED.includes(row.grade)))};
}

const pairOf = (values) => (values && values[0] !== null ? {lo: values[0], hi: values[1]} : {lo: null, hi: null});

// The claims that are made of a team, WHOLE for the organisation, in their order.
export function claimsOf(link, team) {
  return link.claims.filter((one) => one.team === team).sort((a, b) => a.place - b.place);
}

// What is told of a link apart: within teams, the same without error of measurement where that can be told, and between
// teams. [{level, lag, teams, r, lo, hi, grade}]; grade: of the claim that is made of it, null when none is.
export function levelsOf(link) {
  const {pooled_dl: pooled, attenuation, between, k_star: lag} = link.whole;
  const gradeOf = (name) => claimsOf(link, WHOLE).find((one) => one.claim === name)?.grade ?? null;
  const within = {level: "within", lag, teams: pooled?.k ?? null, r: pooled?.r ?? null, ...pairOf(pooled?.ci_r), grade: gradeOf("link")};
  const corrected = {level: "corrected", lag, teams: pooled?.k ?? null, r: attenuation?.r_corrected ?? null, ...pairOf(attenuation?.ci_corrected), grade: gradeOf("corrected")};
  const apart = {level: "between", lag: null, teams: between?.k ?? null, r: between?.r_weighted ?? null, ...pairOf(between?.r_weighted_ci), grade: gradeOf("between")};
  return [within, ...(corrected.r === null ? [] : [corrected]), apart];
}

// Whether something is claimed of the organisation's link although the average team's interval crosses 0: the tests are of
// all teams together.
export function isOpen(link) {
  const {lo, hi} = pairOf(link.whole.pooled_dl?.ci_r);
  const grade = claimsOf(link, WHOLE).find((one) => one.claim === "link")?.grade;
  return CLAIMED.includes(grade) && lo !== null && lo <= 0 && hi >= 0;
}

// Whether a link is not looked for, because the employees' dimension is not a property of teams.
export function isWithheld(link) {
  return link.teams.length > 0 && link.teams.every((row) => row.status === "not_a_team_property");
}

// The links of a report: its organisation part is one object, or a list where several were analysed.
export function linksOf(linkage) {
  const whole = linkage.organisation === null ? [] : [linkage.organisation].flat();
  const isOf = (one) => (row) => row.employee === one.employee && row.customer === one.customer;
  return whole.map((one) => ({
    whole: one,
    teams: linkage.rows.filter(isOf(one)),
    lags: linkage.lags.filter(isOf(one)),
    claims: linkage.claims.filter(isOf(one)),
  }));
}
