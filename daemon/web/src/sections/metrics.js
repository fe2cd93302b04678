// SPDX-License-Identifier: GPL-3.0-or-later
// Which metrics still measure anything. A person decides; this only lists.
import {inOrder} from "../model/dimensions.js";
import {gradeText} from "../parts/grade.js";
import {associationNote, downloads, paragraph, section, sentences} from "../parts/section.js";
import {table} from "../parts/table.js";

const PARTS = ["organisation", "teams"];
const ITEMS_OF_ALPHA = 2;
const ITEMS_OF_OMEGA = 3;

function verdictText(ctx, row) {
  if (row.verdict !== null) return ctx.t(`metrics.verdict.${row.verdict}`);
  return ctx.t(`metrics.why.${row.state === "suppressed" ? "suppressed" : "insufficient"}`);
}

function findingsText(ctx, row) {
  if (row.verdict === null || row.findings === null) return ctx.t("figure.unknown");
  return row.findings.length === 0 ? ctx.t("metrics.no_finding") : row.findings.map((one) => ctx.t(`finding.${one}`)).join(", ");
}

function verdicts(ctx, rows) {
  const {figures, t} = ctx;
  return table(t("metrics.verdicts"), [
    {label: t("column.dimension"), show: (row) => ctx.nameOfDimension(row.dimension)},
    {label: t("column.verdict"), show: (row) => verdictText(ctx, row), classOf: (row) => (row.verdict === null ? row.state : null)},
    {label: t("column.findings"), show: (row) => findingsText(ctx, row)},
    {label: t("column.grade"), show: (row) => gradeText(ctx, row.grade)},
  ], rows);
}

// alpha or omega, or why there is none.
function reliability(ctx, row, name, least) {
  if (row[name] === null && row.items !== null && row.items.length < least) return ctx.t("metrics.few_items", {n: row.items.length});
  return ctx.figures.known(row[name], ctx.figures.r);
}

function pairText(ctx, row) {
  const {figures} = ctx;
  return figures.known(row.redundant_with, (name) => `${ctx.nameOfDimension(name)} (r ${figures.known(row.redundant_r, figures.r)})`);
}

function linkText(ctx, row) {
  const {figures, t} = ctx;
  const [lo, hi] = row.link_kstar_ci_r ?? [null, null];
  return figures.known(row.link_kstar_r, (r) => `${figures.r(r)} (${lo === null ? t("figure.no_interval") : figures.ofR(lo, hi)})`);
}

function figuresTable(ctx, rows) {
  const {figures, t, words} = ctx;
  const figure = (name, show) => ({label: t(`column.${name}`), isNumber: true, show: (row) => figures.known(row[name], show)});
  return table(t("metrics.figures"), [
    {label: t("column.dimension"), show: (row) => ctx.nameOfDimension(row.dimension)},
    figure("periods", words.number),
    figure("n", words.number),
    figure("ceiling", figures.share),
    figure("floor", figures.share),
    figure("icc1_median", figures.r),
    {label: t("column.alpha"), isNumber: true, show: (row) => reliability(ctx, row, "alpha", ITEMS_OF_ALPHA)},
    {label: t("column.omega"), isNumber: true, show: (row) => reliability(ctx, row, "omega", ITEMS_OF_OMEGA)},
    figure("item_missing", figures.share),
    {label: t("column.response_change"), isNumber: true, show: (row) => figures.known(row.response_change, (x) => t("metrics.points", {change: figures.signed(100 * x, 0)}))},
    {label: t("column.moves_with"), show: (row) => pairText(ctx, row)},
    {label: t("column.link"), isNumber: true, show: (row) => linkText(ctx, row)},
  ], rows);
}

// How many metrics there are, and the warning where they are too many.
function count(ctx, whole) {
  if (whole === null) return null;
  return whole.too_many ? paragraph(whole[`text_${ctx.words.tag}`], "warning") : paragraph(ctx.t("metrics.in_use", {n: whole.active, most: whole.most}));
}

export function metrics(ctx) {
  const {data, t} = ctx;
  const {organisation, rows} = data.metrics;
  const shown = inOrder(rows);
  if (shown.length === 0) return section("metrics", t("metrics.title"), paragraph(t("metrics.none")));
  return section("metrics", t("metrics.title"), paragraph(t("metrics.reading")), count(ctx, organisation), sentences(ctx.words, shown),
    verdicts(ctx, shown), associationNote(ctx.words), figuresTable(ctx, shown),
    downloads(ctx.words, PARTS.map((part) => ({report: "metrics", parameters: {period: data.period.period}, part}))));
}
