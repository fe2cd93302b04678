// SPDX-License-Identifier: GPL-3.0-or-later
// How teams rate working with each other.
import {el} from "../dom.js";
import {makeRatings} from "../model/ratings.js";
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

// Of more teams than this only those that rate or are rated are shown.
const MOST_TEAMS = 40;

function shownTeams(tree, {pairs}) {
  const leaves = tree.walk().map((one) => one.team).filter((team) => tree.isLeaf(team));
  const told = new Set(pairs.filter((row) => row.state === "published").flatMap((row) => [row.rater_team, row.rated_team]));
  return leaves.length <= MOST_TEAMS ? leaves : leaves.filter((team) => told.has(team)).slice(0, MOST_TEAMS);
}

export function ratings(ctx) {
  const {data, t} = ctx;
  const {period, rows} = data.ratings;
  if (period === null) return section("ratings", t("ratings.title"), paragraph(t("ratings.none")));
  const told = makeRatings(rows);
  const heads = shownTeams(data.tree, told).map((team) => ({key: team, head: team}));
  const left = data.tree.leaves().length - heads.length;
  return section("ratings", t("ratings.title"), paragraph(t("ratings.reading", {period, k: data.period.k_employee})),
    left > 0 ? paragraph(t("handoffs.left_out", {n: left})) : null,
    scale(t("ratings.scale"), "0", "100"),
    matrix(t("ratings.caption", {period}), t("ratings.corner"), {
      rows: heads.map((row) => ({...row, head: ctx.teamLink(row.key)})),
      columns: heads,
      cellOf: (rater, rated) => (rater === rated ? {content: "", class: "diagonal"} : figure(ctx, told.find(rater, rated))),
    }),
    downloads(ctx.words, [{report: "ratings", parameters: {period}}]));
}
