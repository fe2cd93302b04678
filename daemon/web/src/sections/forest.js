// SPDX-License-Identifier: GPL-3.0-or-later
// Each team's link, drawn towards the organisation's, which is below them all.
import {dot, ruleX, ruleY} from "@observablehq/plot";
import {clearOf, shrunken} from "../model/link.js";
import {gradeText} from "../parts/grade.js";
import {colours, picture} from "../parts/picture.js";
import {associationNote, chart, downloads, paragraph, section} from "../parts/section.js";
import {table} from "../parts/table.js";
import {evidenceText, lagText} from "./linkage.js";

// A picture with more rows than this is no help; the table has them all.
const MOST_ROWS = 60;

function estimates(ctx, link) {
  return link.teams.map((row) => ({row, name: row.team, estimate: shrunken(row)}));
}

function drawForest(ctx, link, shown) {
  const whole = ctx.t("forest.whole");
  const dl = link.whole.pooled_dl;
  const teams = shown.map((one) => ({name: one.name, ...one.estimate}));
  const all = dl.ci_r?.[0] === null || !dl.ci_r ? [] : [{name: whole, r: dl.r, lo: dl.ci_r[0], hi: dl.ci_r[1]}];
  const next = dl.pi_r?.[0] === null || !dl.pi_r ? [] : [{name: whole, lo: dl.pi_r[0], hi: dl.pi_r[1]}];
  return (width) => picture({
    width,
    height: 60 + 24 * (teams.length + 1),
    marginLeft: 110,
    marginBottom: 40,
    x: {domain: [-1, 1], label: "r", labelArrow: "none", ticks: 5, tickFormat: (r) => ctx.words.number(r, 1), grid: true},
    y: {domain: [...teams.map((one) => one.name), whole], label: null, tickSize: 0},
    marks: [
      ruleX([0], {stroke: colours.ink}),
      ruleY(next, {y: "name", x1: "lo", x2: "hi", stroke: colours.quiet, strokeWidth: 2, strokeDasharray: "3 3"}),
      ruleY(teams, {y: "name", x1: "lo", x2: "hi", stroke: colours.employees, strokeWidth: 3, strokeOpacity: 0.6}),
      ruleY(all, {y: "name", x1: "lo", x2: "hi", stroke: colours.ink, strokeWidth: 4}),
      dot(teams, {x: "r", y: "name", r: 5, fill: colours.employees, stroke: colours.paper}),
      dot(all, {x: "r", y: "name", r: 7, symbol: "diamond", fill: colours.ink, stroke: colours.paper}),
    ],
  });
}

export function statusText(ctx, row) {
  if (row.status === "published") return ctx.t("link.status.published");
  return ctx.t(`link.status.${row.status}`, {pairs: row.n_pairs, min_series: row.min_series, white: row.n_white, min_pairs: row.min_pairs});
}

function twin(ctx, link, title) {
  const {figures, t} = ctx;
  const r = (value) => (value === null ? "" : figures.r(value));
  const p = (value) => (value === null ? "" : figures.p(value));
  return table(title, [
    {label: t("column.team"), show: ({row}) => ctx.teamLink(row.team)},
    {label: t("column.shrunken"), isNumber: true, show: ({estimate}) => (estimate ? `${figures.r(estimate.r)} (${figures.ofR(estimate.lo, estimate.hi)})` : "")},
    {label: t("column.lag_of_others"), show: ({row}) => (row.loo_lag === null ? "" : lagText(ctx, row.loo_lag))},
    {label: t("column.r_of_others"), isNumber: true, show: ({row}) => r(row.loo_r)},
    {label: t("column.p"), isNumber: true, show: ({row}) => p(row.loo_p_two)},
    {label: t("column.q"), isNumber: true, show: ({row}) => r(row.loo_q_bh)},
    {label: t("column.evidence"), show: ({row}) => (row.loo_r === null ? "" : evidenceText(ctx, row.loo_evidence))},
    {label: t("column.grade"), show: ({row}) => gradeText(ctx, row.grade)},
    {label: t("column.status"), show: ({row}) => statusText(ctx, row)},
  ], estimates(ctx, link));
}

function summaryOf({t}, link, n) {
  const {clear, tested} = clearOf(link);
  if (clear.length === 0) return t("forest.summary.none", {n, teams: ""});
  const told = tested.length > 0 ? t("forest.tested", {teams: tested.join(", ")}) : t("forest.tested.none");
  return t("forest.summary", {n, teams: clear.join(", "), tested: told});
}

function forestChart(ctx, link) {
  const {t} = ctx;
  const title = `${ctx.nameOfDimension(link.whole.employee)} – ${ctx.nameOfDimension(link.whole.customer)}`;
  const shown = estimates(ctx, link).filter((one) => one.estimate !== null);
  if (shown.length === 0) return [paragraph(t("forest.none")), twin(ctx, link, title)];
  return chart(ctx.words, {
    title,
    summary: summaryOf(ctx, link, shown.length)
      + (shown.length > MOST_ROWS ? ` ${t("forest.cut", {most: MOST_ROWS})}` : ""),
    draw: drawForest(ctx, link, shown.slice(0, MOST_ROWS)),
    twin: twin(ctx, link, title),
  });
}

export function forest(ctx) {
  const {data, t} = ctx;
  const charts = data.links.map((link) => forestChart(ctx, link));
  return section("forest", t("forest.title"), associationNote(ctx.words), paragraph(t("forest.reading")),
    charts.length > 0 ? charts : paragraph(t("forest.none")),
    downloads(ctx.words, [{report: "linkage", parameters: {period: data.period.period}, part: "teams"}]));
}
