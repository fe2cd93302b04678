// SPDX-License-Identifier: GPL-3.0-or-later
// Employees and customers side by side, alike in size and scale.
import {areaY, axisY, dot, dotX, lineY, ruleX, ruleY} from "@observablehq/plot";
import {el} from "../dom.js";
import {shownState} from "../model/cells.js";
import {dimensionsOf, isNet, mainDimensions} from "../model/dimensions.js";
import {colours, FONT_SIZE, picture} from "../parts/picture.js";
import {downloadsUntil} from "../parts/download_until.js";
import {chart, paragraph, section} from "../parts/section.js";
import {table} from "../parts/table.js";
import {changeText, trendSummary, weightedMean, weightedText} from "../parts/trend_text.js";

export const dayOf = (ctx, id) => new Date(`${ctx.data.periods.find((row) => row.period === id).first_day}T00:00Z`);

function trendOf(ctx, dimension) {
  return ctx.data.trend.filter((row) => row.dimension === dimension);
}

// A figure over time, with its interval. A period without one leaves a gap; a bound is no figure, and a triangle.
export function drawTrend(ctx, rows, colour) {
  const known = (row, value) => (row.state === "published" && !row.bound && value !== null ? value : NaN);
  const points = rows.map((row) => ({day: dayOf(ctx, row.period), mean: known(row, row.mean), lo: known(row, row.lo), hi: known(row, row.hi)}));
  const bounds = rows.filter((row) => row.bound).map((row) => ({day: dayOf(ctx, row.period), mean: row.mean}));
  return (width) => picture({
    width,
    height: 240,
    marginLeft: 36,
    x: {type: "utc", label: null, ticks: Math.max(2, Math.floor(width / 110)), tickFormat: (day) => ctx.monthName(day)},
    y: {domain: [0, 100], label: null, grid: true, ticks: 5},
    marks: [
      areaY(points, {x: "day", y1: "lo", y2: "hi", fill: colour, fillOpacity: 0.18}),
      lineY(points, {x: "day", y: "mean", stroke: colour, strokeWidth: 2}),
      dot(points, {x: "day", y: "mean", fill: colour, r: 2.5}),
      dot(bounds, {x: "day", y: "mean", stroke: colour, r: 3, symbol: "triangle"}),
      ruleY([0], {stroke: colours.line}),
    ],
  });
}

export function trendTable(ctx, caption, rows) {
  const {figures, t} = ctx;
  const isShown = (row) => row.state === "published";
  return table(caption, [
    {label: t("column.period"), show: (row) => row.period},
    {label: t("column.figure"), isNumber: true, show: (row) => (isShown(row) ? figures.value(row) : t(`state.${row.state}`, {unit: ""}))},
    {label: t("column.interval"), isNumber: true, show: (row) => (isShown(row) ? figures.between(row) : "")},
    {label: t("column.n"), isNumber: true, show: (row) => (row.n === null ? "" : ctx.words.number(row.n))},
  ], rows);
}

// How much wider than Plot takes for granted a system's letters may be.
const WIDEST_FONT = 1.25;

// The scores of one period, with their intervals; a bound is no figure, and a triangle. Names have as many lines as they need.
function drawDimensions(ctx, rows, colour) {
  const name = (row) => ctx.nameOfDimension(row.dimension);
  const room = (width) => Math.min(190, width * 0.45);
  return (width) => picture({
    width,
    height: 40 + 28 * rows.length,
    marginLeft: room(width),
    marginTop: 6,
    x: {domain: [0, 100], label: null, grid: true, ticks: 5},
    y: {axis: null, domain: rows.map(name)},
    marks: [
      axisY({label: null, tickSize: 0, lineWidth: room(width) / WIDEST_FONT / FONT_SIZE - 1}),
      ruleY(rows.filter((row) => row.lo !== null), {y: name, x1: "lo", x2: "hi", stroke: colour, strokeWidth: 3, strokeOpacity: 0.5}),
      dotX(rows.filter((row) => !row.bound), {x: "mean", y: name, fill: colour, r: 4}),
      dot(rows.filter((row) => row.bound), {x: "mean", y: name, stroke: colour, r: 4, symbol: "triangle"}),
      ruleX([0], {stroke: colours.line}),
    ],
  });
}

function dimensionTable(ctx, caption, rows, isWeighted) {
  const {figures, t} = ctx;
  const isShown = (row) => row.state === "published";
  return table(caption, [
    {label: t("column.dimension"), show: (row) => ctx.nameOfDimension(row.dimension)},
    {label: t("column.figure"), isNumber: true, show: (row) => (isShown(row) ? figures.value(row) : t(`state.${shownState(row)}`, {unit: ""}))},
    {label: t("column.interval"), isNumber: true, show: (row) => (isShown(row) ? figures.between(row) : "")},
    {label: t("column.n"), isNumber: true, show: (row) => (row.n === null ? "" : ctx.words.number(row.n))},
    {label: t("column.change"), isNumber: true, show: (row) => changeText(ctx, row.dimension, ctx.data.trend)},
    ...(isWeighted ? [{label: t("column.weighted"), isNumber: true, show: (row) => weightedMean(ctx, row.dimension)}] : []),
  ], rows);
}

function scoresText(ctx, rows) {
  const told = rows.map((row) => `${ctx.nameOfDimension(row.dimension)} ${ctx.figures.value(row)}`).join("; ");
  return rows.some((row) => row.bound) ? `${told}. ${ctx.t("side.bound")}` : told;
}

function side(ctx, name) {
  const {data, figures, t} = ctx;
  const main = mainDimensions[name];
  const colour = colours[name];
  const rows = dimensionsOf(name, data.cells.rows).map((d) => data.cells.find("*", d)).filter(Boolean);
  const onScale = rows.filter((row) => row.state === "published" && !isNet(row.dimension));
  const cell = data.cells.find("*", main);
  const trend = trendOf(ctx, main);
  const title = ctx.nameOfDimension(main);
  return el("div", {class: `side ${name}`}, el("h3", null, t(`side.${name}`)),
    el("p", {class: "big"}, el("span", {class: "figure"}, cell?.state === "published" ? figures.value(cell) : t(`state.${cell?.state ?? "absent"}`, {unit: ""})), " ", title),
    cell?.state === "published" ? paragraph(t("side.detail", {interval: figures.between(cell), n: cell.n})) : null,
    name === "employees" ? paragraph(weightedText(ctx, main)) : null,
    paragraph(changeText(ctx, main, data.trend)),
    chart(ctx.words, {
      title: t("trend.title", {name: title}),
      summary: trendSummary(ctx, trend),
      draw: drawTrend(ctx, trend, colour),
      twin: trendTable(ctx, t("trend.title", {name: title}), trend),
      level: 4,
    }),
    chart(ctx.words, {
      title: t("side.dimensions"),
      summary: scoresText(ctx, onScale),
      draw: drawDimensions(ctx, onScale, colour),
      twin: dimensionTable(ctx, t(`side.${name}`), rows, name === "employees"),
      level: 4,
    }));
}

export function sides(ctx) {
  return section("sides", ctx.t("sides.title"), el("div", {class: "sides"}, side(ctx, "employees"), side(ctx, "customers")),
    downloadsUntil(ctx, {report: "scores", parameters: {team: "*"}}));
}
