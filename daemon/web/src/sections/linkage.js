// SPDX-License-Identifier: GPL-3.0-or-later
// The organisation's links: what may be said, within teams and between them apart, and how it was tested.
import {claimsOf, isOpen, isWithheld, levelsOf} from "../model/link.js";
import {WHOLE} from "../model/tree.js";
import {claimList, gradeText} from "../parts/grade.js";
import {associationNote, downloads, paragraph, section} from "../parts/section.js";
import {table} from "../parts/table.js";

const PARTS = ["organisation", "teams", "lags", "claims"];

export function lagText(ctx, lag) {
  if (lag === null) return ctx.t("figure.unknown");
  if (lag === 0) return ctx.t("lag.same");
  return ctx.t(lag > 0 ? "lag.employees_first" : "lag.customers_first", {length: ctx.lasting("length", Math.abs(lag))});
}

export function evidenceText(ctx, evidence) {
  return ctx.figures.known(evidence, (one) => ctx.t(`evidence.${one}`));
}

function intervalText(ctx, lo, hi) {
  return lo === null || hi === null ? ctx.t("figure.no_interval") : ctx.figures.ofR(lo, hi);
}

function names(ctx) {
  return [
    {label: ctx.t("column.employee_metric"), show: ({whole}) => ctx.nameOfDimension(whole.employee)},
    {label: ctx.t("column.customer_metric"), show: ({whole}) => ctx.nameOfDimension(whole.customer)},
  ];
}

function levels(ctx, links) {
  const {figures, t, words} = ctx;
  return table(t("linkage.levels"), [
    ...names(ctx),
    {label: t("column.level"), show: (row) => t(`linkage.${row.level}`)},
    {label: t("column.lag"), show: (row) => (row.level === "between" ? t("linkage.all_periods") : lagText(ctx, row.lag))},
    {label: t("column.teams"), isNumber: true, show: (row) => figures.known(row.teams, words.number)},
    {label: t("column.r"), isNumber: true, show: (row) => figures.known(row.r, figures.r)},
    {label: t("column.interval"), isNumber: true, show: (row) => intervalText(ctx, row.lo, row.hi)},
    {label: t("column.grade"), show: (row) => gradeText(ctx, row.grade)},
  ], links.flatMap((link) => levelsOf(link).map((row) => ({...row, whole: link.whole}))));
}

function tests(ctx, links) {
  const {figures, t} = ctx;
  const of = (show) => ({whole}) => show(whole, whole.pooled_dl ?? {});
  return table(t("linkage.tests"), [
    ...names(ctx),
    {label: t("column.prediction"), isNumber: true, show: of((_, dl) => intervalText(ctx, ...(dl.pi_r ?? [null, null])))},
    {label: t("column.i2"), isNumber: true, show: of((_, dl) => figures.known(dl.i2, (x) => figures.share(x / 100)))},
    {label: t("column.p_mismatch"), isNumber: true, show: of((whole) => figures.known(whole.mismatch?.p, figures.p))},
    {label: t("column.q"), isNumber: true, show: of((whole) => figures.known(whole.mismatch?.q, figures.r))},
    {label: t("column.p_search"), isNumber: true, show: of((whole) => figures.known(whole.p_pooled_sidak, figures.p))},
    {label: t("column.detectable"), isNumber: true, show: of((whole) => figures.known(whole.r_detectable, figures.r))},
    {label: t("column.evidence"), show: of((whole) => evidenceText(ctx, whole.evidence))},
  ], links);
}

function teamCounts(ctx, link) {
  const pair = `${ctx.nameOfDimension(link.whole.employee)} – ${ctx.nameOfDimension(link.whole.customer)}`;
  if (isWithheld(link)) return ctx.t("unknown.not_of_teams", {pair});
  const counts = {published: 0, insufficient: 0, no_variation: 0};
  for (const row of link.teams) counts[row.status] += 1;
  return ctx.t("linkage.teams", {
    pair,
    n: counts.published,
    insufficient: counts.insufficient,
    constant: counts.no_variation,
  });
}

// The figure that is corrected is not the r beside it.
function asMeasured(ctx, {whole}) {
  const {attenuation, pooled_dl: pooled} = whole;
  if ((attenuation?.r_corrected ?? null) === null || !pooled) return null;
  const {r} = ctx.figures;
  return paragraph(ctx.t("linkage.as_measured", {measured: r(attenuation.r_within_level_kstar), pooled: r(pooled.r), corrected: r(attenuation.r_corrected)}));
}

export function linkage(ctx) {
  const {data, t} = ctx;
  if (data.links.length === 0) return section("linkage", t("linkage.title"), paragraph(t("linkage.none")));
  return section("linkage", t("linkage.title"), associationNote(ctx.words), paragraph(t("linkage.reading")),
    data.links.map((link) => claimList(ctx, claimsOf(link, WHOLE))), levels(ctx, data.links), tests(ctx, data.links),
    data.links.map((link) => paragraph(teamCounts(ctx, link))), paragraph(t("linkage.columns")),
    data.links.some(isOpen) ? paragraph(t("linkage.open")) : null, data.links.map((link) => asMeasured(ctx, link)),
    downloads(ctx.words, PARTS.map((part) => ({report: "linkage", parameters: {period: data.period.period}, part}))));
}
