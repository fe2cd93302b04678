// SPDX-License-Identifier: GPL-3.0-or-later
// Figures over time, and weighted ones, in words.
import {changeOf} from "../model/change.js";

// rows: of a trend, with both of the newest periods.
export function changeText(ctx, dimension, rows) {
  const {data, figures, t} = ctx;
  const at = (period) => rows.find((row) => row.period === period?.period && row.dimension === dimension) ?? null;
  const [now, before] = [at(data.period), at(data.previous)];
  const change = changeOf(now, before);
  if (change === null) return t("change.unknown");
  const digits = figures.digitsOf(now, before);
  const interval = change.lo === null ? t("figure.no_interval")
    : t("figure.interval", {lo: figures.signed(change.lo, digits), hi: figures.signed(change.hi, digits)});
  return t("change.of", {change: figures.signed(change.value, digits), interval});
}

export function trendSummary(ctx, rows) {
  const shown = rows.filter((row) => row.state === "published" && !row.bound);
  const bounds = rows.filter((row) => row.bound).length;
  const told = bounds > 0 ? ` ${ctx.t("trend.bounds", {n: bounds})}` : "";
  if (shown.length === 0) return ctx.t("trend.none") + told;
  const inOrder = [...shown].sort((a, b) => a.mean - b.mean);
  return ctx.t("trend.summary", {
    n: shown.length,
    of: rows.length,
    lowest: ctx.figures.value(inOrder[0]),
    highest: ctx.figures.value(inOrder.at(-1)),
    newest: ctx.figures.whole(shown.at(-1)),
    period: shown.at(-1).period,
  }) + told;
}

// A row of the weighted means may be a bound, or have no figure.
const isTold = (row) => typeof row?.mean === "number";

// Of employees alone: teams of customers have no headcount.
export function weightedText(ctx, dimension) {
  const {figures, t} = ctx;
  const row = ctx.data.weighted.get(dimension);
  if (!isTold(row)) return t("side.weighted.none");
  if (row.bound) return t("side.weighted.bound", {value: figures.value(row), n: row.teams});
  return t("side.weighted", {mean: figures.value(row), interval: figures.between(row), n: row.teams});
}

// The same in a table.
export function weightedMean(ctx, dimension) {
  const row = ctx.data.weighted.get(dimension);
  return isTold(row) ? ctx.figures.whole(row) : ctx.t("figure.unknown");
}
