// SPDX-License-Identifier: GPL-3.0-or-later
// Teams by their people's wellbeing and their customers' satisfaction, with the intervals of both.
import {dot, ruleX, ruleY, text} from "@observablehq/plot";
import {mainDimensions} from "../model/dimensions.js";
import {placeTeams} from "../model/quadrant.js";
import {colours, picture} from "../parts/picture.js";
import {chart, downloads, paragraph, section} from "../parts/section.js";
import {table} from "../parts/table.js";

// Names of more teams than this would only cover each other; the table has them all.
const MOST_NAMES = 60;

// The ends of every interval, with some room.
function domainOf(cells) {
  const ends = cells.flatMap((cell) => [cell.lo ?? cell.mean, cell.hi ?? cell.mean]);
  return [Math.max(0, Math.floor(Math.min(...ends) - 3)), Math.min(100, Math.ceil(Math.max(...ends) + 3))];
}

function corners(ctx, x, y) {
  const corner = (name, at, anchor) => text([at], {
    x: "x", y: "y", text: () => ctx.t(`quadrant.${name}`), fill: colours.quiet, textAnchor: anchor,
    dx: anchor === "start" ? 4 : -4, dy: at.y === y[0] ? -9 : 9,
  });
  return [
    corner("both_high", {x: x[1], y: y[1]}, "end"),
    corner("inward", {x: x[1], y: y[0]}, "end"),
    corner("strained", {x: x[0], y: y[1]}, "start"),
    corner("both_low", {x: x[0], y: y[0]}, "start"),
  ];
}

function drawQuadrant(ctx, placed, centre) {
  const x = domainOf(placed.map((one) => one.x));
  const y = domainOf(placed.map((one) => one.y));
  const hasX = placed.filter((one) => one.x.lo !== null);
  const hasY = placed.filter((one) => one.y.lo !== null);
  return (width) => picture({
    width,
    height: Math.min(520, Math.max(340, width * 0.8)),
    marginLeft: 44,
    marginBottom: 40,
    x: {domain: x, label: ctx.nameOfDimension(mainDimensions.employees), labelArrow: "none"},
    y: {domain: y, label: ctx.nameOfDimension(mainDimensions.customers), labelArrow: "none"},
    marks: [
      ruleX(centre.x ? [centre.x.mean] : [], {stroke: colours.line}),
      ruleY(centre.y ? [centre.y.mean] : [], {stroke: colours.line}),
      ruleY(hasX, {y: (one) => one.y.mean, x1: (one) => one.x.lo, x2: (one) => one.x.hi, stroke: colours.employees, strokeOpacity: 0.6}),
      ruleX(hasY, {x: (one) => one.x.mean, y1: (one) => one.y.lo, y2: (one) => one.y.hi, stroke: colours.customers, strokeOpacity: 0.6}),
      dot(placed, {x: (one) => one.x.mean, y: (one) => one.y.mean, r: 4, fill: colours.ink, stroke: colours.paper}),
      text(placed.length <= MOST_NAMES ? placed : [], {x: (one) => one.x.mean, y: (one) => one.y.mean, text: "team", dx: 7, dy: -8, textAnchor: "start", fill: colours.ink, stroke: colours.paper, strokeWidth: 3}),
      ...corners(ctx, x, y),
    ],
  });
}

function placeName(ctx, one) {
  return ctx.t(one.quadrant === null ? "quadrant.undetermined" : `quadrant.${one.quadrant}`);
}

function twin(ctx, placed) {
  const {figures, t} = ctx;
  return table(t("quadrant.title"), [
    {label: t("column.team"), show: (one) => ctx.teamLink(one.team)},
    {label: ctx.nameOfDimension(mainDimensions.employees), isNumber: true, show: (one) => figures.whole(one.x)},
    {label: ctx.nameOfDimension(mainDimensions.customers), isNumber: true, show: (one) => figures.whole(one.y)},
    {label: t("column.place"), show: (one) => placeName(ctx, one)},
  ], placed);
}

export function quadrant(ctx) {
  const {data, t} = ctx;
  const {employees, customers} = mainDimensions;
  const placed = placeTeams(data.tree, data.cells, data.silos.rows, employees, customers);
  if (placed.length === 0) return section("quadrant", t("quadrant.title"), paragraph(t("quadrant.none")));
  const centre = [data.cells.find("*", employees), data.cells.find("*", customers)].map((cell) => (cell?.state === "published" ? cell : null));
  const certain = placed.filter((one) => one.quadrant !== null);
  const summary = certain.length === 0 ? t("quadrant.summary.none", {n: placed.length})
    : t("quadrant.summary", {n: placed.length, teams: certain.map((one) => `${one.team} (${placeName(ctx, one)})`).join(", ")});
  return section("quadrant", t("quadrant.title"), paragraph(t("quadrant.reading")),
    chart(ctx.words, {
      title: ctx.periodName(data.period),
      summary,
      draw: drawQuadrant(ctx, placed, {x: centre[0], y: centre[1]}),
      twin: twin(ctx, placed),
    }),
    downloads(ctx.words, [{report: "scores", parameters: {period: data.period.period}}, {report: "silos", parameters: {period: data.period.period}}]));
}
