// SPDX-License-Identifier: GPL-3.0-or-later
// Siloing as it is served: every figure, flag and word is the API's; here they are only put in order.

export const families = ["a", "b", "c", "d"];
export const indicators = ["a1", "a2", "b1", "b2", "c1", "c2", "d1"];

// report: /v1/silos. whole: the organisation's row or null; judged: teams with an index, the highest first; flagged: those with
// signs of siloing, in the same order; untold: teams without an index; find(team): a team's row, null when there is none.
export function silosOf(report) {
  const byIndex = (a, b) => b.index - a.index;
  const judged = report.rows.filter((row) => row.state === "published").sort(byIndex);
  const byTeam = new Map(report.rows.map((row) => [row.team, row]));
  return {
    whole: [report.organisation].flat()[0] ?? null,
    judged,
    flagged: judged.filter((row) => row.flag),
    untold: report.rows.filter((row) => row.state !== "published"),
    find: (team) => byTeam.get(team) ?? null,
  };
}

// From which modularity on groups of teams are clear (Newman and Girvan 2004), as in the API's own sentence;
// which asks also that it is beyond flow drawn by chance, and of that the API serves no figure.
export const CLEAR_MODULARITY = 0.3;

export function hasClearGroups(whole) {
  return whole.communities !== null && whole.communities_q >= CLEAR_MODULARITY;
}

// What each family adds to a team's index, one beside the other: [{team, family, from, to}], families that are there alone.
export function stackOf(row) {
  let sum = 0;
  return families.filter((family) => row[`${family}_adds`] !== null).map((family) => {
    const from = sum;
    sum += row[`${family}_adds`];
    return {team: row.team, family, from, to: sum};
  });
}
