// SPDX-License-Identifier: GPL-3.0-or-later
// All teams at one look: by dimensions of a period, or by periods of a dimension.
import {el} from "../dom.js";
import {makeCells, shownState} from "../model/cells.js";
import {dimensionsOf, isNet} from "../model/dimensions.js";
import {WHOLE} from "../model/tree.js";
import {matrix, scale, shade} from "../parts/matrix.js";
import {downloadsUntil} from "../parts/download_until.js";
import {downloads, section} from "../parts/section.js";
import {describe, legend, mark, thresholdOf} from "../parts/states.js";

function shown(ctx, cell, text) {
  const net = isNet(cell.dimension);
  return {content: el("span", {title: ctx.figures.between(cell)}, text), class: shade(cell.mean, net ? -100 : 0, 100)};
}

function rowHeads(ctx) {
  const {tree} = ctx.data;
  const head = (team, depth) => ({key: team, head: ctx.teamLink(team), class: `depth-${Math.min(depth, 4)}`});
  return [head(WHOLE, 0), ...tree.walk().map(({team, depth}) => head(team, depth + 1))];
}

function byDimension(ctx) {
  const {data, t} = ctx;
  const dimensions = ["employees", "customers"].flatMap((side) => dimensionsOf(side, data.cells.rows));
  const cellOf = (team, dimension) => {
    const description = describe(ctx, team, dimension);
    const isFigure = description.state === "published" || description.state === "bound";
    return isFigure ? shown(ctx, description.cell, description.text) : {content: mark(description), class: description.state};
  };
  return matrix(t("heatmap.by_dimension", {period: ctx.periodName(data.period)}), t("column.team"), {
    rows: rowHeads(ctx),
    columns: dimensions.map((dimension) => ({key: dimension, head: ctx.nameOfDimension(dimension)})),
    cellOf,
  });
}

// Another period's tree is not this one's, so states are as they were published, without where hidden answers went.
async function byPeriod(ctx, dimension) {
  const {api, data, figures, t} = ctx;
  const rows = await api.rows("scores", {dimension});
  const periods = data.until.map((row) => row.period);
  const cells = new Map(periods.map((period) => [period, makeCells(rows.filter((row) => row.period === period))]));
  const cellOf = (team, period) => {
    const cell = cells.get(period).find(team, dimension);
    if (cell?.state === "published") return shown(ctx, cell, figures.value(cell));
    const state = cell ? shownState(cell) : "absent";
    const k = thresholdOf(ctx, dimension, data.until.find((row) => row.period === period));
    return {content: mark({state, text: t(`state.${state}`), why: t(`state.${state}.why`, {k})}), class: state};
  };
  return [matrix(t("heatmap.by_period", {name: ctx.nameOfDimension(dimension)}), t("column.team"), {
    rows: rowHeads(ctx),
    columns: periods.map((period) => ({key: period, head: period.replace(/^\d{2}(\d{2})-/, "$1-")})),
    cellOf,
  }), downloadsUntil(ctx, {report: "scores", parameters: {dimension}})];
}

export function heatmap(ctx) {
  const {data, t} = ctx;
  const dimensions = ["employees", "customers"].flatMap((side) => dimensionsOf(side, data.cells.rows));
  const place = el("div", {"aria-live": "polite"}, byDimension(ctx));
  // An answer that comes late must not take the place of what was chosen after it.
  const choose = async ({target}) => {
    const dimension = target.value;
    const shown = dimension === "" ? [byDimension(ctx)] : await byPeriod(ctx, dimension).catch((error) => [ctx.fail(error)]);
    if (target.value === dimension) place.replaceChildren(...shown);
  };
  const option = (value, label) => el("option", {value}, label);
  return section("teams", t("heatmap.title"),
    el("p", {class: "choice"}, el("label", {for: "heatmap-choice"}, t("heatmap.choose")), " ",
      el("select", {id: "heatmap-choice", onchange: choose}, option("", t("heatmap.all")), dimensions.map((d) => option(d, t("heatmap.over_time", {name: ctx.nameOfDimension(d)}))))),
    scale(t("heatmap.scale"), "0", "100"), place, legend(ctx),
    downloads(ctx.words, [{report: "scores", parameters: {period: data.period.period}}, {report: "teams", parameters: {period: data.period.period}}]));
}
