// SPDX-License-Identifier: GPL-3.0-or-later
// Where customers fall between teams: which teams have signs of siloing, what their index is made of, and how far units work
// with themselves.
import {barX, dot, ruleX, ruleY} from "@observablehq/plot";
import {el} from "../dom.js";
import {CLEAR_MODULARITY, families, hasClearGroups, indicators, silosOf, stackOf} from "../model/silos.js";
import {matrix, scale, shade} from "../parts/matrix.js";
import {colours, familyColours, picture} from "../parts/picture.js";
import {chart, downloads, paragraph, section, sentences} from "../parts/section.js";
import {table} from "../parts/table.js";
import {evidenceText} from "./linkage.js";

// A picture, or a matrix, of more teams than this is no help; the table has them all.
const MOST = 40;
const PARTS = ["organisation", "teams"];

export const reasonText = (ctx, reason) => ctx.t(`silos.reason.${reason}`);

const indexText = (ctx, row) => {
  const {number} = ctx.words;
  return `${number(row.index)} (${ctx.t("figure.interval", {lo: number(row.index_lo), hi: number(row.index_hi)})})`;
};

function drawIndex(ctx, shown) {
  const bars = shown.flatMap(stackOf);
  const middle = {insetTop: 6, insetBottom: 6};
  return (width) => picture({
    width,
    height: 60 + 26 * shown.length,
    marginLeft: 70,
    marginBottom: 40,
    x: {domain: [0, 100], label: ctx.t("silos.index"), labelArrow: "none", grid: true, ticks: 5},
    y: {domain: shown.map((row) => row.team), label: null, tickSize: 0},
    marks: [
      ...families.map((family) => barX(bars.filter((bar) => bar.family === family), {y: "team", x1: "from", x2: "to", fill: familyColours[family], stroke: colours.paper, ...middle})),
      ruleY(shown, {y: "team", x1: "index_lo", x2: "index_hi", stroke: colours.ink, strokeWidth: 1.5}),
      dot(shown.filter((row) => row.flag), {x: "index_hi", y: "team", dx: 10, r: 5, symbol: "diamond", fill: colours.ink}),
      ruleX([0], {stroke: colours.line}),
    ],
  });
}

function familyLegend(ctx) {
  const item = (family) => el("li", null, el("span", {class: `swatch family-${family}`, "aria-hidden": "true"}), el("span", null, ctx.t(`silos.family.${family}`)));
  return el("ul", {class: "legend", "aria-label": ctx.t("silos.families")}, families.map(item));
}

function indexTable(ctx, rows) {
  const {figures, t, words} = ctx;
  return table(t("silos.decomposition"), [
    {label: t("column.team"), show: (row) => ctx.teamLink(row.team)},
    {label: t("silos.index_interval"), isNumber: true, show: (row) => (row.index === null ? reasonText(ctx, row.reason) : indexText(ctx, row))},
    ...families.map((family) => ({label: t(`silos.short.${family}`), isNumber: true, show: (row) => figures.known(row[`${family}_adds`], words.number)})),
    {label: t("column.q"), isNumber: true, show: (row) => figures.known(row.q, figures.r)},
    {label: t("column.verdict"), show: (row) => flagText(ctx, row)},
    {label: t("column.evidence"), show: (row) => evidenceText(ctx, row.evidence)},
  ], rows);
}

export function flagText(ctx, row) {
  if (row.flag === null) return ctx.t("silos.untold");
  if (row.flag) return ctx.t("silos.flagged");
  return ctx.t(row.evidence === "none" ? "silos.no_evidence" : "silos.flagged_before");
}

function indexChart(ctx, {judged, flagged, untold}) {
  const {t} = ctx;
  const names = flagged.map((row) => `${row.team} (${indexText(ctx, row)})`).join(", ");
  return chart(ctx.words, {
    title: t("silos.decomposition"),
    summary: t(flagged.length > 0 ? "silos.summary" : "silos.summary.none", {n: judged.length, teams: names}),
    draw: drawIndex(ctx, judged.slice(0, MOST)),
    twin: indexTable(ctx, [...judged, ...untold]),
  });
}

// An indicator; or why it is not there. Blue is good here as elsewhere, and what is pronounced is not.
function indicatorCell(ctx, row, name) {
  if (row[name] === null) {
    const why = reasonText(ctx, row[`${name}_reason`]);
    return {content: el("span", {title: why}, el("span", {"aria-hidden": "true"}, "…"), el("span", {class: "unseen"}, why)), class: "insufficient"};
  }
  return {content: el("span", {title: `p ${ctx.figures.p(row[`${name}_p`])}`}, ctx.figures.r(row[name])), class: shade(-row[name], -1, 1)};
}

function indicatorMatrix(ctx, rows) {
  const {t} = ctx;
  const byTeam = new Map(rows.map((row) => [row.team, row]));
  return matrix(t("silos.indicators"), t("column.team"), {
    rows: rows.map((row) => ({key: row.team, head: ctx.teamLink(row.team)})),
    columns: indicators.map((name) => ({key: name, head: t(`silos.indicator.${name}`)})),
    cellOf: (team, name) => indicatorCell(ctx, byTeam.get(team), name),
  });
}

// Handoffs and ties of collaboration beside units drawn by chance.
function networks(ctx, whole) {
  const {figures, t} = ctx;
  const rows = ["handoffs", "ties"].map((name) => ({name, of: (column) => whole[`${name}_${column}`]}));
  return table(t("silos.networks"), [
    {label: t("column.what"), show: ({name}) => t(`silos.${name}`)},
    {label: t("silos.ei"), isNumber: true, show: ({of}) => (of("ei") === null ? reasonText(ctx, of("reason")) : figures.r(of("ei")))},
    {label: t("silos.ei_chance"), isNumber: true, show: ({of}) => figures.known(of("ei_mean"), figures.r)},
    {label: t("silos.ei_low"), isNumber: true, show: ({of}) => figures.known(of("ei_p_low"), figures.p)},
    {label: t("silos.ei_high"), isNumber: true, show: ({of}) => figures.known(of("ei_p_high"), figures.p)},
    {label: t("silos.modularity"), isNumber: true, show: ({of}) => figures.known(of("q"), figures.r)},
  ], rows);
}

function communities(ctx, whole) {
  const {figures, t} = ctx;
  if (whole.communities === null) return paragraph(t("silos.communities.none", {reason: reasonText(ctx, whole.communities_reason)}));
  const told = {n: whole.communities, q: figures.known(whole.communities_q, figures.r)};
  if (!hasClearGroups(whole)) return paragraph(t("silos.communities.unclear", {...told, least: figures.r(CLEAR_MODULARITY)}));
  return paragraph(t("silos.communities", {...told, agreement: figures.known(whole.communities_agreement, figures.r)}));
}

export function silos(ctx) {
  const {data, t, words} = ctx;
  const told = silosOf(data.silos);
  const sources = downloads(words, PARTS.map((part) => ({report: "silos", parameters: {period: data.period.period}, part})));
  if (told.whole === null) return section("silos", t("silos.title"), paragraph(t("silos.none")), sources);
  const rows = [...told.judged, ...told.untold];
  return section("silos", t("silos.title"), paragraph(t("silos.reading")), sentences(words, [told.whole, ...told.flagged]),
    told.judged.length > 0 ? [indexChart(ctx, told), familyLegend(ctx)] : indexTable(ctx, rows),
    paragraph(t("silos.indicators.reading")), scale(t("silos.scale"), `≥\u00a0${words.number(1)}`, `≤\u00a0${words.number(-1)}`), indicatorMatrix(ctx, rows.slice(0, MOST)),
    rows.length > MOST ? paragraph(t("forest.cut", {most: MOST})) : null,
    networks(ctx, told.whole), communities(ctx, told.whole), sources);
}
