// SPDX-License-Identifier: GPL-3.0-or-later
// Why a cell shows no figure: each state has a look of its own (page.css), a short mark and a reason.
import {el} from "../dom.js";
import {stateOf} from "../model/cells.js";
import {sideOf} from "../model/dimensions.js";

const marks = {suppressed: "✕", rolled_up: "↑", insufficient: "…", no_data: "–", absent: "·"};

export const hiddenStates = Object.keys(marks);

// {state, text, why}: text is the figure, or the state in words.
export function describe(ctx, team, dimension) {
  const {state, unit} = stateOf(ctx.data.tree, ctx.data.cells, team, dimension);
  const cell = ctx.data.cells.find(team, dimension);
  const why = reason(ctx, state, unit, thresholdOf(ctx, dimension));
  if (state === "published" || state === "bound") return {state, text: ctx.figures.value(cell), why, cell};
  return {state, text: ctx.t(`state.${state}`, {unit: nameOf(ctx, unit)}), why, cell};
}

function nameOf(ctx, unit) {
  if (unit === null) return "";
  return unit === "*" ? ctx.t("team.whole") : ctx.data.tree.nameOf(unit);
}

// From how many on a figure of this dimension is shown in a period.
export function thresholdOf({data}, dimension, period = data.period) {
  return sideOf(dimension, data.cells.rows) === "customers" ? period.k_customer : period.k_employee;
}

function thresholds({data, t, words}) {
  const {k_employee: employees, k_customer: customers} = data.period;
  return employees === customers ? words.number(employees) : t("state.thresholds", {employees, customers});
}

function reason(ctx, state, unit, k) {
  return ctx.t(`state.${state}.why`, {k, unit: unit === null ? ctx.t("team.unit") : nameOf(ctx, unit)});
}

// The mark of a state without a figure, with the words for who cannot see it.
export function mark(description) {
  return el("span", {title: description.why}, el("span", {"aria-hidden": "true"}, marks[description.state]),
    el("span", {class: "unseen"}, description.text));
}

// What each look means. whyOf(state): the reason.
export function legendOf(ctx, states, whyOf) {
  const item = (state) => el("li", null, el("span", {class: `swatch ${state}`, "aria-hidden": "true"}, marks[state]),
    el("span", null, `${ctx.t(`state.${state}`, {unit: ctx.t("team.unit")})}: `, whyOf(state)));
  return el("ul", {class: "legend", "aria-label": ctx.t("state.legend")}, states.map(item));
}

export function legend(ctx) {
  return legendOf(ctx, hiddenStates.filter((state) => state !== "absent"),
    (state) => reason(ctx, state, null, thresholds(ctx)));
}
