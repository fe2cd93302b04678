// SPDX-License-Identifier: GPL-3.0-or-later
// What these figures cannot tell, as prominent as what they can.
import {el} from "../dom.js";
import {countStates} from "../model/cells.js";
import {changesOf} from "../model/changes.js";
import {dimensionsOf, mainDimensions} from "../model/dimensions.js";
import {isWithheld} from "../model/link.js";
import {section} from "../parts/section.js";

function hiddenTeams(ctx) {
  const {data, t} = ctx;
  return Object.values(mainDimensions).flatMap((dimension) => {
    const counts = countStates(data.tree, data.cells, dimension);
    const n = counts.suppressed + counts.rolled_up;
    return n === 0 ? [] : [t("unknown.hidden", {n, of: data.tree.leaves().length, name: ctx.nameOfDimension(dimension), counted: counts.rolled_up})];
  });
}

function unasked(ctx) {
  const {data, t} = ctx;
  const dimensions = ["employees", "customers"].flatMap((side) => dimensionsOf(side, data.trend));
  const byPeriods = new Map();
  for (const dimension of dimensions) {
    const periods = data.trend.filter((row) => row.dimension === dimension && row.state === "no_data").map((row) => row.period);
    if (periods.length === 0) continue;
    const key = periods.join(", ");
    byPeriods.set(key, {periods, names: [...(byPeriods.get(key)?.names ?? []), ctx.nameOfDimension(dimension)]});
  }
  return [...byPeriods.values()].map(({periods, names}) =>
    t("unknown.unasked", {names: names.join(", "), n: periods.length, periods: periods.slice(-5).join(", ")}));
}

// Series of which it cannot be told whether they have changed.
function unjudged(ctx) {
  const {untold} = changesOf(ctx.data.changes.rows);
  return Object.entries(untold).map(([reason, n]) => ctx.t(`unknown.change.${reason}`, {n}));
}

// Analyses of a single period that would give a team's spread away.
function hiddenPeriods(ctx) {
  const {periods} = ctx.data.agreement;
  const n = periods.filter((row) => row.state === "suppressed").length;
  return n === 0 ? [] : [ctx.t("unknown.agreement", {n, of: periods.length})];
}

function ofLink(ctx, {whole, teams}) {
  const {figures, t} = ctx;
  const pair = `${ctx.nameOfDimension(whole.employee)} – ${ctx.nameOfDimension(whole.customer)}`;
  if (isWithheld({teams})) return [t("unknown.not_of_teams", {pair})];
  const without = teams.filter((row) => row.status !== "published").map((row) => row.team);
  return [
    whole.state === "published" ? null : t("unknown.not_analysed", {pair}),
    whole.r_detectable === null ? null : t("unknown.detectable", {pair, r: figures.r(whole.r_detectable)}),
    without.length > 0 ? t("unknown.teams_without_link", {pair, n: without.length, teams: without.slice(0, 20).join(", ")}) : null,
  ];
}

export function unknowns(ctx) {
  const {data, t} = ctx;
  const points = [
    ...hiddenTeams(ctx),
    ...unasked(ctx),
    ...(data.links.length === 0 ? [t("linkage.none")] : data.links.flatMap((link) => ofLink(ctx, link))),
    ...unjudged(ctx),
    ...hiddenPeriods(ctx),
    t("unknown.cause"),
    t("unknown.non_respondents"),
  ].filter(Boolean);
  return section("unknowns", t("unknown.title"), el("ul", null, points.map((text) => el("li", null, text))));
}
