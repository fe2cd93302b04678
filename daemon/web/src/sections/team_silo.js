// SPDX-License-Identifier: GPL-3.0-or-later
// Whether customers fall between this team and the others: its words, its index, and the seven indicators.
import {indicators, silosOf} from "../model/silos.js";
import {downloads, paragraph, section, sentences} from "../parts/section.js";
import {table} from "../parts/table.js";
import {evidenceText} from "./linkage.js";
import {flagText, reasonText} from "./silos.js";

function indicatorTable(ctx, row) {
  const {figures, t, words} = ctx;
  return table(t("silos.indicators"), [
    {label: t("column.what"), show: (name) => t(`silos.indicator.${name}`)},
    {label: t("column.figure"), isNumber: true, show: (name) => (row[name] === null ? reasonText(ctx, row[`${name}_reason`]) : figures.r(row[name]))},
    {label: t("column.p"), isNumber: true, show: (name) => figures.known(row[`${name}_p`], figures.p)},
    {label: t("silos.adds"), isNumber: true, show: (name) => figures.known(row[`${name[0]}_adds`], words.number)},
  ], indicators);
}

export function teamSilo(ctx) {
  const {data, t} = ctx;
  const row = silosOf(data.silos).find(data.team);
  if (row === null) return section("silo", t("team.silo"), paragraph(t("silos.none")));
  return section("silo", t("team.silo"), sentences(ctx.words, [row]),
    paragraph(t("team.silo.verdict", {verdict: flagText(ctx, row), evidence: evidenceText(ctx, row.evidence)})),
    paragraph(t("silos.indicators.reading")), indicatorTable(ctx, row),
    downloads(ctx.words, [{report: "silos", parameters: {period: data.period.period, team: data.team}, part: "teams"}]));
}
