// SPDX-License-Identifier: GPL-3.0-or-later
// Ratings of one team by the members of another.

// rows: of a period, "*" standing for every other team. find(rater, rated): the row that tells of the pair, null when none
// does; pairs: rows of a pair of their own.
export function makeRatings(rows) {
  const told = rows.filter((row) => row.state !== "no_data");
  const byKey = new Map(told.map((row) => [`${row.rater_team} ${row.rated_team}`, row]));
  const find = (rater, rated) => [`${rater} ${rated}`, `${rater} *`, `* ${rated}`, "* *"].map((key) => byKey.get(key)).find(Boolean) ?? null;
  return {find, pairs: told.filter((row) => row.rater_team !== "*" && row.rated_team !== "*")};
}
