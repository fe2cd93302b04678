// SPDX-License-Identifier: GPL-3.0-or-later
// The report of agreement: which dimensions were judged, and what is told of their periods and teams.

// report: /v1/agreement. dimensions: its verdicts; periods: how many analyses of a single period are in each state;
// newest: that of each dimension's own period; find(team, dimension): a team's row, null when there is none.
export function agreementOf(report) {
  const dimensions = [report.organisation].flat().filter(Boolean);
  const states = {published: 0, suppressed: 0, insufficient: 0};
  for (const row of report.periods) states[row.state] += 1;
  const newest = dimensions.map((one) => report.periods.find((row) => row.dimension === one.dimension && row.period === one.period))
    .filter(Boolean);
  const byKey = new Map(report.rows.map((row) => [`${row.team} ${row.dimension}`, row]));
  return {dimensions, states, newest, find: (team, dimension) => byKey.get(`${team} ${dimension}`) ?? null};
}
