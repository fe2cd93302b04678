// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a dimension is a property of teams: do members agree, and do teams differ?
import {el} from "../dom.js";
import {agreementOf} from "../model/agreement.js";
import {inOrder} from "../model/dimensions.js";
import {gradeText} from "../parts/grade.js";
import {matrix, scale, shade} from "../parts/matrix.js";
import {downloads, paragraph, section, sentences} from "../parts/section.js";
import {legendOf, mark} from "../parts/states.js";
import {table} from "../parts/table.js";

const PARTS = ["organisation", "periods", "teams"];

// Where a verdict, or an analysis, is not told: why.
const whyOf = (ctx, row) => ctx.t(`agreement.why.${row.state === "published" ? "untold" : row.state}`);

// What a dimension is in the whole organisation, by medians over periods.
export function verdictColumns(ctx) {
  const {figures, t} = ctx;
  const figure = (name, label) => ({label, isNumber: true, show: (row) => figures.known(row[name], figures.r)});
  return [
    {label: t("column.verdict"), show: (row) => (row.verdict === null ? whyOf(ctx, row) : t(`agreement.verdict.${row.verdict}`)), classOf: (row) => (row.verdict === null ? row.state : null)},
    figure("rwgj_median", t("column.rwgj")),
    figure("icc1_median", t("column.icc1")),
    figure("icc2_median", t("column.icc2")),
  ];
}

function verdicts(ctx, dimensions) {
  const {figures, t, words} = ctx;
  return table(t("agreement.verdicts"), [
    {label: t("column.dimension"), show: (row) => ctx.nameOfDimension(row.dimension)},
    ...verdictColumns(ctx),
    {label: t("column.significant"), isNumber: true, show: (row) => figures.known(row.significant, figures.share)},
    {label: t("column.periods"), isNumber: true, show: (row) => figures.known(row.periods, words.number)},
    {label: t("column.grade"), show: (row) => gradeText(ctx, row.grade)},
  ], dimensions);
}

function newestPeriod(ctx, {newest, dimensions}) {
  const {figures, t, words} = ctx;
  const whole = (row, name) => `${figures.r(row[name])} (${row[`${name}_lo`] === null ? t("figure.no_interval") : figures.ofR(row[`${name}_lo`], row[`${name}_hi`])})`;
  const figure = (name, show) => ({label: t(`column.${name}`), isNumber: true, show: (row) => (row.state === "published" && row[name] !== null ? show(row) : "")});
  return table(t("agreement.newest", {period: dimensions[0].period}), [
    {label: t("column.dimension"), show: (row) => ctx.nameOfDimension(row.dimension)},
    {label: t("column.teams"), isNumber: true, show: (row) => figures.known(row.k, words.number)},
    {label: t("column.n"), isNumber: true, show: (row) => figures.known(row.n, words.number)},
    figure("f", (row) => figures.r(row.f)),
    figure("p", (row) => figures.p(row.p)),
    figure("icc1", (row) => whole(row, "icc1")),
    figure("icc2", (row) => whole(row, "icc2")),
    {label: t("column.why"), show: (row) => (row.state === "published" ? t("state.published") : whyOf(ctx, row)), classOf: (row) => (row.state === "published" ? null : row.state)},
  ], newest);
}

// How alike a team's members answered, or why that is not told: {state, text, why}.
export function describeAgreement(ctx, row) {
  const {figures, t} = ctx;
  const state = row?.state ?? "absent";
  if (state === "published" && row.rwgj_uniform !== null) {
    return {state, text: figures.r(row.rwgj_uniform), why: t("agreement.people", {n: row.n})};
  }
  const shown = state === "published" ? "insufficient" : state;
  const why = ["suppressed", "insufficient"].includes(shown) ? t(`agreement.team.${shown}`) : t(`state.${shown}.why`, {unit: ""});
  return {state: shown, text: t(`state.${shown}`), why};
}

function cell(ctx, row) {
  const description = describeAgreement(ctx, row);
  if (description.state !== "published") return {content: mark(description), class: description.state};
  return {content: el("span", {title: description.why}, description.text), class: shade(row.rwgj_uniform, 0, 1)};
}

function teams(ctx, {dimensions, find}) {
  const {data, t} = ctx;
  const leaves = data.tree.walk().map((one) => one.team).filter((team) => data.tree.isLeaf(team));
  return [
    scale(t("agreement.scale"), "0", "1"),
    matrix(t("agreement.teams", {period: dimensions[0].period}), t("column.team"), {
      rows: leaves.map((team) => ({key: team, head: ctx.teamLink(team)})),
      columns: dimensions.map(({dimension}) => ({key: dimension, head: ctx.nameOfDimension(dimension)})),
      cellOf: (team, dimension) => cell(ctx, find(team, dimension)),
    }),
    legendOf(ctx, ["suppressed", "insufficient"], (state) => t(`agreement.team.${state}`)),
  ];
}

export function agreement(ctx) {
  const {data, t} = ctx;
  const told = agreementOf(data.agreement);
  const dimensions = inOrder(told.dimensions);
  if (dimensions.length === 0) return section("agreement", t("agreement.title"), paragraph(t("agreement.none")));
  const {published, suppressed, insufficient} = told.states;
  return section("agreement", t("agreement.title"), paragraph(t("agreement.reading")), sentences(ctx.words, dimensions),
    verdicts(ctx, dimensions),
    paragraph(t("agreement.periods", {n: published + suppressed + insufficient, published, suppressed, insufficient})),
    newestPeriod(ctx, {dimensions, newest: inOrder(told.newest)}), teams(ctx, {...told, dimensions}),
    downloads(ctx.words, PARTS.map((part) => ({report: "agreement", parameters: {period: data.period.period}, part}))));
}
