// SPDX-License-Identifier: GPL-3.0-or-later
// The link at every lag, in both directions.
import {dot, ruleX, ruleY, text} from "@observablehq/plot";
import {pooledByLag} from "../model/link.js";
import {colours, picture} from "../parts/picture.js";
import {associationNote, chart, downloads, paragraph, section} from "../parts/section.js";
import {table} from "../parts/table.js";
import {lagText} from "./linkage.js";

function drawLags(ctx, link, pooled) {
  const teams = link.lags.filter((row) => row.state === "published");
  const ends = [pooled[0].lag, pooled.at(-1).lag];
  const reach = Math.min(1, Math.max(0.3, ...pooled.flatMap((one) => [-one.lo, one.hi]), ...teams.map((row) => Math.abs(row.r))));
  const side = (lag, key, anchor) => text([lag], {x: (x) => x, frameAnchor: "top", dy: 4, text: () => ctx.t(key), textAnchor: anchor, fill: colours.quiet});
  return (width) => picture({
    width,
    height: 320,
    marginLeft: 44,
    marginBottom: 40,
    x: {domain: [ends[0] - 0.5, ends[1] + 0.5], ticks: pooled.map((one) => one.lag), tickFormat: (lag) => ctx.figures.signed(lag, 0), label: ctx.t("lags.axis"), labelArrow: "none"},
    y: {domain: [-reach, reach], label: "r", grid: true, tickFormat: (r) => ctx.words.number(r, 1)},
    marks: [
      ruleY([0], {stroke: colours.ink}),
      ruleX([0], {stroke: colours.line, strokeDasharray: "4 3"}),
      dot(teams, {x: "lag", y: "r", r: 2, fill: colours.quiet, fillOpacity: 0.5}),
      ruleX(pooled, {x: "lag", y1: "lo", y2: "hi", stroke: colours.employees, strokeWidth: 6, strokeOpacity: 0.4}),
      dot(pooled, {x: "lag", y: "r", r: 5, fill: colours.employees, stroke: colours.paper}),
      ...(ends[0] < 0 ? [side(ends[0] - 0.5, "lags.customers_first", "start")] : []),
      ...(ends[1] > 0 ? [side(ends[1] + 0.5, "lags.employees_first", "end")] : []),
    ],
  });
}

function twin(ctx, link, pooled, title) {
  const {figures, t, words} = ctx;
  const at = (lag, values) => values[link.whole.lags.indexOf(lag)];
  return table(title, [
    {label: t("column.lag"), show: (one) => lagText(ctx, one.lag)},
    {label: t("column.r"), isNumber: true, show: (one) => figures.r(one.r)},
    {label: t("column.interval"), isNumber: true, show: (one) => figures.ofR(one.lo, one.hi)},
    {label: t("column.teams"), isNumber: true, show: (one) => words.number(one.teams)},
    {label: t("column.z"), isNumber: true, show: (one) => figures.r(at(one.lag, link.whole.stouffer_z))},
    {label: t("column.p_single"), isNumber: true, show: (one) => figures.p(at(one.lag, link.whole.stouffer_p))},
  ], pooled);
}

function lagChart(ctx, link) {
  const {figures, t} = ctx;
  const pooled = pooledByLag(link.lags);
  if (pooled.length === 0) return paragraph(t("lags.none"));
  const best = pooled.find((one) => one.lag === link.whole.k_star) ?? pooled[0];
  const title = `${ctx.nameOfDimension(link.whole.employee)} – ${ctx.nameOfDimension(link.whole.customer)}`;
  return chart(ctx.words, {
    title,
    summary: t("lags.summary", {lag: lagText(ctx, best.lag), r: figures.r(best.r), interval: figures.ofR(best.lo, best.hi), n: best.teams}),
    draw: drawLags(ctx, link, pooled),
    twin: twin(ctx, link, pooled, title),
  });
}

export function lags(ctx) {
  const {data, t} = ctx;
  const charts = data.links.map((link) => lagChart(ctx, link));
  return section("lags", t("lags.title"), associationNote(ctx.words), paragraph(t("lags.reading")),
    charts.length > 0 ? charts : paragraph(t("lags.none")),
    downloads(ctx.words, [{report: "linkage", parameters: {period: data.period.period}, part: "lags"}]));
}
