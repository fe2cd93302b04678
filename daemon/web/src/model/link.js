// SPDX-License-Identifier: GPL-3.0-or-later
// Linkage as it is shown. All figures come from the API; what is made of them here is named in the method box.

const Z95 = 1.959964;
const Z80_POWER = 0.841621;
const ALPHA = 0.05;
// Fewer teams give a claim that is worth a look and no more.
export const TEAMS_FOR_A_FIRM_CLAIM = 30;

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

// The smallest r that the analysis would have found with a power of 80 %; null when nothing was pooled.
export function smallestDetectable(whole) {
  const se = whole.pooled_dl?.se_mkh;
  return se === null || se === undefined ? null : Math.tanh((Z95 + Z80_POWER) * se);
}

// The strongest lag on the other side of 0 than k_star: {lag, z, p}, p with the search over all lags paid for (Šidák).
// null when there is none.
export function otherDirection(whole) {
  const sign = Math.sign(whole.k_star);
  const others = whole.lags.map((lag, i) => ({lag, z: whole.stouffer_z[i], p: whole.stouffer_p[i]}))
    .filter(({lag, z}) => Math.sign(lag) === -sign && z !== null)
    .sort((a, b) => Math.abs(b.z) - Math.abs(a.z));
  if (others.length === 0) return null;
  return {...others[0], p: -Math.expm1(whole.lags.length * Math.log1p(-others[0].p))};
}

// How much may be claimed: "A" nothing was analysed, so that only scores can be described; "B" the two move together;
// "C" one came before the other; "D" cannot tell.
export function gradeOf(whole) {
  if (!whole || whole.state !== "published" || whole.mismatch?.p === null) return "A";
  if (whole.mismatch.p > ALPHA) return "D";
  return whole.k_star !== 0 && whole.p_pooled_sidak !== null && whole.p_pooled_sidak <= ALPHA ? "C" : "B";
}

// Whether the pooled interval leaves open that there is no link on average.
export function coversZero(whole) {
  const [lo, hi] = whole.pooled_dl?.ci_r ?? [null, null];
  return lo !== null && hi !== null && lo <= 0 && hi >= 0;
}

// The links of a report: its organisation part is one object, or a list where several were analysed.
export function linksOf(linkage) {
  const whole = linkage.organisation === null ? [] : [linkage.organisation].flat();
  const isOf = (one) => (row) => row.employee === one.employee && row.customer === one.customer;
  return whole.map((one) => ({
    whole: one,
    teams: linkage.rows.filter(isOf(one)),
    lags: linkage.lags.filter(isOf(one)),
  }));
}
