// SPDX-License-Identifier: GPL-3.0-or-later
// How strong a claim is, as it was served: never computed here.
import {el} from "../dom.js";

export function gradeText(ctx, grade) {
  return ctx.figures.known(grade, (one) => ctx.t(`grade.${one}`));
}

export function gradeMark(ctx, grade) {
  return el("span", {class: `grade grade-${grade}`}, gradeText(ctx, grade));
}

// What the grades mean, from what says least on.
export const grades = ["cannot_tell", "description", "association", "leads_in_time"];

export function gradeKey(ctx) {
  const meanings = grades.map((one) => [el("strong", null, ctx.t(`grade.${one}`)), ` – ${ctx.t(`grade.${one}.means`)}; `]);
  return el("p", {class: "quiet key"}, ctx.t("grade.key"), " ", meanings, ctx.t("grade.no_cause"));
}

// Claims of a link in the reader's language, each with its grade. The label is a note that stands elsewhere.
export function claimList(ctx, claims) {
  const told = claims.filter((one) => one.claim !== "label");
  return el("ul", {class: "claims"}, told.map((one) => el("li", null, gradeMark(ctx, one.grade), " ", one[`sentence_${ctx.words.tag}`])));
}
