// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a mean describes this team: its members' agreement, beside what each dimension is in the whole organisation.
import {agreementOf} from "../model/agreement.js";
import {inOrder} from "../model/dimensions.js";
import {downloads, paragraph, section} from "../parts/section.js";
import {table} from "../parts/table.js";
import {describeAgreement, verdictColumns} from "./agreement.js";

export function teamAgreement(ctx) {
  const {data, t} = ctx;
  const {dimensions, find} = agreementOf(data.agreement);
  if (dimensions.length === 0) return section("agreement", t("team.agreement"), paragraph(t("team.agreement.none")));
  const rows = inOrder(dimensions).map((row) => ({...row, team: describeAgreement(ctx, find(data.team, row.dimension))}));
  return section("agreement", t("team.agreement"), paragraph(t("team.agreement.reading", {period: dimensions[0].period})),
    table(t("team.agreement"), [
      {label: t("column.dimension"), show: (row) => ctx.nameOfDimension(row.dimension)},
      {label: t("column.rwgj_team"), isNumber: true, show: ({team}) => team.text, classOf: ({team}) => (team.state === "published" ? null : team.state)},
      {label: t("column.why"), show: ({team}) => team.why},
      ...verdictColumns(ctx),
    ], rows),
    downloads(ctx.words, [{report: "agreement", parameters: {period: data.period.period, team: data.team}, part: "teams"}]));
}
