// SPDX-License-Identifier: GPL-3.0-or-later
// The organisation's links: how large, at which lag, how different between teams.
import {gradeOf, smallestDetectable} from "../model/link.js";
import {associationNote, downloads, paragraph, section} from "../parts/section.js";
import {table} from "../parts/table.js";

export function lagText(ctx, lag) {
  if (lag === null) return ctx.t("figure.unknown");
  if (lag === 0) return ctx.t("lag.same");
  return ctx.t(lag > 0 ? "lag.employees_first" : "lag.customers_first", {length: ctx.lasting("length", Math.abs(lag))});
}

function pairText(ctx, values) {
  return values && values[0] !== null ? ctx.figures.ofR(...values) : ctx.t("figure.no_interval");
}

function columns(ctx) {
  const {figures, t, words} = ctx;
  const of = (show) => ({whole}) => show(whole, whole.pooled_dl ?? {});
  return [
    {label: t("column.employee_metric"), show: of((whole) => ctx.nameOfDimension(whole.employee))},
    {label: t("column.customer_metric"), show: of((whole) => ctx.nameOfDimension(whole.customer))},
    {label: t("column.level"), show: () => t("linkage.within")},
    {label: t("column.lag"), show: of((whole) => lagText(ctx, whole.k_star))},
    {label: t("column.teams"), isNumber: true, show: of((_, dl) => figures.known(dl.k, words.number))},
    {label: t("column.r"), isNumber: true, show: of((_, dl) => figures.known(dl.r, figures.r))},
    {label: t("column.interval"), isNumber: true, show: of((_, dl) => pairText(ctx, dl.ci_r))},
    {label: t("column.prediction"), isNumber: true, show: of((_, dl) => pairText(ctx, dl.pi_r))},
    {label: t("column.i2"), isNumber: true, show: of((_, dl) => figures.known(dl.i2, (x) => figures.share(x / 100)))},
    {label: t("column.p_mismatch"), isNumber: true, show: of((whole) => figures.known(whole.mismatch?.p ?? null, figures.p))},
    {label: t("column.p_search"), isNumber: true, show: of((whole) => figures.known(whole.p_pooled_sidak, figures.p))},
    {label: t("column.detectable"), isNumber: true, show: of((whole) => figures.known(smallestDetectable(whole), figures.r))},
    {label: t("column.grade"), show: of((whole) => t(`grade.${gradeOf(whole)}`))},
  ];
}

function teamCounts(ctx, link) {
  const counts = {published: 0, insufficient: 0, no_variation: 0};
  for (const row of link.teams) counts[row.status] += 1;
  return ctx.t("linkage.teams", {
    pair: `${ctx.nameOfDimension(link.whole.employee)} – ${ctx.nameOfDimension(link.whole.customer)}`,
    n: counts.published,
    insufficient: counts.insufficient,
    constant: counts.no_variation,
  });
}

export function linkage(ctx) {
  const {data, t} = ctx;
  if (data.links.length === 0) return section("linkage", t("linkage.title"), paragraph(t("linkage.none")));
  return section("linkage", t("linkage.title"), associationNote(ctx.words), paragraph(t("linkage.reading")),
    table(t("linkage.title"), columns(ctx), data.links), data.links.map((link) => paragraph(teamCounts(ctx, link))),
    paragraph(t("linkage.levels")),
    downloads(ctx.words, ["organisation", "teams", "lags"].map((part) => ({report: "linkage", parameters: {period: data.period.period}, part}))));
}
