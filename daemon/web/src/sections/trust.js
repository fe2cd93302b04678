// SPDX-License-Identifier: GPL-3.0-or-later
// How far the figures can be trusted: who was asked, who answered, what is shown and from how many on.
import {el} from "../dom.js";
import {countStates} from "../model/cells.js";
import {dimensionsOf, mainDimensions} from "../model/dimensions.js";
import {downloads, paragraph, section} from "../parts/section.js";
import {legend} from "../parts/states.js";
import {table} from "../parts/table.js";

const RESPONSE_CAUTION = 0.6;

function fact(label, value) {
  return el("div", null, el("dt", null, label), el("dd", null, value));
}

function facts(ctx) {
  const {data, figures, t, words} = ctx;
  const employees = data.cells.find("*", mainDimensions.employees);
  const customers = data.cells.find("*", mainDimensions.customers);
  const safety = data.cells.find("*", "safety");
  const known = (value, show = words.number) => (value === null || value === undefined ? t("figure.unknown") : show(value));
  return el("dl", {class: "facts"},
    fact(t("trust.invited"), known(employees?.invited)),
    fact(t("trust.answered"), known(employees?.responses)),
    fact(t("trust.rate"), known(employees?.response_rate, figures.share)),
    fact(t("trust.contacts"), known(customers?.contacts)),
    fact(t("trust.rated"), known(customers?.n)),
    fact(ctx.nameOfDimension("safety"), safety?.state === "published" ? figures.whole(safety) : t("figure.unknown")));
}

// Response as it is, with the caution that a low one asks for.
function caution(ctx) {
  const rate = ctx.data.cells.find("*", mainDimensions.employees)?.response_rate ?? null;
  if (rate === null) return paragraph(ctx.t("trust.rate_unknown"));
  return rate < RESPONSE_CAUTION ? el("p", {class: "warning"}, ctx.t("trust.low", {rate: ctx.figures.share(rate)})) : null;
}

function stateTable(ctx) {
  const {data, t, words} = ctx;
  const dimensions = ["employees", "customers"].flatMap((side) => dimensionsOf(side, data.cells.rows));
  const rows = dimensions.map((dimension) => ({dimension, ...countStates(data.tree, data.cells, dimension)}));
  const count = (state) => ({label: t(`state.${state}`, {unit: t("team.unit")}), isNumber: true, show: (row) => words.number(row[state])});
  return table(t("trust.states", {n: data.tree.leaves().length}), [
    {label: t("column.dimension"), show: (row) => ctx.nameOfDimension(row.dimension)},
    ...["published", "rolled_up", "suppressed", "insufficient", "no_data"].map(count),
  ], rows);
}

export function trust(ctx) {
  const {data, t} = ctx;
  return section("trust", t("trust.title"), facts(ctx), paragraph(t("trust.over_published"), "quiet"), caution(ctx),
    paragraph(t("trust.thresholds", {employees: data.period.k_employee, customers: data.period.k_customer})),
    stateTable(ctx), legend(ctx),
    downloads(ctx.words, [{report: "scores", parameters: {period: data.period.period}}]));
}
