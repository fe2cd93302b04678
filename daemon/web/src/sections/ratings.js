// SPDX-License-Identifier: GPL-3.0-or-later
// How teams rate working with each other.
import {el} from "../dom.js";
import {matrix, scale, shade} from "../parts/matrix.js";
import {downloads, paragraph, section} from "../parts/section.js";

function figure(ctx, row) {
  const {figures, t, words} = ctx;
  if (!row) return {content: "", class: "absent"};
  if (row.state !== "published") {
    return {content: el("span", {title: t("state.suppressed.why", {k: ctx.data.period.k_employee})}, el("span", {"aria-hidden": "true"}, "✕"), el("span", {class: "unseen"}, t("state.suppressed"))), class: "suppressed"};
  }
  const content = row.bound ? figures.value(row) : words.number(row.mean);
  return {content: el("span", {title: t("ratings.n", {n: row.n})}, content), class: shade(row.mean, 0, 100)};
}

export function ratingOf(rows, rater, rated) {
  const is = (name, team) => name === team || name === "*";
  return rows.find((row) => row.rater_team === rater && row.rated_team === rated)
    ?? rows.find((row) => row.state !== "no_data" && is(row.rater_team, rater) && is(row.rated_team, rated)) ?? null;
}

export function ratings(ctx) {
  const {data, t} = ctx;
  const {period, rows} = data.ratings;
  if (period === null) return section("ratings", t("ratings.title"), paragraph(t("ratings.none")));
  const teams = data.tree.walk().map((one) => one.team).filter((team) => data.tree.isLeaf(team));
  const heads = teams.map((team) => ({key: team, head: team}));
  return section("ratings", t("ratings.title"), paragraph(t("ratings.reading", {period, k: data.period.k_employee})),
    scale(t("ratings.scale"), "0", "100"),
    matrix(t("ratings.caption", {period}), t("ratings.corner"), {
      rows: heads.map((row) => ({...row, head: ctx.teamLink(row.key)})),
      columns: heads,
      cellOf: (rater, rated) => (rater === rated ? {content: "", class: "diagonal"} : figure(ctx, ratingOf(rows, rater, rated))),
    }),
    downloads(ctx.words, [{report: "ratings", parameters: {period}}]));
}
