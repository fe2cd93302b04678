// SPDX-License-Identifier: GPL-3.0-or-later
// One team or unit: where it is in the tree, its scores over time, its link, and whom it hands on to.
import {el} from "../dom.js";
import {changesOf} from "../model/changes.js";
import {dimensionsOf, isNet, mainDimensions, sideOf} from "../model/dimensions.js";
import {addUp} from "../model/handoffs.js";
import {claimsOf, shrunken} from "../model/link.js";
import {makeRatings} from "../model/ratings.js";
import {claimList} from "../parts/grade.js";
import {downloadsUntil} from "../parts/download_until.js";
import {colours} from "../parts/picture.js";
import {associationNote, chart, downloads, paragraph, section, sentences} from "../parts/section.js";
import {describe, legend} from "../parts/states.js";
import {table} from "../parts/table.js";
import {changeText, trendSummary} from "../parts/trend_text.js";
import {changeColumns} from "./changes.js";
import {statusText} from "./forest.js";
import {eachText, teamDownloads} from "./handoffs.js";
import {lagText} from "./linkage.js";
import {drawTrend, trendTable} from "./sides.js";
import {teamAgreement} from "./team_agreement.js";
import {teamSilo} from "./team_silo.js";

function trail(ctx) {
  const {tree, team} = ctx.data;
  const step = (one) => el("li", null, one === team ? el("span", {"aria-current": "page"}, tree.nameOf(one)) : ctx.teamLink(one, ctx.teamName(one)));
  return el("nav", {"aria-label": ctx.t("team.trail"), class: "trail"}, el("ol", null, tree.pathTo(team).map(step)));
}

function about(ctx) {
  const {data, t} = ctx;
  const row = data.tree.row(data.team);
  const isLeaf = data.tree.isLeaf(data.team);
  return paragraph([
    t(isLeaf ? "team.is_team" : "team.is_unit", {n: data.tree.leavesOf(data.team).length}),
    row.headcount === null ? "" : t("team.headcount", {n: row.headcount}),
    row.role === "router" ? t("team.router") : "",
  ].filter(Boolean).join(" "));
}

function children(ctx) {
  const {data, t} = ctx;
  const below = data.tree.childrenOf(data.team);
  if (below.length === 0) return null;
  const figure = (dimension) => ({label: ctx.nameOfDimension(dimension), isNumber: true, show: (team) => describe(ctx, team, dimension).text});
  return section("below", t("team.below"), table(t("team.below"), [
    {label: t("column.team"), show: (team) => ctx.teamLink(team, ctx.teamName(team))},
    ...Object.values(mainDimensions).map(figure),
  ], below));
}

function scoreTable(ctx) {
  const {data, figures, t, words} = ctx;
  const dimensions = ["employees", "customers"].flatMap((side) => dimensionsOf(side, data.cells.rows));
  const rows = dimensions.map((dimension) => ({dimension, ...describe(ctx, data.team, dimension)}));
  const isFigure = (row) => row.state === "published" || row.state === "bound";
  return table(t("team.scores", {period: ctx.periodName(data.period)}), [
    {label: t("column.dimension"), show: (row) => ctx.nameOfDimension(row.dimension)},
    {label: t("column.figure"), isNumber: true, show: (row) => row.text, classOf: (row) => (isFigure(row) ? null : row.state)},
    {label: t("column.interval"), isNumber: true, show: (row) => (isFigure(row) ? figures.between(row.cell) : "")},
    {label: t("column.n"), isNumber: true, show: (row) => (row.cell?.n ? words.number(row.cell.n) : "")},
    {label: t("column.change"), isNumber: true, show: (row) => changeText(ctx, row.dimension, data.trend)},
    {label: t("column.why"), show: (row) => (isFigure(row) ? coverage(ctx, row.cell) : row.why)},
  ], rows);
}

// Of a unit: how many of its teams a figure covers.
function coverage(ctx, cell) {
  return cell.teams === null || cell.teams_shown === null ? "" : ctx.t("team.covers", {shown: cell.teams_shown, n: cell.teams});
}

function trends(ctx) {
  const {data, t} = ctx;
  const drawn = ["employees", "customers"].flatMap((side) => dimensionsOf(side, data.trend)).filter((dimension) => !isNet(dimension));
  return section("trends", t("team.trends"), el("div", {class: "sides"}, drawn.map((dimension) => {
    const rows = data.trend.filter((row) => row.dimension === dimension);
    const title = t("trend.title", {name: ctx.nameOfDimension(dimension)});
    return el("div", {class: "side"}, chart(ctx.words, {
      title,
      summary: trendSummary(ctx, rows),
      draw: drawTrend(ctx, rows, colours[sideOf(dimension, data.trend)]),
      twin: trendTable(ctx, title, rows),
    }));
  })));
}

function changes(ctx) {
  const {data, t} = ctx;
  const mine = data.changes.rows.filter((row) => row.team === data.team);
  if (mine.length === 0) return null;
  const {alarms} = changesOf(mine);
  return section("changes", t("changes.title"), paragraph(t("changes.reading")),
    alarms.length > 0 ? sentences(ctx.words, alarms) : paragraph(t("changes.no_alarm")),
    table(t("changes.title"), changeColumns(ctx), mine),
    downloads(ctx.words, [{report: "changes", parameters: {period: data.period.period, team: data.team}}]));
}

function linkText(ctx, row) {
  const {figures, t} = ctx;
  const estimate = shrunken(row);
  const texts = row.status === "published" ? [] : [statusText(ctx, row)];
  if (estimate) texts.push(t("team.link.shrunken", {r: figures.r(estimate.r), interval: figures.ofR(estimate.lo, estimate.hi)}));
  if (row.loo_r !== null) {
    texts.push(t("team.link.others", {lag: lagText(ctx, row.loo_lag), r: figures.r(row.loo_r), p: figures.p(row.loo_p_two), q: figures.r(row.loo_q_bh)}));
  }
  if (row.r_best !== null) {
    texts.push(t("team.link.own", {lag: lagText(ctx, row.best_lag), r: figures.r(row.r_best), p: figures.p(row.p_sidak), q: figures.r(row.q_bh)}));
  }
  return el("ul", null, texts.map((text) => el("li", null, text)));
}

function links(ctx) {
  const {data, t} = ctx;
  const mine = data.links.flatMap((link) => link.teams.map((row) => ({row, link}))).filter(({row}) => row.team === data.team);
  const heading = (row) => el("h3", null, `${ctx.nameOfDimension(row.employee)} – ${ctx.nameOfDimension(row.customer)}`);
  return section("link", t("team.link"), associationNote(ctx.words),
    mine.length === 0 ? paragraph(t("team.link.none")) : mine.map(({row, link}) => [heading(row), claimList(ctx, claimsOf(link, data.team)), linkText(ctx, row)]),
    downloads(ctx.words, [{report: "linkage", parameters: {period: data.period.period, team: data.team}, part: "teams"}]));
}

// Of more teams than this only those are listed of which something is told in one of the two directions.
const MOST_NEIGHBOURS = 40;

function neighboursOf({tree, team}, handoff, rating) {
  const others = tree.leaves().filter((one) => one !== team);
  if (others.length <= MOST_NEIGHBOURS) return others;
  const isTold = (from, to) => handoff(from, to)?.known > 0 || rating(from, to)?.state === "published";
  return others.filter((one) => isTold(team, one) || isTold(one, team));
}

function neighbours(ctx) {
  const {data, figures, t, words} = ctx;
  const {find} = addUp(data.handoffs.rows);
  const {find: ratingOf} = makeRatings(data.ratings.rows);
  const others = neighboursOf(data, find, ratingOf);
  const count = (one) => {
    if (!one) return t("figure.unknown");
    if (one.known > 0) return one.small + one.hidden > 0 ? t("handoffs.at_least", {least: words.number(one.least)}) : words.number(one.least);
    return one.small > 0 ? t("handoffs.small", {k: data.period.k_customer}) : t("handoffs.hidden");
  };
  const rating = (row) => (row === null ? t("figure.unknown") : row.state === "published" ? figures.value(row) : t(`state.${row.state}`, {unit: ""}));
  return section("neighbours", t("team.neighbours"), paragraph(`${t("team.neighbours.reading", {n: data.handoffs.periods})} ${eachText(ctx)}`),
    table(t("team.neighbours"), [
      {label: t("column.team"), show: (team) => ctx.teamLink(team)},
      {label: t("team.hands_to"), isNumber: true, show: (team) => count(find(data.team, team))},
      {label: t("team.gets_from"), isNumber: true, show: (team) => count(find(team, data.team))},
      {label: t("team.rates"), isNumber: true, show: (team) => rating(ratingOf(data.team, team))},
      {label: t("team.is_rated"), isNumber: true, show: (team) => rating(ratingOf(team, data.team))},
    ], others),
    teamDownloads(ctx, data.handoffs.asked),
    data.ratings.period === null ? null : downloads(ctx.words, [{report: "ratings", parameters: {period: data.ratings.period}}]));
}

export function teamSections(ctx) {
  const {data, t} = ctx;
  const isLeaf = data.tree.isLeaf(data.team);
  return [
    trail(ctx),
    el("h1", null, ctx.teamName(data.team)),
    about(ctx),
    section("scores", t("team.scores", {period: ctx.periodName(data.period)}), scoreTable(ctx), legend(ctx),
      downloadsUntil(ctx, {report: "scores", parameters: {team: data.team}})),
    children(ctx),
    trends(ctx),
    changes(ctx),
    isLeaf ? links(ctx) : paragraph(t("team.unit_no_link"), "note"),
    isLeaf ? teamSilo(ctx) : null,
    isLeaf ? teamAgreement(ctx) : null,
    isLeaf ? neighbours(ctx) : null,
  ];
}
