// SPDX-License-Identifier: GPL-3.0-or-later
// Which teams' scores have changed for good, compared with the other teams: rises as prominent as falls.
import {dot, ruleX, ruleY} from "@observablehq/plot";
import {changesOf} from "../model/changes.js";
import {sideOf} from "../model/dimensions.js";
import {colours, picture} from "../parts/picture.js";
import {chart, downloads, paragraph, section, sentences} from "../parts/section.js";
import {table} from "../parts/table.js";
import {dayOf} from "./sides.js";

// More sentences, or rows of a picture, than this are no help; the table has them all.
const MOST = 20;

const nameOf = (ctx, row) => `${row.team} ${ctx.nameOfDimension(row.dimension)}`;

function sizeText(ctx, row) {
  const {figures, t} = ctx;
  if (row.size === null) return t("figure.unknown");
  const interval = t("figure.interval", {lo: figures.signed(row.size_lo, 0), hi: figures.signed(row.size_hi, 0)});
  return `${figures.signed(row.size, 0)} (${interval})`;
}

export const changeColumns = (ctx) => [
  {label: ctx.t("column.dimension"), show: (row) => ctx.nameOfDimension(row.dimension)},
  {label: ctx.t("column.what"), show: (row) => ctx.t(`changes.${row.direction ?? row.reason ?? "steady"}`)},
  {label: ctx.t("column.since"), show: (row) => row.change ?? ""},
  {label: ctx.t("column.seen"), show: (row) => (row.alarm === 0 ? "" : row.period)},
  {label: ctx.t("column.points"), isNumber: true, show: (row) => (row.alarm === 0 ? "" : sizeText(ctx, row))},
];

// From where a change began to where it was seen; up or down, in the colour of its side.
function drawAlarms(ctx, alarms) {
  const marks = alarms.map((row) => ({
    name: nameOf(ctx, row),
    from: dayOf(ctx, row.change),
    to: dayOf(ctx, row.period),
    alarm: row.alarm,
    colour: colours[sideOf(row.dimension, ctx.data.cells.rows)],
  }));
  const days = ctx.data.until.map((row) => dayOf(ctx, row.period));
  const pointing = (alarm) => marks.filter((one) => one.alarm === alarm);
  return (width) => picture({
    width,
    height: 50 + 28 * new Set(marks.map((one) => one.name)).size,
    marginLeft: Math.min(200, width * 0.45),
    marginRight: 24,
    x: {type: "utc", label: null, domain: [days[0], days.at(-1)], ticks: Math.max(2, Math.floor(width / 160)), tickFormat: (day) => ctx.monthName(day)},
    y: {label: null, tickSize: 0, domain: [...new Set(marks.map((one) => one.name))]},
    marks: [
      ruleX([days.at(-1)], {stroke: colours.line}),
      ruleY(marks, {y: "name", x1: "from", x2: "to", stroke: "colour", strokeWidth: 3, strokeOpacity: 0.6}),
      dot(pointing(1), {x: "to", y: "name", r: 6, symbol: "triangle", fill: "colour"}),
      dot(pointing(-1), {x: "to", y: "name", r: 6, symbol: "triangle", rotate: 180, fill: "colour"}),
    ],
  });
}

function alarmChart(ctx, alarms) {
  const {t} = ctx;
  const shown = alarms.slice(0, MOST);
  const count = (alarm) => alarms.filter((row) => row.alarm === alarm).length;
  return chart(ctx.words, {
    title: t("changes.picture"),
    summary: t("changes.summary", {n: alarms.length, up: count(1), down: count(-1), list: shown.map((row) => nameOf(ctx, row)).join(", ")}),
    draw: drawAlarms(ctx, shown),
    twin: table(t("changes.picture"), [{label: t("column.team"), show: (row) => ctx.teamLink(row.team)}, ...changeColumns(ctx)], alarms),
  });
}

function searched(ctx, dimensions) {
  const {t} = ctx;
  return table(t("changes.searched"), [
    {label: t("column.dimension"), show: (row) => ctx.nameOfDimension(row.dimension)},
    {label: t("column.teams"), isNumber: true, show: (row) => ctx.words.number(row.teams)},
    {label: t("column.judged"), isNumber: true, show: (row) => ctx.words.number(row.judged)},
    {label: t("column.alarms"), isNumber: true, show: (row) => ctx.words.number(row.alarms)},
  ], dimensions);
}

export function changes(ctx) {
  const {data, t} = ctx;
  const {rows, organisation} = data.changes;
  const dimensions = [organisation].flat().filter(Boolean);
  if (dimensions.length === 0) return section("changes", t("changes.title"), paragraph(t("changes.none")));
  const {alarms, steady, untold} = changesOf(rows);
  const unjudged = Object.values(untold).reduce((sum, n) => sum + n, 0);
  const parameters = {period: data.period.period};
  return section("changes", t("changes.title"), paragraph(t("changes.reading")),
    alarms.length > 0 ? [sentences(ctx.words, alarms.slice(0, MOST)), alarmChart(ctx, alarms)] : paragraph(t("changes.no_alarm")),
    paragraph(t("changes.others", {n: steady, untold: unjudged})), searched(ctx, dimensions),
    downloads(ctx.words, ["teams", "organisation"].map((part) => ({report: "changes", parameters, part}))));
}
